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

package io.wstunnel.sample;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLException;

import io.wstunnel.WsConnection;
import io.wstunnel.WsTunnelClient;
import io.wstunnel.WsTunnels;
import io.wstunnel.WsTunnels.OpenTunnel;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ActiveProfiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of the sample application in its secured profile.
 */
@ApplicationTest
@ActiveProfiles("secured")
class SecuredApplicationTests {

	@LocalServerPort
	private int port;

	@Value("${local.wstunnel.postgres.port}")
	private int localPort;

	@Autowired
	private EmbeddedPostgres postgres;

	@Autowired
	private WsTunnels tunnels;

	@Autowired
	private WsTunnelClient client;

	@Autowired
	private Tokens tokens;

	@Autowired
	private SecuredProperties properties;

	@Autowired
	private SslBundles sslBundles;

	@Autowired
	private StartLog startLog;

	private SecuredClient http;

	@BeforeEach
	void createClient() {
		this.http = new SecuredClient(this.port, this.sslBundles.getBundle("localhost"));
	}

	@Test
	void whenTheLocalPortIsConnectedToThenItLeadsToTheDatabaseOverTlsWithAToken() throws Exception {
		try (DatabaseClient client = new DatabaseClient(this.localPort)) {
			assertThat(client.serverPort()).isEqualTo(this.postgres.getPort());
			assertThat(this.tunnels.findByPrincipal("sample"))
				.filteredOn((tunnel) -> "postgres".equals(tunnel.getTunnelId()))
				.isNotEmpty()
				.allSatisfy(this::assertSecured);
			assertThat(asOperator("/actuator/wstunnels?principal=sample").body()).contains("\"/tunnels/postgres\"");
		}
	}

	private void assertSecured(OpenTunnel tunnel) {
		assertThat(tunnel.getConnection().getHandshake().uri()).hasScheme("wss");
		assertThat(tunnel.getConnection().getHandshake().principal()).isNotNull()
			.extracting("name")
			.isEqualTo("sample");
	}

	@Test
	void whenThereIsNoTokenThenNoTunnelOpens() {
		assertRefused("postgres", null, 401);
		assertRefused("echo", null, 401);
		assertRefused("echo", "no.token.ofOurs", 401);
		assertRefused("echo", new Tokens(this.properties.tokenLifetime()).issue("sample", Tokens.ROLES), 401);
		assertRefused("echo", this.tokens.issue("somebody", Tokens.ROLES, Instant.now().minusSeconds(120)), 401);
	}

	@Test
	void whenATokenHasNotTheRoleOfATunnelThenItDoesNotOpen() throws Exception {
		String token = this.tokens.issue("somebody", List.of("ECHO"));
		assertRefused("postgres", token, 403);
		assertRefused("another", this.tokens.issue("somebody", Tokens.ROLES), 403);
		open("echo", token, new Closed()).abort();
	}

	@Test
	void whenATokenExpiresThenItsTunnelEnds() throws Exception {
		Closed closed = new Closed();
		open("echo", this.tokens.issue("somebody", List.of("ECHO"), Instant.now().plusSeconds(2)), closed);
		assertThat(closed.status.get(20, TimeUnit.SECONDS)).isEqualTo(3000);
	}

	@Test
	void whenAPageOfAnotherOriginConnectsThenItIsRefusedWithAToken() {
		WebSocket.Builder builder = this.http.webSocket()
			.header("Authorization", SecuredClient.bearer(this.tokens.issue("somebody", List.of("ECHO"))))
			.header("Origin", "https://evil.example");
		assertStatus(builder, "echo", 403);
	}

	@Test
	void whenSomebodyIsLoggedInThenTheTokenOpensTheirTunnelsAndNothingElse() throws Exception {
		String token = asUser("/api/token").body();
		open("echo", token, new Closed()).abort();
		assertRefused("postgres", token, 403);
		assertThat(this.http.get("/api/token", "Authorization", SecuredClient.bearer(token)).statusCode())
			.isEqualTo(403);
		assertThat(this.http.get("/", "Authorization", SecuredClient.bearer(token)).statusCode()).isEqualTo(403);
		String operators = asOperator("/api/token").body();
		open("postgres", operators, new Closed()).abort();
		assertThat(this.http.get("/actuator/wstunnels", "Authorization", SecuredClient.bearer(operators)).statusCode())
			.isEqualTo(403);
	}

