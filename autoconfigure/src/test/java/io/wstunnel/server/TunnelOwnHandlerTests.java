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
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.wstunnel.MessageType;
import io.wstunnel.WsClosedException;
import io.wstunnel.WsConnection;
import io.wstunnel.WsConnectionSettings;
import io.wstunnel.WsTunnel;
import io.wstunnel.WsTunnelHandler;
import io.wstunnel.WsTunnels;
import io.wstunnel.testsupport.Await;
import io.wstunnel.testsupport.Call;
import io.wstunnel.testsupport.CallingThreads;
import io.wstunnel.testsupport.Payloads;
import io.wstunnel.testsupport.RawFrame;
import io.wstunnel.testsupport.RawPeer;
import io.wstunnel.testsupport.ServerKind;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.server.standard.StandardWebSocketUpgradeStrategy;
import org.springframework.web.socket.server.support.DefaultHandshakeHandler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Tests of a {@link WsTunnelHandler} in the application's own WebSocket configuration, on
 * sessions of the Jakarta API and, on Jetty, on those that Spring takes there by default.
 * With both servers on the class path, the default is Jetty's on Tomcat too, where it
 * cannot work.
 */
@Tag("once")
@ParameterizedClass(name = "{0}, {1}")
@CsvSource({ "TOMCAT, /standard", "JETTY, /standard", "JETTY, /default" })
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class TunnelOwnHandlerTests {

	private static TunnelServer server;

	@Parameter(0)
	private ServerKind kind;

	@Parameter(1)
	private String sessions;

	@BeforeParameterizedClassInvocation
	static void start(ServerKind kind, String sessions) {
		server = TunnelServer.start(kind, Application.class, "wstunnel.server.max-connections=1");
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		server.close();
	}

	@AfterEach
	void release() {
		server.getBean(Handlers.class).release();
	}

	@Test
	void bytesGoBothWaysBesideTunnels() throws Exception {
		try (RawPeer tunnel = RawPeer.connect(null, server.getPort(), "/tunnel")) {
			assertThat(tunnel.isMasking()).isTrue();
			assertThat(take().getTransportName()).isEqualToIgnoringCase(this.kind.name());
		}
		try (RawPeer peer = connect("/binary")) {
			WsConnection connection = take();
			assertThat(connection.getTransportName()).isEqualTo("session");
			byte[] bytes = Payloads.bytes(50_000);
			peer.sendBinary(bytes);
			assertThat(connection.getInputStream().readNBytes(50_000)).isEqualTo(bytes);
			connection.write(ByteBuffer.wrap(Payloads.bytes(200_000)));
			assertThat(peer.readMessage().payload()).isEqualTo(Payloads.bytes(200_000));
			peer.sendPing("?");
			assertThat(peer.read().payloadAsText()).isEqualTo("?");
		}
	}

	@Test
	void textGoesBothWays() throws Exception {
		try (RawPeer peer = connect("/text")) {
			WsConnection connection = take();
			peer.sendText("h\u00e9");
			assertThat(connection.getInputStream().readNBytes(3)).isEqualTo("h\u00e9".getBytes(StandardCharsets.UTF_8));
			connection.write(StandardCharsets.UTF_8.encode("\u00e9h"));
			RawFrame frame = peer.read();
			assertThat(frame.opcode()).isEqualTo(RawFrame.TEXT);
			assertThat(frame.payload()).isEqualTo("\u00e9h".getBytes(StandardCharsets.UTF_8));
			peer.sendBinary((byte) 1);
			assertThat(peer.readClose().getCode()).isEqualTo(1003);
		}
	}

	@Test
	void aReaderThatStopsHaltsThePeerAndLosesNothing() throws Exception {
		byte[] block = Payloads.bytes(32 * 1024);
		try (RawPeer peer = connect("/binary")) {
			WsConnection connection = take();
			Call<Void> sender = CallingThreads.PLATFORM.call(() -> {
				for (int i = 0; i < 1000; i++) {
					peer.sendBinary(block);
				}
				return null;
			});
			Awaitility.await().until(() -> available(connection) > 0);
			Awaitility.await().during(Duration.ofMillis(300)).until(() -> available(connection) <= 64 * 1024);
			assertThat(sender.isDone()).isFalse();
			for (int i = 0; i < 1000; i++) {
				assertThat(connection.getInputStream().readNBytes(block.length)).isEqualTo(block);
			}
			sender.get();
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 1000, 1001, 1008, 1011, 1012, 1013, 1014, 3000, 4999 })
	void everyStatusIsSentAsItIsButOne(int code) throws Exception {
		try (RawPeer peer = connect("/binary")) {
			WsConnection connection = take();
			Call<Void> close = CallingThreads.PLATFORM.call(() -> {
				connection.close(new CloseStatus(code, "said"));
				return null;
			});
			assertThat(peer.readClose()).isEqualTo(new CloseStatus((code != 1014) ? code : 1011, "said"));
			peer.sendClose(1000);
			close.get();
		}
	}

	@Test
	void theCloseOfThePeerIsTheEndOrAFailure() throws Exception {
		try (RawPeer peer = connect("/binary")) {
			WsConnection connection = take();
			peer.sendBinary((byte) 1);
			peer.sendClose(1000);
			assertThat(connection.getInputStream().readAllBytes()).hasSize(1);
			assertThat(peer.readClose().getCode()).isEqualTo(1000);
		}
		try (RawPeer peer = connect("/binary")) {
			WsConnection connection = take();
			peer.sendClose(4321, "mine");
			assertThatExceptionOfType(WsClosedException.class).isThrownBy(() -> connection.read(ByteBuffer.allocate(1)))
				.satisfies((ex) -> assertThat(ex.getStatus()).isEqualTo(new CloseStatus(4321, "mine")));
		}
		try (RawPeer peer = connect("/binary")) {
			WsConnection connection = take();
			peer.reset();
			assertThatExceptionOfType(WsClosedException.class).isThrownBy(() -> connection.read(ByteBuffer.allocate(1)))
				.satisfies((ex) -> assertThat(ex.getStatus().getCode()).isEqualTo(1006));
		}
	}

	@Test
	void anAbortDropsTheConnectionAndReleasesBothSides() throws Exception {
		try (RawPeer peer = connect("/binary")) {
			WsConnection connection = take();
			Call<Integer> read = CallingThreads.PLATFORM.call(() -> connection.read(ByteBuffer.allocate(1)))
				.awaitBlocked();
			Call<Integer> write = blockedWrite(connection);
			connection.abort();
			assertThat(read.getFailure()).isExactlyInstanceOf(AsynchronousCloseException.class);
			assertThat(write.getFailure()).isExactlyInstanceOf(AsynchronousCloseException.class);
			assertThat(peer.readEnd().frames()).noneMatch((frame) -> frame.isControl() || frame.fin());
			peer.awaitRefusal();
		}
	}

	@Test
	void deadlinesAreKept() throws Exception {
		try (RawPeer peer = connect("/binary")) {
			WsConnection connection = take();
			connection.setReadDeadline(Instant.now().plusMillis(50));
			assertThatExceptionOfType(SocketTimeoutException.class)
				.isThrownBy(() -> connection.read(ByteBuffer.allocate(1)));
			assertThat(peer.readClose().getCode()).isEqualTo(3008);
		}
		try (RawPeer peer = connect("/binary")) {
			WsConnection connection = take();
			Call<Integer> write = blockedWrite(connection);
			connection.setWriteDeadline(Instant.now());
			assertThat(write.getFailure()).isInstanceOf(SocketTimeoutException.class);
			assertThat(peer.readEnd().frames()).noneMatch((frame) -> frame.isControl() || frame.fin());
		}
	}

	@Test
	void itsConnectionsAreNotCountedAndEndWithTheirOwnSettings() throws Exception {
		try (RawPeer first = connect("/binary")) {
			assertThat(take().isOpen()).isTrue();
			try (RawPeer second = connect("/idle")) {
				WsConnection connection = take();
				// The tunnel of another test may still end
				Awaitility.await().atMost(Await.LIMIT).until(() -> server.getBean(WsTunnels.class).getAll().isEmpty());
				assertThat(second.readClose().getCode()).isEqualTo(3008);
				assertThat(connection.isOpen()).isFalse();
			}
			first.sendPing("still here");
			assertThat(first.read().payloadAsText()).isEqualTo("still here");
		}
	}

	@Test
	void theSessionsOfSpringsDefaultOnJettyTakeWholeMessagesUpToALimit() throws Exception {
		assumeThat(this.sessions).isEqualTo("/default");
		try (RawPeer peer = connect("/binary")) {
			take();
			peer.sendBinary(new byte[70_000]);
			assertThat(peer.readClose().getCode()).isEqualTo(1009);
		}
	}

	@Test
	void theChoiceIsLoggedOnce(CapturedOutput output) throws Exception {
		for (int i = 0; i < 2; i++) {
			try (RawPeer peer = connect("/logged")) {
				assertThat(take().isOpen()).isTrue();
				assertThat(peer.isMasking()).isTrue();
			}
		}
		assertThat(output).containsOnlyOnce(
				this.sessions + "/logged' uses sessions of the server's WebSocket, because its handshake");
	}

	private RawPeer connect(String path) throws IOException {
		return RawPeer.connect(null, server.getPort(), this.sessions + path);
	}

	private static WsConnection take() throws InterruptedException {
		WsConnection connection = server.getBean(Handlers.class).connections.poll(20, TimeUnit.SECONDS);
		assertThat(connection).isNotNull();
		return connection;
	}

	private static Call<Integer> blockedWrite(WsConnection connection) {
		return CallingThreads.PLATFORM.call(() -> connection.write(ByteBuffer.allocate(16 << 20))).awaitBlocked();
	}

	private static int available(WsConnection connection) throws IOException {
		return connection.getInputStream().available();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableWebSocket
	static class Application {

		@Bean
		Handlers handlers() {
			return new Handlers();
		}

		@Bean
		WebSocketConfigurer ownWebSocket(Handlers handlers) {
			return (registry) -> {
				for (String name : new String[] { "binary", "text", "logged", "idle" }) {
					registry.addHandler(handlers.create(name), "/default/" + name);
					registry.addHandler(handlers.create(name), "/standard/" + name)
						.setHandshakeHandler(new DefaultHandshakeHandler(new StandardWebSocketUpgradeStrategy()));
				}
			};
		}

	}

	/**
	 * Hand their connections to the test.
	 */
	static class Handlers {

		private final BlockingQueue<WsConnection> connections = new LinkedBlockingQueue<>();

		private volatile CompletableFuture<Void> end = new CompletableFuture<>();

		@WsTunnel("/tunnel")
		void handOver(WsConnection connection) throws Exception {
			CompletableFuture<Void> end = this.end;
			this.connections.add(connection);
			end.get();
		}

		void release() {
			CompletableFuture<Void> end = this.end;
			this.end = new CompletableFuture<>();
			end.complete(null);
		}

		WsTunnelHandler create(String name) {
			MessageType type = (name.equals("text")) ? MessageType.TEXT : MessageType.BINARY;
			Duration idleTimeout = name.equals("idle") ? Duration.ofMillis(300) : null;
			return new WsTunnelHandler(
					WsConnectionSettings.builder().messageType(type).idleTimeout(idleTimeout).build(), this::handOver);
		}

	}

}
