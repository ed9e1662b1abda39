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
import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.wstunnel.testsupport.Await;
import io.wstunnel.testsupport.ServerKind;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;

import org.springframework.web.socket.CloseStatus;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of tunnels and the HTTP sessions of their users, whatever carries the tunnels:
 * the servers' own WebSocket has its own ideas of sessions.
 */
@Tag("once")
@OnEachTransport
@Timeout(60)
class TunnelLoginTests {

	private static final CloseStatus EXPIRED = new CloseStatus(3000, "The credential has expired");

	private static final CloseStatus SESSION_ENDED = new CloseStatus(3000, "The HTTP session has ended");

	private static final CloseStatus LOGGED_OUT = new CloseStatus(3000, "The user has logged out");

	@Parameter(0)
	private ServerKind kind;

	@Parameter(1)
	private String transport;

	private static TunnelServer server;

	@BeforeParameterizedClassInvocation
	static void start(ServerKind kind, String transport) {
		server = TunnelServer.start(kind, List.of(IdentityApplication.class), "wstunnel.server.transport=" + transport);
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		server.close();
	}

	@BeforeEach
	void awaitNoTunnels() throws InterruptedException {
		assertThat(server.getBean(OpenTunnels.class).awaitEnd(Await.LIMIT)).isTrue();
	}

	@Test
	void aSessionThatEndsEndsItsTunnelsAndNoOthers() throws Exception {
		Browser browser = new Browser(server);
		try (RawWebSocket socket = browser.open("/echo");
				RawWebSocket second = browser.open("/echo");
				RawWebSocket untouched = new Browser(server).open("/echo")) {
			assertOpen(socket);
			assertOpen(second);
			assertThat(browser.send("POST", "/invalidate")).isEqualTo(204);
			assertThat(socket.receiveCloseStatus()).isEqualTo(SESSION_ENDED);
			assertThat(second.receiveCloseStatus()).isEqualTo(SESSION_ENDED);
			assertOpen(untouched);
		}
	}

	@Test
	void aTunnelInUseKeepsNoSessionAlive() throws Exception {
		Browser browser = new Browser(server);
		try (RawWebSocket socket = browser.open("/echo")) {
			assertThat(browser.send("POST", "/hurry")).isEqualTo(204);
			Awaitility.await().during(Duration.ofMillis(1500)).atMost(Await.LIMIT).until(() -> {
				assertOpen(socket);
				return true;
			});
			// Whoever asks for the session finds that its time is over
			browser.send("GET", "/");
			assertThat(socket.receiveCloseStatus()).isEqualTo(SESSION_ENDED);
		}
	}

	@Test
	void aLogoutEndsTheTunnelsOfAnEarlierLoginOfItsSession() throws Exception {
		Browser browser = new Browser(server);
		try (RawWebSocket socket = browser.open("/echo"); RawWebSocket untouched = new Browser(server).open("/echo")) {
			assertOpen(socket);
			browser.login();
			assertOpen(socket);
			browser.send("POST", "/leave");
			assertThat(socket.receiveCloseStatus()).isEqualTo(LOGGED_OUT);
			assertOpen(untouched);
		}
	}

	@Test
	void aTunnelWhoseTokenHasExpiredCarriesNothing() throws Exception {
		String token = IdentityApplication.token(Instant.now().minusSeconds(5));
		for (int i = 0; i < 5; i++) {
			try (RawWebSocket socket = RawWebSocket.open(server.getPort(), "/greeting",
					Map.of("Authorization", "Bearer " + token))) {
				assertThat(socket.receiveCloseStatus()).isEqualTo(EXPIRED);
			}
		}
	}

	private static void assertOpen(RawWebSocket socket) throws IOException {
		assertThat(socket.getStatus()).isEqualTo(101);
		socket.sendBinary("x");
		assertThat(socket.receiveBinary()).isEqualTo("x");
	}

}
