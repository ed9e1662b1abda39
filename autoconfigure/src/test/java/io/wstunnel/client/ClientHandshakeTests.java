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

import java.io.EOFException;
import java.net.ProtocolException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;

import io.wstunnel.WsConnection;
import io.wstunnel.WsHandshakeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for the client's half of the WebSocket handshake.
 */
@Timeout(60)
class ClientHandshakeTests {

	private final DefaultWsTunnelClient client = DefaultWsTunnelClient.builder()
		.connectTimeout(Duration.ofSeconds(20))
		.subprotocols("ssh", "postgres")
		.build();

	@AfterEach
	void closeClient() {
		this.client.close();
	}

	@Test
	void theRequestIsWhatTheRfcAsksFor() throws Exception {
		BlockingQueue<String> requests = new LinkedBlockingQueue<>();
		try (RawServer server = new RawServer((socket) -> {
			requests.add(socket.accept());
			socket.echo();
		})) {
			this.client.connect(server.uri("/a/%7Bb%7D?c=d%20e")).close();
			String request = requests.take();
			assertThat(request).startsWith("GET /a/%7Bb%7D?c=d%20e HTTP/1.1\r\n");
			assertThat(RawWebSocket.header(request, "Host")).isEqualTo("localhost:" + server.getPort());
			assertThat(RawWebSocket.header(request, "Upgrade")).isEqualTo("websocket");
			assertThat(RawWebSocket.header(request, "Connection")).isEqualTo("Upgrade");
			assertThat(RawWebSocket.header(request, "Sec-WebSocket-Version")).isEqualTo("13");
			assertThat(RawWebSocket.header(request, "Sec-WebSocket-Protocol")).isEqualTo("ssh, postgres");
			assertThat(Base64.getDecoder().decode(RawWebSocket.header(request, "Sec-WebSocket-Key"))).hasSize(16);
			assertThat(RawWebSocket.header(request, "Sec-WebSocket-Extensions")).isEqualTo("io.wstunnel.control");
			assertThat(request).doesNotContain("Authorization");
		}
	}

	@Test
	void userInformationBecomesBasicAuthorizationAndShowsNowhere() throws Exception {
		BlockingQueue<String> requests = new LinkedBlockingQueue<>();
		try (RawServer server = new RawServer((socket) -> {
			requests.add(socket.accept());
			socket.echo();
		})) {
			URI uri = URI.create("ws://us%65r:p%40ss@localhost:" + server.getPort() + "/x");
			try (WsConnection connection = this.client.connect(uri)) {
				assertThat(connection.getHandshake().uri()).isEqualTo(server.uri("/x"));
			}
			String credentials = Base64.getEncoder().encodeToString("user:p@ss".getBytes(StandardCharsets.UTF_8));
			assertThat(RawWebSocket.header(requests.take(), "Authorization")).isEqualTo("Basic " + credentials);
		}
	}

	@Test
	void theNegotiatedSubprotocolAndTheHeadersAreInTheHandshake() throws Exception {
		try (RawServer server = new RawServer((socket) -> {
			String consent = RawWebSocket.consent(socket.readRequest());
			socket.send(consent.replace("\r\n\r\n", "\r\nsec-websocket-protocol: postgres \r\nX-Test: a\r\n\r\n"));
			socket.echo();
		}); WsConnection connection = this.client.connect(server.uri("/"))) {
			assertThat(connection.getHandshake().subprotocol()).isEqualTo("postgres");
			assertThat(connection.getHandshake().headers().getFirst("x-test")).isEqualTo("a");
			assertThat(connection.getHandshake().principal()).isNull();
			assertThat(connection.getRemoteAddress()).hasToString("127.0.0.1:" + server.getPort());
		}
	}

	@Test
	void bytesBehindTheResponseAreKept() throws Exception {
		byte[] payload = "first words".getBytes(StandardCharsets.UTF_8);
		try (RawServer server = new RawServer((socket) -> {
			byte[] consent = RawWebSocket.consent(socket.readRequest()).getBytes(StandardCharsets.UTF_8);
			byte[] frame = RawWebSocket.frame(0x82, payload);
			socket.send(ByteBuffer.allocate(consent.length + frame.length).put(consent).put(frame).array());
			socket.awaitEnd();
		})) {
			WsConnection connection = this.client.connect(server.uri("/"));
			assertThat(connection.getInputStream().readNBytes(payload.length)).isEqualTo(payload);
			connection.abort();
		}
	}

