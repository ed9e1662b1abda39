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
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.util.TestSocketUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of the sample application in its secured profile.
 */
@SpringBootTest(webEnvironment = WebEnvironment.DEFINED_PORT, properties = "sample.security.user-password=of-the-user")
@ActiveProfiles("secured")
@Tag("once")
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
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

	@DynamicPropertySource
	static void port(DynamicPropertyRegistry properties) {
		int port = TestSocketUtils.findAvailableTcpPort();
		properties.add("server.port", () -> port);
	}

	@Test
	void whenTheLocalPortIsConnectedToThenItLeadsToTheDatabaseOverTlsWithAToken() throws Exception {
		try (Connection connection = DriverManager
			.getConnection("jdbc:postgresql://localhost:" + this.localPort + "/sample", "reader", null);
				ResultSet result = connection.createStatement().executeQuery("SELECT inet_server_port()")) {
			assertThat(result.next()).isTrue();
			assertThat(result.getInt(1)).isEqualTo(this.postgres.getPort());
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
		WebSocket.Builder builder = http(null).newWebSocketBuilder()
			.header("Authorization", "Bearer " + this.tokens.issue("somebody", List.of("ECHO")))
			.header("Origin", "https://evil.example");
		assertStatus(builder, "echo", 403);
	}

	@Test
	void whenSomebodyIsLoggedInThenTheTokenOpensTheirTunnelsAndNothingElse() throws Exception {
		String token = get("/api/token", basic("user", "of-the-user")).body();
		open("echo", token, new Closed()).abort();
		assertRefused("postgres", token, 403);
		assertThat(get("/api/token", "Bearer " + token).statusCode()).isEqualTo(403);
		assertThat(get("/", "Bearer " + token).statusCode()).isEqualTo(403);
		String operators = asOperator("/api/token").body();
		open("postgres", operators, new Closed()).abort();
		assertThat(get("/actuator/wstunnels", "Bearer " + operators).statusCode()).isEqualTo(403);
	}

	@Test
	void whenNobodyIsLoggedInThenThePageAsksForALogin() throws Exception {
		HttpResponse<String> page = http(null).send(request("/").header("Accept", "text/html").build(),
				BodyHandlers.ofString());
		assertThat(page.statusCode()).isEqualTo(302);
		assertThat(page.headers().firstValue("Location")).get().asString().endsWith("/login");
		assertThat(get("/actuator/wstunnels", null).statusCode()).isEqualTo(401);
		assertThat(get("/actuator/health", null).statusCode()).isEqualTo(200);
	}

	@Test
	void whenSomebodyIsNoOperatorThenTheEndpointIsRefused() throws Exception {
		assertThat(get("/actuator/wstunnels", basic("user", "of-the-user")).statusCode()).isEqualTo(403);
		assertThat(asOperator("/actuator/wstunnels").statusCode()).isEqualTo(200);
	}

	@Test
	void whenATunnelIsClosedWithTheCookieAloneThenThatIsRefusedAndWithTheHeaderDone() throws Exception {
		CookieManager cookies = new CookieManager();
		HttpClient browser = login(cookies);
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
		HttpRequest forged = request(path).DELETE().build();
		assertThat(browser.send(forged, BodyHandlers.discarding()).statusCode()).isEqualTo(403);
		assertThat(closed.status).isNotDone();
		HttpRequest meant = request(path).DELETE().header("X-XSRF-TOKEN", cookie(cookies, "XSRF-TOKEN")).build();
		assertThat(browser.send(meant, BodyHandlers.discarding()).statusCode()).isEqualTo(204);
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
	void whenStartedThenThePasswordsMadeUpAreToldAndNoOthers(CapturedOutput output) {
		assertThat(output).contains("Log in as 'operator' with the password " + this.properties.operatorPassword())
			.contains("Log in as 'user' with the password of the configuration")
			.contains("Open https://localhost:" + this.port + "/")
			.doesNotContain("of-the-user", "Nothing asks who opens", "Bearer ");
	}

	private HttpClient login(CookieManager cookies) throws Exception {
		HttpClient browser = http(cookies);
		browser.send(request("/login").build(), BodyHandlers.discarding());
		String form = "username=operator&password=" + this.properties.operatorPassword() + "&_csrf="
				+ URLEncoder.encode(cookie(cookies, "XSRF-TOKEN"), StandardCharsets.UTF_8);
		HttpRequest login = request("/login").header("Content-Type", "application/x-www-form-urlencoded")
			.header("X-XSRF-TOKEN", cookie(cookies, "XSRF-TOKEN"))
			.POST(BodyPublishers.ofString(form))
			.build();
		HttpResponse<Void> answer = browser.send(login, BodyHandlers.discarding());
		assertThat(answer.statusCode()).isEqualTo(302);
		assertThat(answer.headers().firstValue("Location")).get().asString().doesNotContain("error");
		// The login has a new token
		HttpResponse<String> page = browser.send(request("/").build(), BodyHandlers.ofString());
		assertThat(page.body()).contains("<title>wstunnel</title>");
		return browser;
	}

	private static String cookie(CookieManager cookies, String name) {
		return cookies.getCookieStore()
			.getCookies()
			.stream()
			.filter((cookie) -> cookie.getName().equals(name))
			.map(HttpCookie::getValue)
			.findFirst()
			.orElseThrow();
	}

	private HttpResponse<String> asOperator(String path) throws Exception {
		return get(path, basic("operator", this.properties.operatorPassword()));
	}

	private HttpResponse<String> get(String path, String authorization) throws Exception {
		HttpRequest.Builder request = request(path);
		if (authorization != null) {
			request.header("Authorization", authorization);
		}
		return http(null).send(request.build(), BodyHandlers.ofString());
	}

	private static String basic(String user, String password) {
		return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
	}

	private HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(URI.create("https://localhost:" + this.port + path));
	}

	private HttpClient http(CookieManager cookies) {
		HttpClient.Builder builder = HttpClient.newBuilder()
			.sslContext(this.sslBundles.getBundle("localhost").createSslContext());
		return ((cookies != null) ? builder.cookieHandler(cookies) : builder).build();
	}

	private void assertRefused(String tunnel, String token, int status) {
		WebSocket.Builder builder = http(null).newWebSocketBuilder();
		assertStatus((token != null) ? builder.header("Authorization", "Bearer " + token) : builder, tunnel, status);
	}

	private void assertStatus(WebSocket.Builder builder, String tunnel, int status) {
		CompletableFuture<WebSocket> handshake = builder.buildAsync(uri(tunnel), new Closed());
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> handshake.get(20, TimeUnit.SECONDS))
			.withCauseInstanceOf(WebSocketHandshakeException.class)
			.satisfies((ex) -> assertThat(((WebSocketHandshakeException) ex.getCause()).getResponse().statusCode())
				.isEqualTo(status));
	}

	private WebSocket open(String tunnel, String token, Closed closed) throws Exception {
		return http(null).newWebSocketBuilder()
			.header("Authorization", "Bearer " + token)
			.buildAsync(uri(tunnel), closed)
			.get(20, TimeUnit.SECONDS);
	}

	private URI uri(String tunnel) {
		return URI.create("wss://localhost:" + this.port + "/tunnels/" + tunnel);
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
