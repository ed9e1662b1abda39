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

package io.wstunnel.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Assumptions;

/**
 * The file descriptors of this process, where the system shows them.
 */
final class Descriptors {

	private static final Path DIRECTORY = Path.of("/proc/self/fd");

	private Descriptors() {
	}

	static long count() throws IOException {
		Assumptions.assumeTrue(Files.isDirectory(DIRECTORY), "the system does not show its file descriptors");
		try (Stream<Path> descriptors = Files.list(DIRECTORY)) {
			return descriptors.count();
		}
	}

	/**
	 * Count those that are no files: sockets, selectors and what wakes them.
	 * @return their numbers by what the system calls them
	 */
	static Map<String, Long> countOpen() throws IOException {
		Assumptions.assumeTrue(Files.isDirectory(DIRECTORY), "the system does not show its file descriptors");
		try (Stream<Path> descriptors = Files.list(DIRECTORY)) {
			return descriptors.map(Descriptors::kind)
				.filter((kind) -> !kind.isEmpty())
				.collect(Collectors.groupingBy((kind) -> kind, TreeMap::new, Collectors.counting()));
		}
	}

	/**
	 * As in {@code socket:[123]} and {@code anon_inode:[eventpoll]}.
	 */
	private static String kind(Path descriptor) {
		try {
			return Files.readSymbolicLink(descriptor).toString().replaceAll("^/.*|\\d", "");
		}
		catch (IOException ex) {
			// Closed since
			return "";
		}
	}

}
