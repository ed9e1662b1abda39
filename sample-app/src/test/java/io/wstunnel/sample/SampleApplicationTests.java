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

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Currency;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import io.wstunnel.WsTunnels;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.util.TestSocketUtils;
import org.springframework.test.web.servlet.client.RestTestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the sample application as a whole.
 */
@SpringBootTest(webEnvironment = WebEnvironment.DEFINED_PORT)
@DirtiesContext
@Tag("once")
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class SampleApplicationTests {

	@LocalServerPort
	private int port;

	@Value("${local.wstunnel.postgres.port}")
	private int localPort;

	@Autowired
	private JdbcClient jdbc;

	@Autowired
	private EmbeddedPostgres postgres;

	@Autowired
	private WsTunnels tunnels;

	private RestTestClient http;

	/**
	 * The client's properties must name the port before the server has it.
	 */
	@DynamicPropertySource
	static void port(DynamicPropertyRegistry properties) {
		int port = TestSocketUtils.findAvailableTcpPort();
		properties.add("server.port", () -> port);
	}

	@BeforeEach
	void bindToServer() {
		this.http = RestTestClient.bindToServer().baseUrl("http://localhost:" + this.port).build();
	}

	@Test
	void whenStartedThenTheDataOfTheJdkIsInTheDatabase() {
		assertThat(count("country")).isEqualTo(Locale.getISOCountries().length);
		assertThat(count("currency")).isEqualTo(Currency.getAvailableCurrencies().size());
		assertThat(count("zone")).isEqualTo(JdkData.zones(Instant.now()).count());
		assertThat(count("clock_change")).isEqualTo(JdkData.clockChanges().count()).isGreaterThan(10_000);
	}

	@Test
	void whenStartedThenTheDataWentThroughTheTunnel() {
		assertThat(this.tunnels.findByTunnelId("postgres")).isNotEmpty();
		this.http.get()
			.uri("/actuator/wstunnels?tunnel=postgres&side=server")
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.tunnels[0].path")
			.isEqualTo("/tunnels/postgres")
			.jsonPath("$.totals[0].bytesReceived")
			.value(Integer.class, (received) -> assertThat(received).isGreaterThan(1_000_000));
	}

	@Test
	void whenTheDatabaseIsAskedThenItSeesTheRelay() {
		assertThat(this.jdbc.sql("SELECT inet_server_port()").query(Integer.class).single())
			.isEqualTo(this.postgres.getPort());
		assertThat(this.jdbc.sql("SELECT usesuper FROM pg_user WHERE usename = current_user")
			.query(Boolean.class)
			.single()).isFalse();
	}

	@Test
	void whenTheLocalPortIsConnectedToThenItLeadsToTheDatabaseAndTheEndpointShowsIt() throws Exception {
		Set<String> before = tunnelIds();
		try (Connection connection = DriverManager
			.getConnection("jdbc:postgresql://localhost:" + this.localPort + "/sample", "reader", null);
				ResultSet result = connection.createStatement().executeQuery("SELECT inet_server_port()")) {
			assertThat(result.next()).isTrue();
			assertThat(result.getInt(1)).isEqualTo(this.postgres.getPort());
			Set<String> opened = tunnelIds();
			opened.removeAll(before);
			assertThat(opened).isNotEmpty()
				.allSatisfy((id) -> this.http.get()
					.uri("/actuator/wstunnels/" + id)
					.exchange()
					.expectStatus()
					.isOk()
					.expectBody()
					.jsonPath("$.tunnel.path")
					.isEqualTo("/tunnels/postgres"));
		}
	}

	@Test
	void whenStartedThenItIsSaidThatTheForwardIsOpenToAll(CapturedOutput output) {
		assertThat(output).containsOnlyOnce("'postgres' (/tunnels/postgres)");
	}

	@Test
	void whenAPageOfAnotherOriginAsksToCloseATunnelThenItIsNotAllowed() {
		this.http.options()
			.uri("/actuator/wstunnels/any")
			.header("Origin", "https://evil.example")
			.header("Access-Control-Request-Method", "DELETE")
			.exchange()
			.expectHeader()
			.doesNotExist("Access-Control-Allow-Origin")
			.expectHeader()
			.doesNotExist("Access-Control-Allow-Methods");
	}

	@Test
	void whenOpenedThenThePageIsServed() {
		this.http.get()
			.uri("/")
			.exchange()
			.expectStatus()
			.isOk()
			.expectHeader()
			.contentTypeCompatibleWith(MediaType.TEXT_HTML)
			.expectBody(String.class)
			.value((page) -> assertThat(page).contains("<title>wstunnel</title>"));
	}

	@Test
	void whenAQueryIsTypedThenItsResultIsReturned() {
		query("SELECT name, currency FROM country WHERE code = 'DE'").expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.result.columns[0].name")
			.isEqualTo("name")
			.jsonPath("$.result.rows[0][0]")
			.isEqualTo("Germany")
			.jsonPath("$.result.rows[0][1]")
			.isEqualTo("EUR");
	}

	@Test
	void whenAQueryReturnsManyRowsThenTheyAreLimited() {
		query("SELECT * FROM clock_change").expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.result.rows.length()")
			.isEqualTo(200);
	}

	@Test
	void whenAWriteIsTypedThenItIsRefused() {
		refused("DELETE FROM country", "cannot execute DELETE in a read-only transaction");
	}

	@Test
	void whenAWriteLeavesTheTransactionThenItIsRefused() {
		refused("COMMIT; SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE; COMMIT; DELETE FROM country",
				"permission denied for table country");
		assertThat(count("country")).isPositive();
	}

	@Test
	void whenAProgramIsAskedForThenItIsRefused() {
		refused("DO $$ BEGIN COPY (SELECT 1) TO PROGRAM 'cat'; END $$",
				"permission denied to COPY to or from an external program");
	}

	@Test
	void whenAQueryTakesTooLongThenItIsCancelledThroughTheTunnel() {
		refused("SELECT pg_sleep(30)", "canceling statement due to user request");
	}

	@Test
	void whenTextIsSentThenItIsEchoed() throws Exception {
		Echo echo = new Echo(4);
		WebSocket webSocket = connect("/tunnels/text-echo", echo);
		webSocket.sendText("\u00e9ll", true).get(10, TimeUnit.SECONDS);
		assertThat(echo.bytes()).asString().isEqualTo("\u00e9ll");
		webSocket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(10, TimeUnit.SECONDS);
		assertThat(echo.status()).isEqualTo(WebSocket.NORMAL_CLOSURE);
	}

	@Test
	void whenBytesAreSentThenTheyAreEchoed() throws Exception {
		byte[] sent = new byte[1_000_000];
		new Random(1).nextBytes(sent);
		Echo echo = new Echo(sent.length);
		WebSocket webSocket = connect("/tunnels/echo", echo);
		webSocket.sendBinary(ByteBuffer.wrap(sent), true).get(10, TimeUnit.SECONDS);
		assertThat(Arrays.equals(echo.bytes(), sent)).isTrue();
		webSocket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(10, TimeUnit.SECONDS);
		assertThat(echo.status()).isEqualTo(WebSocket.NORMAL_CLOSURE);
	}

	private Set<String> tunnelIds() {
		return this.tunnels.findByTunnelId("postgres")
			.stream()
			.map((tunnel) -> tunnel.getConnection().getId())
			.collect(Collectors.toSet());
	}

	private long count(String table) {
		return this.jdbc.sql("SELECT count(*) FROM " + table).query(Long.class).single();
	}

	private RestTestClient.ResponseSpec query(String sql) {
		return this.http.post()
			.uri("/api/query")
			.contentType(MediaType.APPLICATION_JSON)
			.body(new PageController.QueryRequest(sql))
			.exchange();
	}

	private void refused(String sql, String reason) {
		query(sql).expectStatus()
			.isEqualTo(HttpStatus.UNPROCESSABLE_CONTENT)
			.expectBody()
			.jsonPath("$.detail")
			.value(String.class, (detail) -> assertThat(detail).contains(reason));
	}

	private WebSocket connect(String path, WebSocket.Listener listener) throws Exception {
		return HttpClient.newHttpClient()
			.newWebSocketBuilder()
			.connectTimeout(Duration.ofSeconds(10))
			.buildAsync(URI.create("ws://localhost:" + this.port + path), listener)
			.get(10, TimeUnit.SECONDS);
	}

	/**
	 * Collects what comes back.
	 */
	private static final class Echo implements WebSocket.Listener {

		private final ByteBuffer buffer;

		private final CompletableFuture<byte[]> bytes = new CompletableFuture<>();

		private final CompletableFuture<Integer> status = new CompletableFuture<>();

		Echo(int length) {
			this.buffer = ByteBuffer.allocate(length);
		}

		byte[] bytes() throws Exception {
			return this.bytes.get(10, TimeUnit.SECONDS);
		}

		int status() throws Exception {
			return this.status.get(10, TimeUnit.SECONDS);
		}

		@Override
		public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
			return onBinary(webSocket, StandardCharsets.UTF_8.encode(data.toString()), last);
		}

		@Override
		public CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
			this.buffer.put(data);
			if (!this.buffer.hasRemaining()) {
				this.bytes.complete(this.buffer.array());
			}
			webSocket.request(1);
			return null;
		}

		@Override
		public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
			this.status.complete(statusCode);
			return null;
		}

		@Override
		public void onError(WebSocket webSocket, Throwable error) {
			this.bytes.completeExceptionally(error);
			this.status.completeExceptionally(error);
		}

	}

}
