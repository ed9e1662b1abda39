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
import java.net.SocketException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import io.wstunnel.WsCredentialExpiryResolver;
import io.wstunnel.testsupport.Await;
import io.wstunnel.testsupport.ServerKind;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.socket.CloseStatus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of what ends a tunnel to a target before its time: the peer is told why, and the
 * target never sees an orderly end.
 */
@Tag("once")
@OnEachServer
@Timeout(60)
class TunnelForwardEndTests {

	private static ForwardTargets targets;

	private static TunnelServer server;

	@Parameter
	private ServerKind kind;

	@BeforeAll
	static void listen() throws IOException {
		targets = new ForwardTargets();
	}

	@AfterAll
	static void closeTarget() throws IOException {
		targets.close();
	}

	@BeforeParameterizedClassInvocation
	static void start(ServerKind kind) {
		String tunnels = "wstunnel.server.tunnels.";
		String address = "127.0.0.1:" + targets.getPort();
		server = TunnelServer.start(kind, Application.class, tunnels + "idle.path=/idle",
				tunnels + "idle.target=" + address, tunnels + "idle.idle-timeout=300ms", tunnels + "short.path=/short",
				tunnels + "short.target=" + address, tunnels + "short.lifetime=300ms", tunnels + "plain.path=/plain",
				tunnels + "plain.target=" + address, tunnels + "plain.max-connections=1");
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		server.close();
	}

	@Test
	void anIdleTunnelIsClosed() throws Exception {
		assertEnds("/idle", Map.of(), new CloseStatus(3008, "Idle"));
	}

	@Test
	void aTunnelEndsWithItsLifetime() throws Exception {
		assertEnds("/short", Map.of(), new CloseStatus(3008, ""));
	}

	@Test
	void aTunnelEndsWithItsCredential() throws Exception {
		assertEnds("/plain", Map.of("X-Expires-In", "PT0.3S"), new CloseStatus(3000, "The credential has expired"));
	}

	@Test
	void aTunnelWhoseCredentialHasExpiredIsClosedAtOnce() throws Exception {
		assertEnds("/plain", Map.of("X-Expires-In", "PT-1S"), new CloseStatus(3000, "The credential has expired"));
	}

	@Test
	void aHandshakeAboveTheLimitReachesNoTarget() throws Exception {
		try (RawWebSocket socket = open("/plain", Map.of()); Socket accepted = targets.accept()) {
			assertThat(socket.getStatus()).isEqualTo(101);
			try (RawWebSocket refused = open("/plain", Map.of())) {
				assertThat(refused.getStatus()).isEqualTo(503);
			}
			assertThat(accepted.isConnected()).isTrue();
		}
		assertThat(server.getBean(OpenTunnels.class).awaitEnd(Await.LIMIT)).isTrue();
		try (RawWebSocket next = open("/plain", Map.of()); Socket accepted = targets.accept()) {
			next.sendBinary("x");
			assertThat(accepted.getInputStream().read()).isEqualTo('x');
		}
		assertThat(server.getBean(OpenTunnels.class).awaitEnd(Await.LIMIT)).isTrue();
	}

	private static void assertEnds(String path, Map<String, String> headers, CloseStatus status) throws Exception {
		try (RawWebSocket socket = open(path, headers); Socket accepted = targets.accept()) {
			assertThat(socket.getStatus()).isEqualTo(101);
			assertThat(socket.receiveCloseStatus()).isEqualTo(status);
			assertThatExceptionOfType(SocketException.class).isThrownBy(() -> accepted.getInputStream().read());
		}
		assertThat(server.getBean(OpenTunnels.class).awaitEnd(Await.LIMIT)).isTrue();
	}

	private static RawWebSocket open(String path, Map<String, String> headers) throws IOException {
		return RawWebSocket.open(server.getPort(), path, headers);
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		@Bean
		WsCredentialExpiryResolver expiryResolver() {
			return (request) -> {
				String time = request.getHeaders().getFirst("X-Expires-In");
				return (time != null) ? Instant.now().plus(Duration.parse(time)) : null;
			};
		}

	}

}
