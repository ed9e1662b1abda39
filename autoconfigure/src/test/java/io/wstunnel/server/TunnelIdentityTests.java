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
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;

import io.wstunnel.WsClosedException;
import io.wstunnel.testsupport.Await;
import io.wstunnel.testsupport.ServerKind;
import org.apache.catalina.Context;
import org.apache.catalina.session.ManagerBase;
import org.awaitility.Awaitility;
import org.eclipse.jetty.session.SessionIdManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;

import org.springframework.boot.jetty.JettyWebServer;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.WebServer;
import org.springframework.security.core.session.SessionRegistry;
import org.springframework.web.socket.CloseStatus;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of tunnels whose users may not use them any longer.
 */
@Tag("once")
@OnEachServer
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class TunnelIdentityTests {

	private static final CloseStatus EXPIRED = new CloseStatus(3000, "The credential has expired");

	private static final CloseStatus SESSION_ENDED = new CloseStatus(3000, "The HTTP session has ended");

	private static final CloseStatus LOGGED_OUT = new CloseStatus(3000, "The user has logged out");

	@Parameter
	private ServerKind kind;

	private static TunnelServer server;

	@BeforeParameterizedClassInvocation
	static void start(ServerKind kind) {
		server = TunnelServer.start(kind, List.of(IdentityApplication.class));
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		server.close();
	}

	@BeforeEach
	void forget() throws InterruptedException {
		assertThat(server.getBean(OpenTunnels.class).awaitEnd(Await.LIMIT)).isTrue();
		server.getBean(IdentityApplication.Tunnels.class).failures.clear();
	}

	@Test
	void aTunnelEndsWhenItsTokenExpires(CapturedOutput output) throws Exception {
		// The first token of all takes its time
		try (RawWebSocket first = open(
				Map.of("Authorization", "Bearer " + IdentityApplication.token(Instant.now().plusSeconds(60))))) {
			assertOpen(first);
		}
		forget();
		Instant expiry = Instant.ofEpochSecond(Instant.now().getEpochSecond() + 3);
		try (RawWebSocket socket = open(Map.of("Authorization", "Bearer " + IdentityApplication.token(expiry)))) {
			assertOpen(socket);
			assertThat(socket.receiveCloseStatus()).isEqualTo(EXPIRED);
			assertThat(Instant.now()).isAfterOrEqualTo(expiry);
			assertFailure("The credential has expired");
			assertThat(output).containsOnlyOnce(
					"is closed with 3000, because its user may not use it any longer: The credential has expired");
			Awaitility.await()
				.atMost(Await.LIMIT)
				.untilAsserted(() -> assertThat(output)
					.contains(", cut (3000 by this end: The credential has expired) after "));
		}
	}

	@Test
	void aTokenThatHasExpiredWithinTheClocksSkewOpensNothing() throws Exception {
		String token = IdentityApplication.token(Instant.now().minusSeconds(5));
		try (RawWebSocket socket = open(Map.of("Authorization", "Bearer " + token))) {
			assertThat(socket.receiveCloseStatus()).isEqualTo(EXPIRED);
		}
	}

	@Test
	void aTunnelLastsIfItShallNotEndWithItsToken() throws Exception {
		String token = IdentityApplication.token(Instant.now().minusSeconds(5));
		try (TunnelServer lasting = TunnelServer.start(this.kind, List.of(IdentityApplication.class),
				"wstunnel.server.end-with-identity=false", "wstunnel.server.drain-period=0");
				RawWebSocket socket = RawWebSocket.open(lasting.getPort(), "/echo",
						Map.of("Authorization", "Bearer " + token))) {
			assertOpen(socket);
		}
	}

	@Test
	void anApplicationMaySayWhenACredentialExpires() throws Exception {
		String token = IdentityApplication.token(Instant.now().plusSeconds(60));
		try (RawWebSocket socket = open(Map.of("Authorization", "Bearer " + token, "X-Expires-In", "PT0.2S"));
				RawWebSocket other = open(Map.of("Authorization", basic(), "X-Expires-In", "PT0.2S"))) {
			assertThat(socket.receiveCloseStatus()).isEqualTo(EXPIRED);
			assertThat(other.receiveCloseStatus()).isEqualTo(EXPIRED);
		}
	}

	@Test
	void aTunnelEndsWithItsHttpSessionAndThatOfAnotherSessionDoesNot() throws Exception {
		Browser browser = new Browser(server);
		Browser other = new Browser(server);
		try (RawWebSocket socket = browser.open("/echo"); RawWebSocket untouched = other.open("/echo")) {
			assertOpen(socket);
			assertThat(browser.send("POST", "/invalidate")).isEqualTo(204);
			assertThat(socket.receiveCloseStatus()).isEqualTo(SESSION_ENDED);
			assertFailure("The HTTP session has ended");
			assertOpen(untouched);
		}
	}

	@Test
	void aTunnelOfASessionThatMayNotGoOnEndsWithItsNextRequest() throws Exception {
		Browser browser = new Browser(server);
		try (RawWebSocket socket = browser.open("/echo")) {
			SessionRegistry registry = server.getBean(SessionRegistry.class);
			registry.registerNewSession(browser.getSessionId(), "user");
			registry.getSessionInformation(browser.getSessionId()).expireNow();
			assertOpen(socket);
			browser.send("GET", "/counted");
			assertThat(socket.receiveCloseStatus()).isEqualTo(SESSION_ENDED);
		}
	}

	/**
	 * Jetty adds a minute now and then, so that several servers do not do it at once.
	 */
	@Test
	void sessionsThatAreOverAreLookedForOnceAMinuteByTomcatAndEveryTenByJetty() throws Exception {
		WebServer webServer = server.getWebServer();
		if (webServer instanceof TomcatWebServer tomcat) {
			Context context = (Context) tomcat.getTomcat().getHost().findChildren()[0];
			assertThat(tomcat.getTomcat().getEngine().getBackgroundProcessorDelay()
					* ((ManagerBase) context.getManager()).getProcessExpiresFrequency())
				.isEqualTo(60);
		}
		else {
			assertThat(((JettyWebServer) webServer).getServer()
				.getBean(SessionIdManager.class)
				.getSessionHouseKeeper()
				.getIntervalSec()).isIn(600L, 660L);
		}
	}

	@Test
	void aTunnelFollowsItsHttpSessionToANewId() throws Exception {
		Browser browser = new Browser(server);
		try (RawWebSocket socket = browser.open("/echo")) {
			assertOpen(socket);
			String before = browser.getCookie();
			assertThat(browser.send("POST", "/rename")).isEqualTo(204);
			assertThat(browser.getCookie()).isNotEqualTo(before);
			assertOpen(socket);
			browser.send("POST", "/invalidate");
			assertThat(socket.receiveCloseStatus()).isEqualTo(SESSION_ENDED);
		}
	}

	@Test
	void aSessionThatEndsDuringTheHandshakeEndsTheTunnel() throws Exception {
		Browser browser = new Browser(server);
		try (RawWebSocket socket = RawWebSocket.open(server.getPort(), "/echo?invalidate",
				Map.of("Cookie", browser.getCookie()))) {
			assertThat(socket.receiveCloseStatus()).isEqualTo(SESSION_ENDED);
		}
	}

	@Test
	void aTunnelEndsWithTheLogoutOfItsUserAndThatOfAnotherLoginDoesNot() throws Exception {
		Browser browser = new Browser(server);
		Browser other = new Browser(server);
		try (RawWebSocket socket = browser.open("/echo"); RawWebSocket untouched = other.open("/echo")) {
			assertOpen(socket);
			browser.send("POST", "/logout");
			assertThat(socket.receiveCloseStatus()).isEqualTo(SESSION_ENDED);
			assertOpen(untouched);
		}
	}

	@Test
	void aTunnelEndsWithALogoutThatLeavesTheSession() throws Exception {
		Browser browser = new Browser(server);
		Browser other = new Browser(server);
		try (RawWebSocket socket = browser.open("/echo"); RawWebSocket untouched = other.open("/echo")) {
			assertOpen(socket);
			browser.send("POST", "/leave");
			assertThat(socket.receiveCloseStatus()).isEqualTo(LOGGED_OUT);
			assertFailure("The user has logged out");
			assertOpen(untouched);
		}
	}

	@Test
	void aTunnelWithoutASessionEndsWithTheLogoutOfItsTokenAndThatOfAnotherTokenDoesNot() throws Exception {
		String bearer = "Bearer " + IdentityApplication.token(Instant.now().plusSeconds(60));
		String other = "Bearer " + IdentityApplication.token(Instant.now().plusSeconds(120));
		try (RawWebSocket socket = open(Map.of("Authorization", bearer));
				RawWebSocket untouched = open(Map.of("Authorization", other))) {
			assertOpen(socket);
			HttpRequest request = HttpRequest.newBuilder(uri("/sign-off"))
				.POST(HttpRequest.BodyPublishers.noBody())
				.header("Authorization", bearer)
				.build();
			HttpResponse<Void> response = HttpClient.newHttpClient()
				.send(request, HttpResponse.BodyHandlers.discarding());
			assertThat(response.statusCode()).isEqualTo(204);
			assertThat(socket.receiveCloseStatus()).isEqualTo(LOGGED_OUT);
			assertOpen(untouched);
		}
	}

	@Test
	void nothingIsKeptOfATunnelThatHasEnded() throws Exception {
		Browser browser = new Browser(server);
		try (RawWebSocket socket = browser.open("/echo")) {
			socket.sendClose(1000);
			assertThat(socket.receiveClose()).isEqualTo(1000);
		}
		assertThat(server.getBean(OpenTunnels.class).awaitEnd(Await.LIMIT)).isTrue();
		assertThat(server.getBean(TunnelIdentities.class)).extracting("all", "sessions")
			.containsExactly(Set.of(), Map.of());
	}

	private static void assertOpen(RawWebSocket socket) throws IOException {
		assertThat(socket.getStatus()).isEqualTo(101);
		socket.sendBinary("x");
		assertThat(socket.receiveBinary()).isEqualTo("x");
	}

	private static void assertFailure(String message) throws InterruptedException {
		BlockingQueue<WsClosedException> failures = server.getBean(IdentityApplication.Tunnels.class).failures;
		WsClosedException failure = Await.next(failures);
		assertThat(failure).hasMessage(message);
		assertThat(failure.getStatus().getCode()).isEqualTo(3000);
	}

	private static RawWebSocket open(Map<String, String> headers) throws IOException {
		return RawWebSocket.open(server.getPort(), "/echo", headers);
	}

	private static String basic() {
		return "Basic " + Base64.getEncoder().encodeToString("user:secret".getBytes(StandardCharsets.UTF_8));
	}

	private static URI uri(String path) {
		return URI.create("http://localhost:" + server.getPort() + path);
	}

}
