/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.wstunnel.testsupport;

import java.lang.management.ManagementFactory;
import java.time.Duration;

import org.awaitility.Awaitility;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How much of the heap is used by what is still reachable, to compare with later.
 *
 * @param bytes the number of bytes
 */
public record UsedHeap(long bytes) {

	/**
	 * Measure.
	 * @return what is used now
	 */
	public static UsedHeap measure() {
		System.gc();
		return new UsedHeap(ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
	}

	/**
	 * Wait until what is used more does not exceed a limit.
	 * @param limit the limit
	 */
	public void awaitGrowthWithin(DataSize limit) {
		Awaitility.await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(300)).untilAsserted(() -> {
			long growth = measure().bytes - this.bytes;
			assertThat(growth).as("Growth of the heap").isLessThanOrEqualTo(limit.toBytes());
		});
	}

}
