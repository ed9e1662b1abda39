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

package io.wstunnel.conformance;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How busy the threads are while the test only waits.
 */
final class CpuTime {

	private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

	private static final Duration WINDOW = Duration.ofMillis(700);

	/**
	 * A fifth of a core; one connection that spins takes a whole one.
	 */
	private static final double IDLE = 20;

	private CpuTime() {
	}

	/**
	 * Check that nothing is busy.
	 */
	static void assertIdle() throws InterruptedException {
		assertThat(leastPercent(IDLE)).as("Percent of a core").isLessThan(IDLE);
	}

	/**
	 * Measure until a window of time shows less than a limit: who spins does so in each.
	 * @param percent the limit, of one core
	 * @return the least that was seen, in percent of one core
	 */
	static double leastPercent(double percent) throws InterruptedException {
		double least = Double.MAX_VALUE;
		for (int i = 0; i < 5 && least >= percent; i++) {
			Map<Long, Long> before = times();
			new CountDownLatch(1).await(WINDOW.toMillis(), TimeUnit.MILLISECONDS);
			long busy = 0;
			for (Map.Entry<Long, Long> after : times().entrySet()) {
				busy += Math.max(0, after.getValue() - before.getOrDefault(after.getKey(), 0L));
			}
			least = Math.min(least, 100.0 * busy / WINDOW.toNanos());
		}
		return least;
	}

	private static Map<Long, Long> times() {
		Map<Long, Long> times = new HashMap<>();
		for (long id : THREADS.getAllThreadIds()) {
			times.put(id, THREADS.getThreadCpuTime(id));
		}
		return times;
	}

}
