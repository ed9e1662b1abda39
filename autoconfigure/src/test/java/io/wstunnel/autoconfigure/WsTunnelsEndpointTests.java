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

package io.wstunnel.autoconfigure;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

import com.jayway.jsonpath.JsonPath;
import io.wstunnel.WsClosedException;
import io.wstunnel.WsConnection;
import io.wstunnel.WsTunnel;
import io.wstunnel.WsTunnelClient;
import io.wstunnel.server.RawWebSocket;
import io.wstunnel.server.TunnelServer;
import io.wstunnel.testsupport.Await;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of {@link WsTunnelsEndpoint}.
 */
@Tag("once")
@Timeout(120)
class WsTunnelsEndpointTests {

	private static final String EXPOSED = "management.endpoints.web.exposure.include=wstunnels";

	private static TunnelServer server;

	private final HttpClient http = HttpClient.newHttpClient();

	@BeforeAll
	static void start() {
		server = TunnelServer.start(Application.class, "test.actuator=true", EXPOSED);
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@AfterEach
	void awaitEnd() {
		Awaitility.await().atMost(Await.LIMIT).until(() -> read("$.tunnels").equals(List.of()));
	}

	@Test
	void openTunnelsOfBothHalvesAreShown() throws Exception {
		try (WsConnection connection = connect("/echo?token=s3cret")) {
			connection.getOutputStream().write("hello".getBytes());
			assertThat(connection.getInputStream().readNBytes(5)).hasSize(5);
			String json = get("");
			assertThat(json).doesNotContain("s3cret");
			List<Map<String, Object>> tunnels = JsonPath.read(json, "$.tunnels");
			assertThat(tunnels).hasSize(2);
			Map<String, Object> serverSide = only(json, "server");
			assertThat(serverSide).containsEntry("tunnelId", "echo")
				.containsEntry("path", "/echo")
				.containsEntry("transport", "tomcat")
				.containsEntry("bytesReceived", 5)
				.containsEntry("messagesReceived", 1)
				.containsEntry("receiveWindow", 65536)
				.containsEntry("remoteAddress", connection.getLocalAddress().toString());
			Map<String, Object> clientSide = only(json, "client");
			assertThat(clientSide).containsEntry("id", connection.getId())
				.containsEntry("transport", "socket")
				.containsEntry("bytesSent", 5)
				.containsEntry("bytesReceived", 5);
			assertThat((Integer) clientSide.get("ageMillis")).isNotNegative();
			assertThat(JsonPath.<List<Integer>>read(get("?tunnel=echo"), "$.totals[*].active")).containsExactly(1);
			assertThat(JsonPath.<List<Object>>read(get("?side=client"), "$.tunnels")).hasSize(1);
			assertThat(JsonPath.<List<Object>>read(get("?principal=nobody"), "$.tunnels")).isEmpty();
			assertThat(status("GET", "?side=left")).isEqualTo(400);
		}
	}

	@Test
	void whatIsIdleAndHowFastTheOthersAreIsShown() throws Exception {
		try (WsConnection connection = connect("/echo")) {
			Awaitility.await().atMost(Await.LIMIT).untilAsserted(() -> {
				connection.getOutputStream().write(new byte[1000]);
				connection.getInputStream().readNBytes(1000);
				Map<String, Object> tunnel = only(get(""), "server");
				assertThat((Integer) tunnel.get("receiveRate")).isPositive();
				assertThat((Integer) tunnel.get("sendRate")).isPositive();
			});
			Awaitility.await().atMost(Await.LIMIT).untilAsserted(() -> {
				Map<String, Object> tunnel = only(get(""), "server");
				assertThat((Integer) tunnel.get("idleMillis")).isGreaterThan(500);
				assertThat(tunnel).containsEntry("receiveRate", 0);
			});
		}
	}

	@Test
	void aWindowThatNobodyReadsIsShownToFillUp() throws Exception {
		try (RawWebSocket socket = RawWebSocket.open(server.getPort(), "/lazy")) {
			socket.sendBinary("x".repeat(5000));
			Awaitility.await()
				.atMost(Await.LIMIT)
				.untilAsserted(
						() -> assertThat(only(get("?tunnel=lazy"), "server")).containsEntry("bytesUnread", 5000));
			// Nobody reads, so that nobody would see the loss
			String id = (String) only(get("?tunnel=lazy"), "server").get("id");
			assertThat(get("/" + id)).doesNotContain("\"end\"");
			assertThat(status("DELETE", "/" + id)).isEqualTo(204);
			assertThat(socket.receiveClose()).isEqualTo(1008);
			assertThat(JsonPath.<Map<String, Object>>read(get("/" + id), "$.end"))
				.isEqualTo(Map.of("here", true, "code", 1008, "reason", "Closed by an operator"));
		}
	}

	@Test
	void manyTunnelsAreShownPartByPartTheOldestFirst() throws Exception {
		List<RawWebSocket> sockets = new ArrayList<>();
		try {
			for (int i = 0; i < 5; i++) {
				sockets.add(RawWebSocket.open(server.getPort(), "/echo?" + i));
				int open = i + 1;
				Awaitility.await().atMost(Await.LIMIT).until(() -> read("$.found").equals(open));
			}
			List<String> ids = JsonPath.read(get(""), "$.tunnels[*].id");
			assertThat(ids).hasSize(5);
			assertPart("?limit=2", ids.subList(0, 2));
			assertPart("?limit=2&offset=2&tunnel=echo", ids.subList(2, 4));
			assertPart("?offset=4", ids.subList(4, 5));
			assertPart("?offset=5", List.of());
			assertThat(JsonPath.<Integer>read(get("?principal=nobody"), "$.found")).isZero();
			assertThat(JsonPath.<List<Integer>>read(get("?limit=1&tunnel=echo&side=server"), "$.totals[*].active"))
				.containsExactly(5);
			assertThat(status("GET", "?limit=0")).isEqualTo(400);
			assertThat(status("GET", "?offset=-1")).isEqualTo(400);
			assertThat(status("GET", "?limit=many")).isEqualTo(400);
		}
		finally {
			for (RawWebSocket socket : sockets) {
				socket.close();
			}
		}
	}

	private void assertPart(String query, List<String> ids) throws Exception {
		String json = get(query);
		assertThat(JsonPath.<List<String>>read(json, "$.tunnels[*].id")).isEqualTo(ids);
		assertThat(JsonPath.<Integer>read(json, "$.found")).isEqualTo(5);
	}

	@Test
	void oneTunnelIsShownInDetail() throws Exception {
		try (WsConnection connection = connect("/echo")) {
			String json = get("/" + connection.getId());
			assertThat(JsonPath.<String>read(json, "$.tunnel.id")).isEqualTo(connection.getId());
			assertThat(JsonPath.<String>read(json, "$.scheme")).isEqualTo("ws");
			assertThat(JsonPath.<String>read(json, "$.closeTimeout")).isEqualTo("PT5S");
			assertThat(JsonPath.<Boolean>read(json, "$.open")).isTrue();
			assertThat(status("GET", "/unknown")).isEqualTo(404);
		}
	}

	@Test
	void aTunnelOfTheServerIsClosed() throws Exception {
		try (WsConnection connection = connect("/echo")) {
			String id = (String) only(get(""), "server").get("id");
			assertThat(status("DELETE", "/" + id)).isEqualTo(204);
			assertThatExceptionOfType(WsClosedException.class).isThrownBy(() -> connection.getInputStream().read())
				.satisfies((ex) -> assertThat(ex.getStatus().getCode()).isEqualTo(1008));
		}
		assertThat(status("DELETE", "/unknown")).isEqualTo(404);
	}

	@Test
	void aConnectionOfTheClientIsClosed() throws Exception {
		WsConnection connection = connect("/echo");
		assertThat(status("DELETE", "/" + connection.getId())).isEqualTo(204);
		assertThat(Await.value(connection.closed()).getCode()).isEqualTo(1008);
		assertThat(connection.isOpen()).isFalse();
	}

	@Test
	void totalsOutliveTunnels() throws Exception {
		int opened = totals("echo", "opened");
		int bytes = totals("echo", "bytesReceived");
		try (WsConnection connection = connect("/echo")) {
			connection.getOutputStream().write(new byte[7]);
			connection.getInputStream().readNBytes(7);
		}
		awaitEnd();
		assertThat(totals("echo", "opened") - opened).isEqualTo(1);
		assertThat(totals("echo", "bytesReceived") - bytes).isEqualTo(7);
		assertThat(totals("echo", "active")).isZero();
		assertThat(totals("echo", "ended.clean")).isPositive();
	}

	@Test
	void withReadOnlyAccessNothingIsClosed() throws Exception {
		try (TunnelServer readOnly = TunnelServer.start(Application.class, "test.actuator=true",
				"spring.config.additional-location=classpath:/docs/observability.yaml");
				RawWebSocket socket = RawWebSocket.open(readOnly.getPort(), "/echo")) {
			String url = "http://localhost:" + readOnly.getPort() + "/actuator/wstunnels";
			List<String> ids = Awaitility.await()
				.atMost(Await.LIMIT)
				.until(() -> JsonPath.read(send("GET", url).body(), "$.tunnels[*].id"), (found) -> !found.isEmpty());
			assertThat(send("DELETE", url + "/" + ids.get(0)).statusCode()).isEqualTo(405);
			socket.sendBinary("still here");
			assertThat(socket.receiveBinary()).isEqualTo("still here");
		}
	}

	private int totals(String tunnel, String figure) throws Exception {
		List<Integer> figures = JsonPath.read(get("?side=server&tunnel=" + tunnel), "$.totals[*]." + figure);
		assertThat(figures).hasSize(1);
		return figures.get(0);
	}

	private static Map<String, Object> only(String json, String side) {
		List<Map<String, Object>> tunnels = JsonPath.read(json, "$.tunnels[?(@.side == '" + side + "')]");
		assertThat(tunnels).hasSize(1);
		return tunnels.get(0);
	}

	private Object read(String path) throws Exception {
		return JsonPath.read(get(""), path);
	}

	private String get(String suffix) throws Exception {
		HttpResponse<String> response = send("GET", url() + suffix);
		assertThat(response.statusCode()).isEqualTo(200);
		return response.body();
	}

	private int status(String method, String suffix) throws Exception {
		return send(method, url() + suffix).statusCode();
	}

	private HttpResponse<String> send(String method, String url) throws Exception {
		HttpRequest request = HttpRequest.newBuilder(URI.create(url))
			.method(method, HttpRequest.BodyPublishers.noBody())
			.build();
		return this.http.send(request, HttpResponse.BodyHandlers.ofString());
	}

	private static String url() {
		return "http://localhost:" + server.getPort() + "/actuator/wstunnels";
	}

	private static WsConnection connect(String path) throws IOException {
		return server.getBean(WsTunnelClient.class).connect(URI.create("ws://localhost:" + server.getPort() + path));
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

		/**
		 * Reads when the peer has closed.
		 */
		@WsTunnel("/lazy")
		CompletionStage<?> lazy(WsConnection connection) {
			return connection.closed();
		}

	}

}
