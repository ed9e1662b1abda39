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

package io.wstunnel.client;

import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import javax.net.ssl.SSLContext;

import io.wstunnel.WsConnection;
import io.wstunnel.WsConnectionSettings;
import io.wstunnel.WsHandshakeException;
import io.wstunnel.WsHandshakeRequest;
import io.wstunnel.WsTunnelClientCustomizer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.http.HttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for tunnels that a client knows by name, and for what customizes handshakes.
 */
@Timeout(60)
class ClientTunnelTests {

	private final BlockingQueue<String> requests = new LinkedBlockingQueue<>();

	private final List<AutoCloseable> resources = new ArrayList<>();

	@AfterEach
	void closeResources() throws Exception {
		for (AutoCloseable resource : this.resources) {
			resource.close();
		}
	}

	@Test
	void aTunnelIsConnectedToByItsName() throws Exception {
		RawServer server = server();
		DefaultWsTunnelClient client = add(DefaultWsTunnelClient.builder()
			.subprotocols("general")
			.tunnel("one",
					ClientTunnel.builder(server.uri("/one"))
						.header("X-One", "1")
						.header("X-One", "a,b")
						.subprotocols("own")
						.settings(WsConnectionSettings.builder().readTimeout(Duration.ofMillis(50)).build())
						.build())
			.tunnel("two", ClientTunnel.builder(server.uri("/two")).build()));
		try (WsConnection connection = client.connect("one")) {
			String request = this.requests.take();
			assertThat(request).startsWith("GET /one ").contains("X-One: 1\r\n", "X-One: a,b\r\n");
			assertThat(RawWebSocket.header(request, "Sec-WebSocket-Protocol")).isEqualTo("own");
			assertThatExceptionOfType(SocketTimeoutException.class)
				.isThrownBy(() -> connection.getInputStream().read());
		}
		try (Socket socket = client.socketFactory("two").createSocket("db", 5432)) {
			String request = this.requests.take();
			assertThat(request).startsWith("GET /two ").doesNotContain("X-One");
			assertThat(RawWebSocket.header(request, "Sec-WebSocket-Protocol")).isEqualTo("general");
			socket.getOutputStream().write(42);
			assertThat(socket.getInputStream().read()).isEqualTo(42);
		}
		client.connect(server.uri("/three")).close();
		assertThat(this.requests.take()).startsWith("GET /three ").doesNotContain("X-One");
	}

	@Test
	void anUnknownNameIsToldWithThoseThereAre() {
		DefaultWsTunnelClient client = add(DefaultWsTunnelClient.builder()
			.tunnel("one", ClientTunnel.builder(URI.create("ws://localhost")).build())
			.tunnel("two", ClientTunnel.builder(URI.create("ws://localhost")).build()));
		assertThatIllegalArgumentException().isThrownBy(() -> client.connect("three"))
			.withMessageContaining("'three'")
			.withMessageContaining("[one, two]");
		assertThatIllegalArgumentException().isThrownBy(() -> client.socketFactory("three"))
			.withMessageContaining("[one, two]");
	}

	@Test
	void twoTunnelsOfOneNameAreRefused() {
		ClientTunnel tunnel = ClientTunnel.builder(URI.create("ws://localhost")).build();
		DefaultWsTunnelClient.Builder builder = DefaultWsTunnelClient.builder().tunnel("one", tunnel);
		assertThatIllegalArgumentException().isThrownBy(() -> builder.tunnel("one", tunnel))
			.withMessageContaining("'one'");
	}

