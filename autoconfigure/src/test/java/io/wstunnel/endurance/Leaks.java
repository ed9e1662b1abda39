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

package io.wstunnel.endurance;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;

import io.wstunnel.testsupport.FileDescriptors;
import io.wstunnel.transport.frame.LentBuffers;
import org.awaitility.Awaitility;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a connection may leave behind: threads, file descriptors, and buffers outside the
 * heap, among them those of the pool that did not come back. Taken when all is warm, to
 * compare with later.
 *
 * @param threads the number of threads
 * @param descriptors the number of file descriptors, 0 where the system does not tell
 * @param buffers the number of direct buffers
 * @param lent the number of them that the pool has lent
 */
record Leaks(long threads, long descriptors, long buffers, int lent) {

	/**
	 * How many more there may be: the buffers of a pool that was not full before, and
	 * whatever the JDK keeps for itself. A connection in a hundred that leaks is seen.
	 */
	private static final long TOLERANCE = 80;

	static Leaks count() {
		return new Leaks(Thread.getAllStackTraces().size(), FileDescriptors.countOpen(), countBuffers(),
				LentBuffers.count());
	}

	private static long countBuffers() {
		return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)
			.stream()
			.filter((pool) -> pool.getName().equals("direct"))
			.mapToLong(BufferPoolMXBean::getCount)
			.sum();
	}

	/**
	 * Wait until everything has gone that came since.
	 */
	void awaitGone() {
		Awaitility.await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(200)).untilAsserted(() -> {
			// Buffers go with their garbage
			System.gc();
			Leaks now = count();
			assertThat(now.threads).as("threads").isLessThanOrEqualTo(this.threads + 8);
			assertThat(now.descriptors).as("file descriptors").isLessThanOrEqualTo(this.descriptors + 16);
			assertThat(now.lent).as("buffers lent").isLessThanOrEqualTo(this.lent);
			assertThat(now.buffers).as("direct buffers").isLessThanOrEqualTo(this.buffers + TOLERANCE);
		});
	}

}
