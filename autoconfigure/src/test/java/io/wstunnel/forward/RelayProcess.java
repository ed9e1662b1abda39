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

package io.wstunnel.forward;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.wstunnel.WsConnectionPair;

/**
 * A process that relays to a target, until it dies.
 */
public final class RelayProcess {

	private RelayProcess() {
	}

	/**
	 * Start. The target is sent a greeting.
	 * @param port the port of the target
	 * @return the process
	 * @throws IOException if it cannot be started
	 */
	static Process start(int port) throws IOException {
		return new ProcessBuilder(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
						"-cp", System.getProperty("java.class.path"), RelayProcess.class.getName(), "" + port))
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
	}

	/**
	 * Relay until the standard input ends.
	 * @param args the port
	 * @throws Exception if that fails
	 */
	public static void main(String[] args) throws Exception {
		TargetDialer dialer = new TargetDialer(Duration.ofSeconds(10), 1);
		try (WsConnectionPair pair = WsConnectionPair.create()) {
			TunnelRelay.start(pair.getServer(), dialer.dial(new TargetPattern("127.0.0.1:" + args[0], null), Map.of()));
			pair.getClient().getOutputStream().write("hello".getBytes());
			System.in.read();
		}
	}

}