	@Test
	void customizersSeeEveryHandshakeInTheirOrder() throws Exception {
		RawServer server = server();
		List<String> seen = new ArrayList<>();
		AtomicInteger count = new AtomicInteger();
		WsTunnelClientCustomizer first = (request) -> {
			seen.add(request.getTunnelName() + " " + request.getUri() + " " + request.getHeaders().getFirst("X-Own"));
			request.getHeaders().setBearerAuth("token" + count.incrementAndGet());
		};
		WsTunnelClientCustomizer second = (request) -> request.getHeaders()
			.set("X-Seen", request.getHeaders().getFirst(HttpHeaders.AUTHORIZATION));
		DefaultWsTunnelClient client = add(DefaultWsTunnelClient.builder()
			.customizers(List.of(first, second))
			.tunnel("one", ClientTunnel.builder(server.uri("/one")).header("X-Own", "mine").build()));
		client.connect("one").close();
		assertThat(this.requests.take()).contains("X-Seen: Bearer token1\r\n", "Authorization: Bearer token1\r\n",
				"X-Own: mine\r\n");
		client.connect("one").close();
		assertThat(this.requests.take()).contains("X-Seen: Bearer token2\r\n");
		client.connect(URI.create("ws://user:secret@localhost:" + server.getPort() + "/two")).close();
		assertThat(this.requests.take()).contains("Authorization: Bearer token3\r\n").doesNotContain("Basic");
		assertThat(seen).containsExactly("one " + server.uri("/one") + " mine", "one " + server.uri("/one") + " mine",
				"null " + server.uri("/two") + " null");
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("wrongHeaders")
	void whatTheHandshakeCannotSendIsRefused(String name, String value, String message) throws Exception {
		RawServer server = server();
		DefaultWsTunnelClient client = add(
				DefaultWsTunnelClient.builder().customizers(List.of(new Customizer(name, value))));
		assertThatIllegalStateException().isThrownBy(() -> client.connect(server.uri("/")))
			.withMessageContaining(Customizer.class.getName())
			.withMessageContaining(name)
			.withMessageContaining(message)
			.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain(value));
		assertThat(server.getAccepted()).isZero();
		assertThatIllegalArgumentException().isThrownBy(() -> ClientTunnel.builder(server.uri("/")).header(name, value))
			.withMessageContaining(name)
			.withMessageContaining(message)
			.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain(value));
	}

	static Stream<Arguments> wrongHeaders() {
		return Stream.of(Arguments.of("Host", "secret", "by itself"), Arguments.of("upgrade", "secret", "by itself"),
				Arguments.of("Connection", "secret", "by itself"),
				Arguments.of("sec-websocket-protocol", "secret", "by itself"),
				Arguments.of("Content-Length", "7777", "by itself"),
				Arguments.of("Proxy-Authorization", "secret", "with the proxy"),
				Arguments.of("X-Token", "secret\r\nX-Other: secret", "line breaks"),
				Arguments.of("X-Token", "secret\n", "line breaks"), Arguments.of("X-Token", "s\u0000", "control"),
				Arguments.of("X-Token", "\u20ac", "Latin-1"), Arguments.of("X Token", "secret", "HTTP allows"));
	}

	@Test
	void whatACustomizerThrowsIsThrownByConnecting() throws Exception {
		RawServer server = server();
		DefaultWsTunnelClient client = add(DefaultWsTunnelClient.builder().customizers(List.of((request) -> {
			throw new UnsupportedOperationException("no token");
		})));
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> client.connect(server.uri("/")))
			.withMessage("no token");
		assertThat(server.getAccepted()).isZero();
		try (Socket socket = client.socketFactory(server.uri("/")).createSocket()) {
			assertThatExceptionOfType(SocketException.class)
				.isThrownBy(() -> socket.connect(InetSocketAddress.createUnresolved("db", 5432)))
				.withMessage("no token")
				.withCauseInstanceOf(UnsupportedOperationException.class);
			assertThat(socket.isClosed()).isTrue();
		}
	}

	@Test
	void theConnectTimeoutCountsACustomizersTime() throws Exception {
		RawServer server = server();
		DefaultWsTunnelClient client = add(DefaultWsTunnelClient.builder()
			.tunnel("one", ClientTunnel.builder(server.uri("/")).connectTimeout(Duration.ofNanos(1)).build()));
		assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> client.connect("one"));
		assertThat(server.getAccepted()).isZero();
	}

	@Test
	void aRedirectIsNotFollowed() throws Exception {
		RawServer target = server();
		RawServer server = new RawServer((socket) -> {
			socket.readRequest();
			socket.send("HTTP/1.1 302 Found\r\nLocation: " + target.uri("/login") + "\r\nContent-Length: 0\r\n\r\n");
			socket.awaitEnd();
		});
		this.resources.add(server);
		assertThatExceptionOfType(WsHandshakeException.class)
			.isThrownBy(() -> add(DefaultWsTunnelClient.builder()).connect(server.uri("/")))
			.withMessageContaining("HTTP status 302")
			.withMessageContaining(target.uri("/login").toString())
			.satisfies((ex) -> assertThat(ex.getHeaders().getLocation()).isEqualTo(target.uri("/login")));
		assertThat(target.getAccepted()).isZero();
	}

	@Test
	void secretsDoNotShow() {
		ClientTunnel tunnel = ClientTunnel.builder(URI.create("ws://user:topsecret@localhost/"))
			.header("X-Token", "topsecret")
			.proxy(new HttpProxy("proxy", 80, "user", "topsecret"))
			.build();
		assertThat(tunnel.toString()).doesNotContain("topsecret");
		HttpHeaders headers = new HttpHeaders();
		headers.setBearerAuth("topsecret");
		assertThat(new WsHandshakeRequest("one", URI.create("ws://localhost/?token=topsecret"), headers).toString())
			.doesNotContain("topsecret");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> ClientTunnel.builder(URI.create("ws://user:p@topsecret@local_host/")))
			.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain("topsecret"));
	}

	@Test
	void aTunnelWithUserInformationTakesNoOtherAuthorization() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> ClientTunnel.builder(URI.create("ws://user:secret@localhost/"))
				.header("authorization", "Bearer x"))
			.withMessageContaining("user information");
	}

	@Test
	void aTunnelWithoutTlsTakesNoSslContext() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> ClientTunnel.builder(URI.create("ws://localhost/")).sslContext(SSLContext.getDefault()))
			.withMessageContaining("wss");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "http://proxy", "proxy/", "user@proxy", "proxy:80" })
	void aProxysHostIsAName(String host) {
		assertThatIllegalArgumentException().isThrownBy(() -> HttpProxy.of(host, 80)).withMessageContaining("'host'");
	}

	@Test
	void aProxysOtherPartsAreChecked() {
		assertThatIllegalArgumentException().isThrownBy(() -> HttpProxy.of("proxy", 0)).withMessageContaining("'port'");
		assertThatIllegalArgumentException().isThrownBy(() -> new HttpProxy("proxy", 80, "a:b", "secret"))
			.withMessageContaining("'username'");
		assertThatIllegalArgumentException().isThrownBy(() -> new HttpProxy("proxy", 80, null, "secret"))
			.withMessageContaining("'password'");
		assertThatIllegalArgumentException().isThrownBy(() -> new HttpProxy("proxy", 80, "user", "secret\n"))
			.withMessageContaining("'password'")
			.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain("secret"));
	}

	private RawServer server() throws Exception {
		RawServer server = new RawServer((socket) -> {
			this.requests.add(socket.accept());
			socket.echo();
		});
		this.resources.add(server);
		return server;
	}

	private DefaultWsTunnelClient add(DefaultWsTunnelClient.Builder builder) {
		DefaultWsTunnelClient client = builder.build();
		this.resources.add(client);
		return client;
	}

	private record Customizer(String name, String value) implements WsTunnelClientCustomizer {

		@Override
		public void customize(WsHandshakeRequest request) {
			request.getHeaders().add(this.name, this.value);
		}

	}

}
