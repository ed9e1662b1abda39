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
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import io.wstunnel.WsConnection;
import io.wstunnel.WsTunnel;
import io.wstunnel.testsupport.Await;
import io.wstunnel.testsupport.RawPeer;
import io.wstunnel.testsupport.ServerKind;
import jakarta.servlet.Filter;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@code wstunnel.server.max-connections}.
 */
@Tag("once")
@OnEachServer
@Timeout(120)
class TunnelLimitTests {

	@Parameter
	private ServerKind kind;

	@Test
	void handshakesAboveTheLimitAreRefusedUntilATunnelEnds() throws Exception {
		try (TunnelServer server = TunnelServer.start(this.kind, Application.class,
				"wstunnel.server.max-connections=2");
				RawWebSocket first = RawWebSocket.open(server.getPort(), "/echo")) {
			try (RawWebSocket second = RawWebSocket.open(server.getPort(), "/echo")) {
				assertThat(second.getStatus()).isEqualTo(101);
				assertThat(status(server, "/echo")).isEqualTo(503);
				second.sendClose(1000);
				assertThat(second.receiveClose()).isEqualTo(1000);
			}
			Awaitility.await()
				.atMost(Await.LIMIT)
				.untilAsserted(() -> assertThat(status(server, "/echo")).isEqualTo(101));
			assertThat(first.getStatus()).isEqualTo(101);
		}
	}

	@Test
	void theLimitIsExact() throws Exception {
		ExecutorService executor = Executors.newFixedThreadPool(10);
		try (TunnelServer server = TunnelServer.start(this.kind, Application.class,
				"wstunnel.server.max-connections=5")) {
			List<Future<RawWebSocket>> sockets = Stream
				.generate(() -> executor.submit(() -> RawWebSocket.open(server.getPort(), "/echo")))
				.limit(20)
				.toList();
			int accepted = 0;
			for (Future<RawWebSocket> socket : sockets) {
				accepted += (socket.get().getStatus() == 101) ? 1 : 0;
			}
			assertThat(accepted).isEqualTo(5);
			for (Future<RawWebSocket> socket : sockets) {
				socket.get().close();
			}
		}
		finally {
			executor.shutdown();
		}
	}

	@Test
	void aFailedHandshakeTakesNoPlace() throws Exception {
		try (TunnelServer server = TunnelServer.start(this.kind, Application.class,
				"wstunnel.server.max-connections=1")) {
			for (int i = 0; i < 3; i++) {
				assertThat(attempt(server, "/echo?fail")).isNotEqualTo(503);
			}
			Awaitility.await()
				.atMost(Await.LIMIT)
				.untilAsserted(() -> assertThat(attempt(server, "/echo")).isEqualTo(101));
		}
	}

	@Test
	void theServersOwnLimitCountsTunnelsUntilTheyEnd() throws Exception {
		try (TunnelServer server = TunnelServer.start(this.kind, Application.class,
				this.kind.getPrefix() + "max-connections=2");
				RawWebSocket first = RawWebSocket.open(server.getPort(), "/echo");
				RawWebSocket second = RawWebSocket.open(server.getPort(), "/echo");
				Socket third = new Socket("localhost", server.getPort())) {
			assertThat(first.getStatus()).isEqualTo(101);
			third.getOutputStream().write(RawPeer.request(server.getPort(), "/echo"));
			Awaitility.await().during(Duration.ofMillis(500)).until(() -> third.getInputStream().available() == 0);
			second.sendBinary("still here");
			assertThat(second.receiveBinary()).isEqualTo("still here");
			second.sendClose(1000);
			assertThat(second.receiveClose()).isEqualTo(1000);
			second.getSocket().close();
			third.setSoTimeout((int) Await.LIMIT.toMillis());
			assertThat(third.getInputStream().readNBytes(12)).asString().isEqualTo("HTTP/1.1 101");
		}
	}

	private static int status(TunnelServer server, String path) throws IOException {
		try (RawWebSocket socket = RawWebSocket.open(server.getPort(), path)) {
			return socket.getStatus();
		}
	}

	private static int attempt(TunnelServer server, String path) {
		try {
			return status(server, path);
		}
		catch (IOException ex) {
			return -1;
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		@Bean
		Tunnels tunnels() {
			return new Tunnels();
		}

		@Bean
		Filter failingFilter() {
			return (request, response, chain) -> {
				chain.doFilter(request, response);
				if (request.getParameter("fail") != null) {
					throw new IllegalStateException("This failure is part of a test");
				}
			};
		}

	}

	static class Tunnels {

		@WsTunnel("/echo")
		void echo(WsConnection connection) throws IOException {
			connection.getInputStream().transferTo(connection.getOutputStream());
		}

	}

}
