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

package io.wstunnel.server;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.wstunnel.testsupport.Await;
import io.wstunnel.testsupport.Call;
import io.wstunnel.testsupport.CallingThreads;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@code wstunnel.server.max-target-dials}.
 */
@Timeout(60)
class TunnelDialLimitTests {

	@Test
	void aHandshakeIsRefusedWhileTooManyTargetsAreConnectedTo() throws Exception {
		try (ForwardTargets targets = new ForwardTargets();
				TunnelServer server = TunnelServer.start(Application.class, "wstunnel.server.tunnels.slow.path=/slow",
						"wstunnel.server.tunnels.slow.target=127.0.0.1:" + targets.getSilentPort(),
						"wstunnel.server.tunnels.dead.path=/dead",
						"wstunnel.server.tunnels.dead.target=127.0.0.1:" + targets.getClosedPort(),
						"wstunnel.server.target-connect-timeout=1s", "wstunnel.server.max-target-dials=1")) {
			Awaitility.await().atMost(Await.LIMIT).until(() -> isRefusedMeanwhile(server));
			assertThat(status(server, "/dead")).isEqualTo(502);
			assertThat(server.getBean(OpenTunnels.class).awaitEnd(Await.LIMIT)).isTrue();
		}
	}

	/**
	 * Whether a handshake was refused while another waited for its target. The other way
	 * round it proves nothing.
	 */
	private static boolean isRefusedMeanwhile(TunnelServer server) throws Exception {
		Call<Integer> slow = CallingThreads.PLATFORM.call(() -> status(server, "/slow"));
		List<String> bodies = new ArrayList<>();
		Awaitility.await().pollInterval(Duration.ofMillis(20)).atMost(Await.LIMIT).until(() -> {
			try (RawWebSocket socket = RawWebSocket.open(server.getPort(), "/dead")) {
				if (socket.getStatus() == 503) {
					bodies.add(socket.receiveBody());
				}
			}
			return !bodies.isEmpty() || slow.isDone();
		});
		boolean first = slow.get() == 504;
		if (first) {
			assertThat(bodies).containsExactly("Too many targets are being connected to. Try again.\n");
		}
		return first;
	}

	private static int status(TunnelServer server, String path) throws IOException {
		try (RawWebSocket socket = RawWebSocket.open(server.getPort(), path)) {
			return socket.getStatus();
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

	}

}