	@Test
	void aResponseInSingleBytesIsAccepted() throws Exception {
		try (RawServer server = new RawServer((socket) -> {
			for (byte octet : RawWebSocket.consent(socket.readRequest()).getBytes(StandardCharsets.UTF_8)) {
				socket.send(new byte[] { octet });
			}
			socket.echo();
		}); WsConnection connection = this.client.connect(server.uri("/"))) {
			connection.write(ByteBuffer.wrap(new byte[] { 7 }));
			assertThat(connection.getInputStream().read()).isEqualTo(7);
		}
	}

	@Test
	void interimResponsesAreSkipped() throws Exception {
		try (RawServer server = new RawServer((socket) -> {
			String request = socket.readRequest();
			socket.send("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n");
			socket.send(RawWebSocket.consent(request));
			socket.echo();
		}); WsConnection connection = this.client.connect(server.uri("/"))) {
			assertThat(connection.isOpen()).isTrue();
		}
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("wrongConsents")
	void aWrongConsentIsRefused(String name, String find, String replacement, String message) throws Exception {
		try (RawServer server = new RawServer((socket) -> {
			String consent = RawWebSocket.consent(socket.readRequest());
			socket.send(consent.replaceFirst(find, replacement));
			socket.awaitEnd();
		})) {
			assertThatExceptionOfType(WsHandshakeException.class).isThrownBy(() -> this.client.connect(server.uri("/")))
				.withMessageContaining("localhost:" + server.getPort())
				.withMessageContaining(message)
				.satisfies((ex) -> assertThat(ex.getStatusCode().value()).isEqualTo(101));
		}
	}

	static Stream<Arguments> wrongConsents() {
		return Stream.of(Arguments.of("version", "HTTP/1.1", "HTTP/1.0", "HTTP/1.0"),
				Arguments.of("no upgrade", "Upgrade: websocket\r\n", "", "another protocol"),
				Arguments.of("other upgrade", "websocket", "h2c", "h2c"),
				Arguments.of("two upgrades", "Connection", "Upgrade: h2c\r\nConnection", "h2c"),
				Arguments.of("no connection", "Connection: Upgrade\r\n", "", "Connection: Upgrade"),
				Arguments.of("other connection", "Connection: Upgrade", "Connection: keep-alive",
						"Connection: Upgrade"),
				Arguments.of("no accept key", "Sec-WebSocket-Accept: .*\r\n", "", "Sec-WebSocket-Accept"),
				Arguments.of("wrong accept key", "Accept: ....", "Accept: AAAA", "Sec-WebSocket-Accept"),
				Arguments.of("two accept keys", "Connection", "Sec-WebSocket-Accept: a\r\nConnection",
						"Sec-WebSocket-Accept"),
				Arguments.of("extension", "Connection", "Sec-WebSocket-Extensions: permessage-deflate\r\nConnection",
						"permessage-deflate"),
				Arguments.of("extension with a parameter", "Connection",
						"Sec-WebSocket-Extensions: io.wstunnel.control; a=b\r\nConnection", "a=b"),
				Arguments.of("extension twice", "Connection",
						"Sec-WebSocket-Extensions: io.wstunnel.control, io.wstunnel.control\r\nConnection",
						"not offered"),
				Arguments.of("subprotocol", "Connection", "Sec-WebSocket-Protocol: mqtt\r\nConnection", "mqtt"),
				Arguments.of("two subprotocols", "Connection",
						"Sec-WebSocket-Protocol: ssh\r\nSec-WebSocket-Protocol: postgres\r\nConnection", "ssh"));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("garbage")
	void whatIsNotHttpIsRefused(String name, String response, String message) throws Exception {
		try (RawServer server = new RawServer((socket) -> {
			String request = socket.readRequest();
			socket.send(response.replace("{consent}", RawWebSocket.consent(request)));
			socket.awaitEnd();
		})) {
			assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> this.client.connect(server.uri("/")))
				.withMessageContaining(message);
		}
	}

	static Stream<Arguments> garbage() {
		String start = "HTTP/1.1 101 Switching Protocols\r\n";
		return Stream.of(Arguments.of("SSH", "SSH-2.0-OpenSSH_9.6\r\n", "SSH-2.0"),
				Arguments.of("HTTP/2", "HTTP/2.0 200 OK\r\n\r\n", "HTTP/2.0"),
				Arguments.of("status of two digits", "HTTP/1.1 10 OK\r\n\r\n", "HTTP/1.1 10"),
				Arguments.of("status of four digits", "HTTP/1.1 1010 OK\r\n\r\n", "HTTP/1.1 1010"),
				Arguments.of("empty line", "\r\n{consent}", "''"),
				Arguments.of("bare LF", "HTTP/1.1 101 OK\nUpgrade: websocket\r\n\r\n", "CR LF"),
				Arguments.of("folded header", start + "A: b\r\n c\r\n\r\n", "malformed header"),
				Arguments.of("no colon", start + "Upgrade websocket\r\n\r\n", "malformed header"),
				Arguments.of("space before the colon", start + "Upgrade : websocket\r\n\r\n", "malformed header"),
				Arguments.of("no name", start + ": websocket\r\n\r\n", "malformed header"),
				Arguments.of("bad name", start + "Up(grade: websocket\r\n\r\n", "malformed header"),
				Arguments.of("NUL in a value", start + "A: b\0c\r\n\r\n", "malformed header"),
				Arguments.of("CR in a value", start + "A: b\rc\r\n\r\n", "malformed header"),
				Arguments.of("endless line", start + "A: " + "b".repeat(70_000), "65536 bytes"),
				Arguments.of("large head", start + ("A: " + "b".repeat(2000) + "\r\n").repeat(40), "65536 bytes"),
				Arguments.of("many lines", start + "A: b\r\n".repeat(300), "256 lines"),
				Arguments.of("endless interim", "HTTP/1.1 100 Continue\r\n\r\n".repeat(300), "256 lines"));
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 5, 60 })
	void anEndInTheResponseIsTold(int length) throws Exception {
		try (RawServer server = new RawServer((socket) -> {
			byte[] consent = RawWebSocket.consent(socket.readRequest()).getBytes(StandardCharsets.UTF_8);
			socket.send(Arrays.copyOf(consent, length));
		})) {
			assertThatExceptionOfType(EOFException.class).isThrownBy(() -> this.client.connect(server.uri("/")))
				.withMessageContaining("closed the connection")
				.withMessageContaining("localhost:" + server.getPort());
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 200, 301, 401, 403, 404, 429, 500, 503, 999 })
	void aRefusalHasStatusHeadersAndBody(int status) throws Exception {
		try (RawServer server = new RawServer((socket) -> {
			socket.readRequest();
			socket.send("HTTP/1.1 " + status + " So\r\nRetry-After: 7\r\nContent-Length: 5\r\n\r\nsorry, and more");
			socket.awaitEnd();
		})) {
			assertThatExceptionOfType(WsHandshakeException.class)
				.isThrownBy(() -> this.client.connect(server.uri("/x")))
				.withMessageContaining("HTTP status " + status)
				.satisfies((ex) -> {
					assertThat(ex.getStatusCode().value()).isEqualTo(status);
					assertThat(ex.getHeaders().getFirst("Retry-After")).isEqualTo("7");
					assertThat(ex.getBody()).isEqualTo("sorry");
					assertThat(ex.getUri()).isEqualTo(server.uri("/x"));
				});
		}
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("bodies")
	void theBodyOfARefusalIsReadAsFarAsItIsThere(String name, String response, String body) throws Exception {
		try (RawServer server = new RawServer((socket) -> {
			socket.readRequest();
			socket.send("HTTP/1.1 403 Forbidden\r\n" + response);
			if (!name.startsWith("never")) {
				socket.getSocket().shutdownOutput();
			}
			socket.awaitEnd();
		})) {
			long start = System.nanoTime();
			assertThatExceptionOfType(WsHandshakeException.class).isThrownBy(() -> this.client.connect(server.uri("/")))
				.satisfies((ex) -> assertThat(ex.getBody()).isEqualTo(body));
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
		}
	}

	static Stream<Arguments> bodies() {
		return Stream.of(Arguments.of("to the end", "\r\nno entry", "no entry"),
				Arguments.of("none", "Content-Length: 0\r\n\r\n", ""),
				Arguments.of("cut", "Content-Length: 100\r\n\r\nno", "no"),
				Arguments.of("bad length", "Content-Length: x\r\n\r\nno", "no"),
				Arguments.of("huge", "Content-Length: 99999999999999\r\n\r\n" + "n".repeat(9000), "n".repeat(4096)),
				Arguments.of("never ending", "\r\nno entry", "no entry"),
				Arguments.of("never sent", "Content-Length: 5\r\n\r\n", ""),
				Arguments.of("chunks", "Transfer-Encoding: chunked\r\n\r\n3;x=y\r\nno \r\n5\r\nentry\r\n0\r\n\r\n",
						"no entry"),
				Arguments.of("huge chunk", "Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFF\r\n" + "n".repeat(9000),
						"n".repeat(4096)),
				Arguments.of("broken chunks", "Transfer-Encoding: chunked\r\n\r\n2\r\nnot", "no"),
				Arguments.of("never ending chunks", "Transfer-Encoding: chunked\r\n\r\n2\r\nno\r\n", "no"),
				Arguments.of("UTF-8", "Content-Type: text/plain\r\n\r\n\u00fc", "\u00fc"),
				Arguments.of("unknown charset", "Content-Type: text/plain;charset=x-y-z\r\n\r\nno", "no"),
				Arguments.of("unknown type", "Content-Type: ?\r\n\r\nno", "no"));
	}

	@ParameterizedTest
	@CsvSource({ "http://localhost/, http://localhost/", "localhost, localhost", "ws:localhost, ws:", "ws:///path, ws:",
			"ws://a_b/, ws://a_b/", "wss://h/#f, wss://h/", "ws://localhost:0/, ws://localhost:0/",
			"ws://localhost:65536/, ws://localhost:65536/", "//localhost/, //localhost/" })
	void aUriThatIsNotATunnelsIsRefused(String uri, String shown) {
		assertThatIllegalArgumentException().isThrownBy(() -> this.client.connect(URI.create(uri)))
			.withMessageContaining("Cannot connect to '" + shown + "': ");
		assertThatIllegalArgumentException().isThrownBy(() -> this.client.socketFactory(URI.create(uri)));
	}

	@Test
	void aRefusedUriDoesNotShowItsPassword() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.client.connect(URI.create("http://user:secret@localhost/")))
			.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain("secret"));
	}

	@Test
	void aSubprotocolMustBeAToken() {
		assertThatIllegalArgumentException().isThrownBy(() -> DefaultWsTunnelClient.builder().subprotocols("a\r\nX: y"))
			.withMessageContaining("tokens");
	}

	@ParameterizedTest
	@MethodSource("hosts")
	void theHostHeaderNamesThePortUnlessItIsTheSchemesOwn(String uri, String host) {
		assertThat(TunnelEndpoint.of(URI.create(uri)).hostHeader()).isEqualTo(host);
	}

	static Stream<Arguments> hosts() {
		return Stream.of(Arguments.of("ws://a.example/", "a.example"), Arguments.of("ws://a.example:80/", "a.example"),
				Arguments.of("ws://a.example:443/", "a.example:443"), Arguments.of("wss://a.example:443/", "a.example"),
				Arguments.of("WSS://a.example:80/", "a.example:80"), Arguments.of("ws://[::1]/", "[::1]"),
				Arguments.of("ws://[fe80::1%25eth0]:81/", "[fe80::1]:81"));
	}

	@Test
	void theRequestTargetIsPathAndQueryInAscii() {
		assertThat(TunnelEndpoint.of(URI.create("ws://h")).requestTarget()).isEqualTo("/");
		assertThat(TunnelEndpoint.of(URI.create("ws://h?q")).requestTarget()).isEqualTo("/?q");
		assertThat(TunnelEndpoint.of(URI.create("ws://h/\u00fc")).requestTarget()).isEqualTo("/%C3%BC");
	}

}
