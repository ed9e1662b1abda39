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

package io.wstunnel.benchmarks.relay;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What this JVM holds after its garbage is collected.
 */
final class Memory {

	private static final Path STATUS = Path.of("/proc/self/status");

	private static final int COLLECTIONS = 4;

	private static final long PAUSE_MILLIS = 200;

	private Memory() {
	}

	/**
	 * Measure.
	 * @return the bytes of heap in use, the bytes resident (0 where the system does not
	 * tell), and the number of platform threads, separated by spaces
	 */
	static String measure() throws IOException, InterruptedException {
		MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
		// Cleaners and reference queues let go of more with every collection
		for (int i = 0; i < COLLECTIONS; i++) {
			memory.gc();
			Thread.sleep(PAUSE_MILLIS);
		}
		long heap = memory.getHeapMemoryUsage().getUsed();
		return heap + " " + resident() + " " + ManagementFactory.getThreadMXBean().getThreadCount();
	}

	private static long resident() throws IOException {
		if (!Files.exists(STATUS)) {
			return 0;
		}
		try (Stream<String> lines = Files.lines(STATUS)) {
			return lines.filter((line) -> line.startsWith("VmRSS:"))
				.mapToLong((line) -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
				.findFirst()
				.orElse(0);
		}
	}

}
