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

import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;

/**
 * Prints how fast the starter and others relay.
 *
 * @since 0.1.0
 */
public final class Benchmarks {

	private Benchmarks() {
	}

	/**
	 * Run the benchmarks.
	 * @param args see {@link Options#USAGE}, or {@code jmh} and the arguments of JMH
	 */
	public static void main(String[] args) throws Exception {
		if (args.length > 0 && "jmh".equals(args[0])) {
			org.openjdk.jmh.Main.main(Arrays.copyOfRange(args, 1, args.length));
		}
		else if (List.of(args).contains("--help")) {
			System.out.println(Options.USAGE);
		}
		else {
			run(Options.of(args));
		}
	}

	private static void run(Options options) throws IOException, InterruptedException {
		Experiment experiment = new Experiment(options, System.err);
		Samples samples = experiment.run();
		String report = new Report(options, samples).toString();
		System.out.println(report);
		if (options.output() != null) {
			Files.writeString(options.output(), report);
		}
	}

}