	@Test
	void whenNobodyIsLoggedInThenThePageAsksForALogin() throws Exception {
		HttpResponse<String> page = this.http.get("/", "Accept", "text/html");
		assertThat(page.statusCode()).isEqualTo(302);
		assertThat(page.headers().firstValue("Location")).get().asString().endsWith("/login");
		assertThat(this.http.get("/actuator/wstunnels").statusCode()).isEqualTo(401);
		assertThat(this.http.get("/actuator/health").statusCode()).isEqualTo(200);
	}

	@Test
	void whenSomebodyIsNoOperatorThenTheEndpointIsRefused() throws Exception {
		assertThat(asUser("/actuator/wstunnels").statusCode()).isEqualTo(403);
		assertThat(asOperator("/actuator/wstunnels").statusCode()).isEqualTo(200);
	}

	@Test
	void whenATunnelIsClosedWithTheCookieAloneThenThatIsRefusedAndWithTheHeaderDone() throws Exception {
		this.http.logIn("operator", this.properties.operatorPassword());
		Closed closed = new Closed();
		open("text-echo", this.tokens.issue("somebody", List.of("ECHO")), closed);
		Awaitility.await()
			.atMost(Duration.ofSeconds(20))
			.until(() -> !this.tunnels.findByPrincipal("somebody").isEmpty());
		String path = "/actuator/wstunnels/" + this.tunnels.findByPrincipal("somebody")
			.stream()
			.filter((tunnel) -> tunnel.getTunnelId().equals("text-echo"))
			.findFirst()
			.orElseThrow()
			.getConnection()
			.getId();
		assertThat(this.http.delete(path).statusCode()).isEqualTo(403);
		assertThat(closed.status).isNotDone();
		assertThat(this.http.delete(path, "X-XSRF-TOKEN", this.http.csrfToken()).statusCode()).isEqualTo(204);
		assertThat(closed.status.get(20, TimeUnit.SECONDS)).isEqualTo(1008);
	}

	@Test
	void whenTheCertificateIsNotTrustedThenTheClientDoesNotConnect() {
		URI uri = URI.create("wss://localhost:" + this.port + "/tunnels/echo");
		assertThatExceptionOfType(SSLException.class).isThrownBy(() -> {
			try (WsConnection connection = this.client.connect(uri)) {
				assertThat(connection).isNull();
			}
		});
	}

	@Test
	void whenStartedThenThePasswordsMadeUpAreToldAndNoOthers() {
		assertThat(this.startLog.text())
			.contains("Log in as 'operator' with the password " + this.properties.operatorPassword())
			.contains("Log in as 'user' with the password of the configuration")
			.contains("Open https://localhost:" + this.port + "/")
			.doesNotContain(ApplicationTest.USER_PASSWORD, "Nothing asks who opens", "Bearer ");
	}

	private HttpResponse<String> asOperator(String path) throws Exception {
		return this.http.get(path, "Authorization",
				SecuredClient.basic("operator", this.properties.operatorPassword()));
	}

	private HttpResponse<String> asUser(String path) throws Exception {
		return this.http.get(path, "Authorization", SecuredClient.basic("user", ApplicationTest.USER_PASSWORD));
	}

	private void assertRefused(String tunnel, String token, int status) {
		WebSocket.Builder builder = this.http.webSocket();
		assertStatus((token != null) ? builder.header("Authorization", SecuredClient.bearer(token)) : builder, tunnel,
				status);
	}

	private void assertStatus(WebSocket.Builder builder, String tunnel, int status) {
		CompletableFuture<WebSocket> handshake = builder.buildAsync(this.http.tunnel(tunnel), new Closed());
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> handshake.get(20, TimeUnit.SECONDS))
			.withCauseInstanceOf(WebSocketHandshakeException.class)
			.satisfies((ex) -> assertThat(((WebSocketHandshakeException) ex.getCause()).getResponse().statusCode())
				.isEqualTo(status));
	}

	private WebSocket open(String tunnel, String token, Closed closed) throws Exception {
		return this.http.webSocket()
			.header("Authorization", SecuredClient.bearer(token))
			.buildAsync(this.http.tunnel(tunnel), closed)
			.get(20, TimeUnit.SECONDS);
	}

	/**
	 * Waits for the status.
	 */
	private static final class Closed implements WebSocket.Listener {

		private final CompletableFuture<Integer> status = new CompletableFuture<>();

		@Override
		public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
			this.status.complete(statusCode);
			return null;
		}

		@Override
		public void onError(WebSocket webSocket, Throwable error) {
			this.status.completeExceptionally(new IOException(error));
		}

	}

}
