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
import java.util.ArrayList;
import java.util.List;

import io.wstunnel.WsConnection;
import io.wstunnel.WsTunnel;
import io.wstunnel.WsTunnels;
import io.wstunnel.testsupport.Await;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.socket.CloseStatus;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of closing many tunnels.
 */
@Timeout(60)
class TunnelClosingTests {

	private static final int TUNNELS = 20;

	@Test
	void closingTunnelsWhosePeersDoNotAnswerTakesNoThreads() throws Exception {
		List<RawWebSocket> sockets = new ArrayList<>();
		try (TunnelServer server = TunnelServer.start(Application.class, "wstunnel.close-timeout=20s",
				"wstunnel.server.drain-period=0")) {
			WsTunnels tunnels = server.getBean(WsTunnels.class);
			for (int i = 0; i < TUNNELS; i++) {
				sockets.add(RawWebSocket.open(server.getPort(), "/echo"));
			}
			Awaitility.await().atMost(Await.LIMIT).until(() -> tunnels.getAll().size() == TUNNELS);
			tunnels.getAll()
				.forEach(
						(tunnel) -> assertThat(tunnels.closeById(tunnel.getConnection().getId(), new CloseStatus(4000)))
							.isTrue());
			for (RawWebSocket socket : sockets) {
				assertThat(socket.receiveClose()).isEqualTo(4000);
			}
			assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
				.noneMatch((name) -> name.startsWith("ws-tunnel-close-"));
			for (RawWebSocket socket : sockets) {
				socket.sendClose(4000);
				assertThat(socket.readToEnd()).isEmpty();
			}
			assertThat(server.getBean(OpenTunnels.class).awaitEnd(Await.LIMIT)).isTrue();
		}
		finally {
			for (RawWebSocket socket : sockets) {
				socket.close();
			}
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		@Bean
		Tunnels tunnels() {
			return new Tunnels();
		}

	}

	static class Tunnels {

		@WsTunnel("/echo")
		void echo(WsConnection connection) throws IOException {
			connection.getInputStream().transferTo(connection.getOutputStream());
		}

	}

}
