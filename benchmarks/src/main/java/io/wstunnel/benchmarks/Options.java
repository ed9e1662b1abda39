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
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.util.Assert;
import org.springframework.util.StringUtils;

/**
 * What the command line asks for.
 *
 * @param contenders the columns of the table
 * @param tasks what they do
 * @param rounds how often
 * @param nanos how long each time, in nanoseconds
 * @param warmUpNanos how long each system does each workload before, in nanoseconds
 * @param many how many idle connections are held in a second step, or 0 for none
 * @param jdk the JDK of the relays
 * @param output the file for the table, beside the standard output
 * @param logs the directory for what the relays log
 * @param profile the event to profile, or {@code null} not to
 */
record Options(List<Contender> contenders, List<Task> tasks, int rounds, long nanos, long warmUpNanos, int many,
		Jdk jdk, @Nullable Path output, Path logs, @Nullable String profile) {

	static final String USAGE = """
			Options, all of them optional:
			  --systems=%s
			  --workloads=%s
			  --rounds=5         how often each system does each workload, in turn
			  --seconds=1.5      how long each time
			  --warm-up=4        how many seconds before that
			  --many=10000       how many idle connections there are at last
			  --quick            3 rounds of 0.5 s after 2 s, and no more than 1,000 idle connections
			  --jdk=DIRECTORY    the JDK of the relays, if not the one that runs this
			  --output=FILE      where the table goes too
			  --logs=DIRECTORY   what the relays log, and their profiles (default: build directory)
			  --profile[=EVENT]  a flame graph of each system and workload (default: itimer, which is CPU time)
			""".formatted(String.join(",", names(Contender.values(), Contender::option)),
			String.join(",", names(Task.values(), Task::option)));

	private static final Set<String> NAMES = Set.of("systems", "workloads", "rounds", "seconds", "warm-up", "many",
			"quick", "jdk", "output", "logs", "profile");

	static Options of(String... args) throws IOException {
		SimpleCommandLinePropertySource source = new SimpleCommandLinePropertySource(args);
		for (String name : source.getPropertyNames()) {
			Assert.isTrue(NAMES.contains(name), () -> "Unknown option '" + name + "'");
		}
		boolean quick = source.containsProperty("quick");
		Jdk jdk = Jdk.of(get(source, "jdk", System.getProperty("java.home")));
		String profile = source.containsProperty("profile") ? get(source, "profile", "itimer") : null;
		String output = source.getProperty("output");
		return new Options(contenders(source.getProperty("systems"), jdk), tasks(source.getProperty("workloads")),
				Integer.parseInt(get(source, "rounds", quick ? "3" : "5")),
				(long) (Double.parseDouble(get(source, "seconds", quick ? "0.5" : "1.5")) * 1e9),
				(long) (Double.parseDouble(get(source, "warm-up", quick ? "2" : "4")) * 1e9),
				Integer.parseInt(get(source, "many", quick ? "0" : "10000")), jdk,
				(output != null) ? Path.of(output) : null, Path.of(get(source, "logs", "benchmarks/target/logs")),
				profile);
	}

	private static List<Contender> contenders(@Nullable String names, Jdk jdk) {
		Set<String> wanted = StringUtils.commaDelimitedListToSet(names);
		check(wanted, names(Contender.values(), Contender::option));
		return Arrays.stream(Contender.values())
			.filter((contender) -> wanted.isEmpty() || wanted.contains(contender.option()))
			.filter((contender) -> contender.runsOn(jdk.version()))
			.toList();
	}

	private static List<Task> tasks(@Nullable String names) {
		Set<String> wanted = StringUtils.commaDelimitedListToSet(names);
		check(wanted, names(Task.values(), Task::option));
		return Arrays.stream(Task.values())
			.filter((task) -> wanted.isEmpty() || wanted.contains(task.option()))
			.toList();
	}

	private static void check(Set<String> wanted, List<String> known) {
		for (String name : wanted) {
			Assert.isTrue(known.contains(name), () -> "Unknown '" + name + "': use " + known);
		}
	}

	private static <T> List<String> names(T[] values, Function<T, String> name) {
		return Stream.of(values).map(name).toList();
	}

	private static String get(SimpleCommandLinePropertySource source, String name, String defaultValue) {
		String value = source.getProperty(name);
		return StringUtils.hasLength(value) ? value : defaultValue;
	}

}
