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
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;

/**
 * The JDK that the relays run on.
 *
 * @param home its directory
 * @param version its version
 */
record Jdk(Path home, Runtime.Version version) {

	private static final int FIRST_TO_DENY_UNSAFE = 24;

	static Jdk of(String home) throws IOException {
		Properties release = new Properties();
		try (Reader reader = Files.newBufferedReader(Path.of(home, "release"))) {
			release.load(reader);
		}
		String version = release.getProperty("JAVA_VERSION").replace("\"", "");
		return new Jdk(Path.of(home), Runtime.Version.parse(version));
	}

	Path java() {
		return this.home.resolve("bin").resolve("java");
	}

	/**
	 * Return what all relays are started with. Netty and Vert.x are given the access that
	 * newer JDKs take away by default.
	 * @return arguments of the JVM
	 */
	List<String> flags() {
		return (this.version.feature() < FIRST_TO_DENY_UNSAFE) ? List.of()
				: List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");
	}

}
