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

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import javax.net.SocketFactory;

import io.wstunnel.MessageType;
import io.wstunnel.WsClosedException;
import io.wstunnel.WsConnection;
import io.wstunnel.WsTunnel;
import io.wstunnel.testsupport.Call;
import io.wstunnel.testsupport.CallingThreads;
import io.wstunnel.testsupport.ServerKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of tunnels on real servers.
 */
@OnEachServer
@Timeout(60)
class TunnelEndToEndTests {

	@Parameter
	private ServerKind kind;

	private static final byte[] NOTHING = new byte[0];

	private static TunnelServer server;

	@BeforeParameterizedClassInvocation
	static void start(ServerKind kind) {
		server = TunnelServer.start(kind, Application.class, "wstunnel.server.drain-period=0", "test.path=/resolved",
				"test.protocols=v2,v1");
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		server.close();
	}

	@Test
	void bytesAreEchoed() throws Exception {
		try (RawWebSocket socket = open("/echo")) {
			assertThat(socket.getStatus()).isEqualTo(101);
			assertThat(socket.getHeader("Sec-WebSocket-Accept")).isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
			assertThat(socket.getHeader("Sec-WebSocket-Extensions")).isNull();
			socket.sendBinary("hello");
			assertThat(socket.receiveBinary()).isEqualTo("hello");
		}
	}

	@Test
	void theEndOfTheHandlerClosesWithNormal() throws Exception {
		try (RawWebSocket socket = open("/echo")) {
			socket.sendClose(1000);
			assertThat(socket.receiveClose()).isEqualTo(1000);
			assertThat(socket.readToEnd()).isEmpty();
		}
	}

	@Test
	void framesBehindTheRequestAreReceived() throws Exception {
		ByteArrayOutputStream behind = new ByteArrayOutputStream();
		behind.write(RawWebSocket.frame(0x2, "hello".getBytes(StandardCharsets.UTF_8)));
		behind.write(RawWebSocket.frame(0x2, new byte[20000]));
		try (RawWebSocket socket = RawWebSocket.open(SocketFactory.getDefault(), server.getPort(), "/echo", Map.of(),
				behind.toByteArray())) {
			String received = "";
			while (received.length() < 20005) {
				received += socket.receiveBinary();
			}
			assertThat(received).startsWith("hello").hasSize(20005);
		}
	}

	@Test
	void pingsAreAnswered() throws Exception {
		try (RawWebSocket socket = open("/silent")) {
			socket.send(0x9, "are you there".getBytes(StandardCharsets.UTF_8));
			assertThat(socket.receive(0xA)).asString().isEqualTo("are you there");
		}
	}

	@Test
	void aLargeMessageIsEchoed() throws Exception {
		int size = 3 * 1024 * 1024;
		try (RawWebSocket socket = open("/echo")) {
			Call<Boolean> writer = CallingThreads.PLATFORM.call(() -> {
				socket.send(0x2, new byte[size]);
				return true;
			});
			int count = 0;
			while (count < size) {
				count += socket.receive(0x2).length;
			}
			assertThat(count).isEqualTo(size);
			writer.get();
		}
	}

	@Test
	void viewsOfTheConnectionAreArguments() throws Exception {
		try (RawWebSocket socket = open("/views")) {
			assertThat(socket.receiveBinary()).isEqualTo("12");
			assertThat(socket.receiveClose()).isEqualTo(1000);
		}
	}

	@Test
	void theSessionIsAnArgument() throws Exception {
		try (RawWebSocket socket = open("/session?a=b")) {
			assertThat(socket.receiveBinary()).isEqualTo("ws://localhost:" + server.getPort() + "/session?a=b true []");
			assertThat(socket.receiveClose()).isEqualTo(4000);
		}
	}

	@Test
	void anExceptionClosesWithServerError() throws Exception {
		try (RawWebSocket socket = open("/failing")) {
			assertThat(socket.receive(0x8)).isEqualTo(new byte[] { 1011 >> 8, (byte) 1011 });
		}
	}

	@Test
	void aClosedExceptionClosesWithItsStatus() throws Exception {
		try (RawWebSocket socket = open("/refusing")) {
			assertThat(socket.receiveClose()).isEqualTo(4001);
		}
	}

	@Test
	void aTextTunnelRefusesBinaryMessages() throws Exception {
		try (RawWebSocket socket = open("/text")) {
			socket.send(0x1, "hé".getBytes(StandardCharsets.UTF_8));
			assertThat(socket.receive(0x1)).asString().isEqualTo("hé");
			socket.sendBinary("no");
			assertThat(socket.receiveClose()).isEqualTo(1003);
		}
	}

