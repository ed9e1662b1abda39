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
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;

import io.wstunnel.WsClosedException;
import io.wstunnel.WsConnection;
import io.wstunnel.WsConnectionSettings;
import io.wstunnel.WsTunnel;
import io.wstunnel.WsTunnelClosedEvent;
import io.wstunnel.WsTunnelOpenedEvent;
import io.wstunnel.WsTunnelRegistration;
import io.wstunnel.WsTunnels;
import io.wstunnel.WsTunnels.OpenTunnel;
import io.wstunnel.testsupport.Await;
import io.wstunnel.testsupport.Call;
import io.wstunnel.testsupport.CallingThreads;
import io.wstunnel.testsupport.ServerKind;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.server.HandshakeInterceptor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests of what begins and ends a tunnel.
 */
@OnEachServer
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class TunnelLifetimeTests {

	@Parameter
	private ServerKind kind;

	private static TunnelServer server;

	@BeforeParameterizedClassInvocation
	static void start(ServerKind kind) {
		server = TunnelServer.start(kind, Application.class, "wstunnel.server.tunnels.owned.path=/owned",
				"wstunnel.server.tunnels.refused.path=/refused", "wstunnel.server.tunnels.orphan.path=/orphan/{x}",
				"wstunnel.server.tunnels.registered.read-timeout=100ms", "wstunnel.server.remote-address=somewhere",
				"logging.level.io.wstunnel=debug");
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		server.close();
	}

	@Test
	void aStageKeepsTheTunnelOpenUntilItCompletes() throws Exception {
		try (RawWebSocket socket = open("/stage")) {
			Tunnels tunnels = server.getBean(Tunnels.class);
			Await.next(tunnels.connections).write(ByteBuffer.wrap(new byte[1]));
			assertThat(socket.receiveBinary()).hasSize(1);
			tunnels.stage.complete(null);
			assertThat(socket.receiveClose()).isEqualTo(1000);
		}
	}

	@Test
	void anExceptionIsLoggedOnceAndNotToldToThePeer(CapturedOutput output) throws Exception {
		try (RawWebSocket socket = open("/failing")) {
			assertThat(socket.receive(0x8)).hasSize(2);
			assertThat(output).containsOnlyOnce("This failure is part of a test")
				.contains("Tunnel 'failing' (connection ", "of somewhere) failed and is closed with 1011")
				.contains("Tunnels.failing(");
		}
	}

	@Test
	void theLossOfThePeerIsNoError(CapturedOutput output) throws Exception {
		try (RawWebSocket socket = open("/echo")) {
			socket.sendBinary("x");
			socket.receiveBinary();
		}
		awaitEnd("echo");
		assertThat(output).contains("DEBUG");
		assertThat(output.toString().lines().filter((line) -> line.contains("'echo'")))
			.noneMatch((line) -> line.contains(" ERROR ") || line.contains(" WARN "));
	}

	@Test
	void anEventWithoutAListenerClosesWithServerErrorAndWarns(CapturedOutput output) throws Exception {
		try (RawWebSocket socket = open("/orphan/1")) {
			assertThat(socket.receiveClose()).isEqualTo(1011);
			assertThat(output).contains("WARN", "Tunnel 'orphan' has no handler");
		}
	}

	@Test
	void whoeverTakesTheConnectionFromTheEventOwnsIt() throws Exception {
		Listener listener = server.getBean(Listener.class);
		try (RawWebSocket socket = open("/owned")) {
			WsConnection connection = Await.next(listener.opened);
			assertThat(listener.thread).startsWith("ws-tunnel-");
			connection.write(ByteBuffer.wrap("mine".getBytes(StandardCharsets.UTF_8)));
			assertThat(socket.receiveBinary()).isEqualTo("mine");
			socket.sendBinary("yours");
			ByteBuffer buffer = ByteBuffer.allocate(10);
			assertThat(connection.read(buffer)).isEqualTo(5);
			Call<Boolean> closing = CallingThreads.PLATFORM.call(() -> {
				connection.close(new CloseStatus(4002));
				return true;
			});
			assertThat(socket.receiveClose()).isEqualTo(4002);
			socket.sendClose(4002);
			closing.get();
			WsTunnelClosedEvent event = listener.awaitClosed(connection.getId());
			assertThat(event.getTunnelId()).isEqualTo("owned");
			assertThat(event.getStatus().getCode()).isEqualTo(4002);
			assertThat(event.getBytesSent()).isEqualTo(4);
			assertThat(event.getBytesReceived()).isEqualTo(5);
			assertThat(event.getDuration()).isPositive();
		}
	}

	@Test
	void aListenerMayThrowTheStatusToCloseWith(CapturedOutput output) throws Exception {
		try (RawWebSocket socket = open("/refused")) {
			assertThat(socket.receiveClose()).isEqualTo(4005);
			assertThat(output).contains("Tunnel 'refused' (connection ", "is closed with 4005 by its handler");
		}
	}

	@Test
	void theEndOfATunnelWhosePeerIsLostIsPublished() throws Exception {
		awaitEnd("echo");
		String id;
		try (RawWebSocket socket = open("/echo")) {
			socket.sendBinary("x");
			socket.receiveBinary();
			id = server.getBean(WsTunnels.class).findByTunnelId("echo").get(0).getConnection().getId();
		}
		WsTunnelClosedEvent event = server.getBean(Listener.class).awaitClosed(id);
		assertThat(event.getStatus().getCode()).isEqualTo(1006);
	}

	@Test
	void aRegistrationIsATunnelWhosePropertiesWin() throws Exception {
		try (RawWebSocket socket = open("/registered")) {
			assertThat(socket.receiveClose()).isEqualTo(3008);
		}
	}

	@Test
	void theInterceptorsOfARegistrationAreApplied() throws Exception {
		try (RawWebSocket socket = open("/registered?refuse")) {
			assertThat(socket.getStatus()).isEqualTo(409);
		}
	}

	@Test
	void openTunnelsAreFoundAndClosed() throws Exception {
		WsTunnels tunnels = server.getBean(WsTunnels.class);
		try (RawWebSocket socket = open("/echo")) {
			socket.sendBinary("123");
			socket.receiveBinary();
			List<OpenTunnel> found = tunnels.findByTunnelId("echo");
			assertThat(found).hasSize(1);
			OpenTunnel tunnel = found.get(0);
			assertThat(tunnel.getBytesReceived()).isEqualTo(3);
			Awaitility.await().untilAsserted(() -> assertThat(tunnel.getBytesSent()).isEqualTo(3));
			assertThat(tunnel.getConnection().getRemoteAddress()).hasToString("somewhere");
			assertThat(tunnels.getAll()).contains(tunnel);
			String id = tunnel.getConnection().getId();
			assertThat(tunnels.findById(id)).hasValue(tunnel);
			assertThat(tunnels.findByPrincipal("nobody")).isEmpty();
			assertThat(tunnels.closeById("unknown", CloseStatus.GOING_AWAY)).isFalse();
			assertThatIllegalArgumentException().isThrownBy(() -> tunnels.closeById(id, CloseStatus.NO_CLOSE_FRAME))
				.withMessageContaining("1006");
			assertThat(tunnels.closeById(id, new CloseStatus(4003))).isTrue();
			assertThat(socket.receiveClose()).isEqualTo(4003);
			socket.sendClose(4003);
			awaitEnd("echo");
		}
	}

	private static void awaitEnd(String tunnelId) {
		Awaitility.await()
			.atMost(Await.LIMIT)
			.until(() -> server.getBean(WsTunnels.class).findByTunnelId(tunnelId).isEmpty());
	}

	private static RawWebSocket open(String path) throws IOException {
		return RawWebSocket.open(server.getPort(), path);
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		@Bean
		Tunnels tunnels() {
			return new Tunnels();
		}

		@Bean
		Listener listener() {
			return new Listener();
		}

		@Bean
		WsTunnelRegistration registration() {
			return WsTunnelRegistration.builder("registered", (connection) -> connection.read(ByteBuffer.allocate(10)))
				.path("/registered")
				.settings(WsConnectionSettings.builder().readTimeout(Duration.ofHours(1)).build())
				.interceptors(new RefusingInterceptor())
				.build();
		}

	}

	static class Tunnels {

		private final BlockingQueue<WsConnection> connections = new LinkedBlockingQueue<>();

		private final CompletableFuture<Void> stage = new CompletableFuture<>();

		@WsTunnel("/echo")
		void echo(WsConnection connection) throws IOException {
			connection.getInputStream().transferTo(connection.getOutputStream());
		}

		@WsTunnel("/stage")
		CompletionStage<Void> stage(WsConnection connection) {
			this.connections.add(connection);
			return this.stage;
		}

		@WsTunnel("/failing")
		void failing() {
			throw new IllegalStateException("This failure is part of a test");
		}

	}

	static class Listener {

		private final BlockingQueue<WsConnection> opened = new LinkedBlockingQueue<>();

		private final BlockingQueue<WsTunnelClosedEvent> closed = new LinkedBlockingQueue<>();

		private volatile String thread = "";

		@EventListener
		void opened(WsTunnelOpenedEvent event) throws IOException {
			if (event.getTunnelId().equals("refused")) {
				throw new WsClosedException(new CloseStatus(4005));
			}
			if (event.getTunnelId().equals("owned")) {
				this.thread = Thread.currentThread().getName();
				this.opened.add(event.getConnection());
			}
		}

		@EventListener
		void closed(WsTunnelClosedEvent event) {
			this.closed.add(event);
		}

		WsTunnelClosedEvent awaitClosed(String connectionId) throws InterruptedException {
			WsTunnelClosedEvent event = Await.next(this.closed);
			while (!event.getConnectionId().equals(connectionId)) {
				event = Await.next(this.closed);
			}
			return event;
		}

	}

	static class RefusingInterceptor implements HandshakeInterceptor {

		@Override
		public boolean beforeHandshake(ServerHttpRequest request, ServerHttpResponse response,
				WebSocketHandler wsHandler, java.util.Map<String, Object> attributes) {
			boolean refuse = "refuse".equals(request.getURI().getQuery());
			if (refuse) {
				response.setStatusCode(HttpStatus.CONFLICT);
			}
			return !refuse;
		}

		@Override
		public void afterHandshake(ServerHttpRequest request, ServerHttpResponse response, WebSocketHandler wsHandler,
				Exception exception) {
		}

	}

}
