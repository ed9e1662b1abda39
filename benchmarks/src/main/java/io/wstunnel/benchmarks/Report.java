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

package io.wstunnel.benchmarks;

import java.lang.management.ManagementFactory;
import java.time.LocalDate;
import java.util.Locale;

import com.sun.management.OperatingSystemMXBean;

/**
 * A run as Markdown: what it ran on, the table and the goals.
 */
final class Report {

	private static final double GIGA = 1024.0 * 1024 * 1024;

	private final Options options;

	private final Samples samples;

	Report(Options options, Samples samples) {
		this.options = options;
		this.samples = samples;
	}

	@Override
	public String toString() {
		return header() + "\n\n" + new Table(this.samples, this.options.contenders()) + "\n\n"
				+ String.join("\n", Goal.check(this.samples)) + "\n";
	}

	private String header() {
		OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
		return String.format(Locale.ROOT,
				"""
						%s, %d cores shared by load client, relay and target, %.0f GB of memory, %s, JDK %s.
						Relays: one JVM each with the same heap and collector; target and load client: one JVM together, over the
						loopback interface. Medians of %d rounds of %.1f s after %.1f s to warm up, least and greatest in brackets. The first column holds
						figures; the others their ratios to it, round by round. Times: less is better. Memory: figures, measured
						once.%s""",
				LocalDate.now(), system.getAvailableProcessors(), system.getTotalMemorySize() / GIGA,
				system.getName() + " " + system.getArch(), this.options.jdk().version(), this.options.rounds(),
				this.options.nanos() / 1e9, this.options.warmUpNanos() / 1e9, many());
	}

	private String many() {
		boolean measured = this.samples.rows().contains(Row.IDLE_HEAP_MANY);
		return measured ? String.format(Locale.ROOT, " Many are %,d.", this.options.many()) : "";
	}

}
