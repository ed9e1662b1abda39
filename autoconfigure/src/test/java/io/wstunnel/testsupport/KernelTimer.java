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

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The timer that Linux keeps for a TCP connection.
 *
 * @param keepAlive whether it is that of keep-alive
 * @param left how long until it strikes
 */
public record KernelTimer(boolean keepAlive, Duration left) {

	/**
	 * Return the timer at the other end of a connection of this host.
	 * @param peer the socket at this end
	 * @return the timer
	 * @throws IOException if the kernel does not tell
	 */
	public static KernelTimer atOtherEndOf(Socket peer) throws IOException {
		String local = String.format(Locale.ROOT, ":%04X", peer.getPort());
		String remote = String.format(Locale.ROOT, ":%04X", peer.getLocalPort());
		for (String table : List.of("/proc/net/tcp6", "/proc/net/tcp")) {
			try (Stream<String> lines = Files.lines(Path.of(table))) {
				for (String[] columns : lines.map((line) -> line.trim().split("\\s+")).toList()) {
					if (columns[1].endsWith(local) && columns[2].endsWith(remote)) {
						// In ticks of a hundredth of a second
						long ticks = Long.parseLong(columns[5].substring(3), 16);
						return new KernelTimer(columns[5].startsWith("02"), Duration.ofMillis(10 * ticks));
					}
				}
			}
		}
		throw new AssertionError("No such connection");
	}

}