	@Test
	void placeholdersAreResolvedAndThePreferredSubprotocolIsSelected() throws Exception {
		try (RawWebSocket socket = RawWebSocket.open(server.getPort(), "/resolved",
				Map.of("Sec-WebSocket-Protocol", "v0, v1, V2"))) {
			assertThat(socket.getHeader("Sec-WebSocket-Protocol")).isEqualTo("V2");
			assertThat(socket.receiveBinary()).isEqualTo("V2");
		}
	}

	@Test
	void aHandshakeWithoutAMatchingSubprotocolIsAccepted() throws Exception {
		try (RawWebSocket socket = RawWebSocket.open(server.getPort(), "/resolved",
				Map.of("Sec-WebSocket-Protocol", "v0"))) {
			assertThat(socket.getStatus()).isEqualTo(101);
			assertThat(socket.getHeader("Sec-WebSocket-Protocol")).isNull();
			assertThat(socket.receiveBinary()).isEqualTo("null");
		}
	}

	@Test
	void malformedHandshakesAreRefused() throws Exception {
		assertThat(status("/echo", "Sec-WebSocket-Key", "c2hvcnQ=")).isEqualTo(400);
		assertThat(status("/echo", "Sec-WebSocket-Key", "*")).isEqualTo(400);
		assertThat(status("/echo", "Sec-WebSocket-Key", "")).isEqualTo(400);
		assertThat(status("/echo", "Connection", "close")).isEqualTo(400);
		assertThat(status("/echo", "Sec-WebSocket-Version", "8")).isEqualTo(426);
	}

	@Test
	void pagesOfOtherOriginsAreRefused() throws Exception {
		assertThat(status("/echo", "Origin", "http://evil.example")).isEqualTo(403);
		assertThat(status("/echo", "Origin", "http://localhost:" + server.getPort())).isEqualTo(101);
	}

	@Test
	void otherRequestsFallThrough() throws Exception {
		assertThat(status("/echo", "Upgrade", "")).isEqualTo(200);
		assertThat(status("/text", "Upgrade", "")).isEqualTo(404);
		assertThat(status("/nowhere", "X", "")).isEqualTo(404);
	}

	private static RawWebSocket open(String path) throws IOException {
		return RawWebSocket.open(server.getPort(), path);
	}

	private static int status(String path, String header, String value) throws IOException {
		try (RawWebSocket socket = RawWebSocket.open(SocketFactory.getDefault(), server.getPort(), path,
				Map.of(header, value), NOTHING)) {
			return socket.getStatus();
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		@Bean
		Tunnels tunnels() {
			return new Tunnels();
		}

		@Bean
		Pages pages() {
			return new Pages();
		}

	}

	static class Tunnels {

		@WsTunnel("/echo")
		void echo(WsConnection connection) throws IOException {
			connection.getInputStream().transferTo(connection.getOutputStream());
		}

		@WsTunnel("/silent")
		void silent(WsConnection connection) throws Exception {
			connection.closed().toCompletableFuture().get();
		}

		@WsTunnel(path = "/text", messageType = MessageType.TEXT)
		void text(WsConnection connection) throws IOException {
			connection.getInputStream().transferTo(connection.getOutputStream());
		}

		@WsTunnel("/views")
		void views(InputStream in, OutputStream out, ByteChannel channel) throws IOException {
			assertThat(in.available()).isZero();
			out.write("12".getBytes(StandardCharsets.UTF_8));
			assertThat(channel.isOpen()).isTrue();
		}

		@WsTunnel("/session")
		void session(WebSocketSession session, WsConnection connection) throws IOException {
			String text = session.getUri() + " " + session.isOpen() + " " + session.getExtensions();
			connection.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
			assertThatExceptionOfType(UnsupportedOperationException.class)
				.isThrownBy(() -> session.sendMessage(new TextMessage("no")));
			session.close(new CloseStatus(4000));
			assertThat(session.isOpen()).isFalse();
		}

		@WsTunnel("/failing")
		void failing() {
			throw new IllegalStateException("This failure is part of a test");
		}

		@WsTunnel("/refusing")
		void refusing() throws IOException {
			throw new WsClosedException(new CloseStatus(4001));
		}

		@WsTunnel(path = "${test.path}", id = "the-${test.path}", subprotocols = "${test.protocols}")
		void resolved(WsConnection connection) throws IOException {
			String text = String.valueOf(connection.getHandshake().subprotocol());
			connection.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
		}

	}

	@RestController
	static class Pages {

		@GetMapping("/echo")
		String echo() {
			return "A page about the tunnel";
		}

	}

}
