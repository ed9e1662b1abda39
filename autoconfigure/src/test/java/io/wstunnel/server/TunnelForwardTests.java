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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;

import javax.net.SocketFactory;

import io.wstunnel.WsTunnels;
import io.wstunnel.client.DefaultWsTunnelClient;
import io.wstunnel.forward.TunnelListener;
import io.wstunnel.testsupport.Await;
import io.wstunnel.testsupport.RawPeer;
import io.wstunnel.testsupport.ServerKind;
import jakarta.servlet.Filter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.socket.CloseStatus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Tests of tunnels that lead to a target, and of what becomes of both ends.
 */
@OnEachTransport
@Timeout(120)
class TunnelForwardTests {

	private static ForwardTargets targets;

	private static volatile CountDownLatch left;

	private static TunnelServer server;

	@Parameter(0)
	private ServerKind kind;

	@Parameter(1)
	private String transport;

	@BeforeAll
	static void openTargets() throws IOException {
		targets = new ForwardTargets();
	}

	@AfterAll
	static void closeTargets() throws IOException {
		targets.close();
	}

	@BeforeParameterizedClassInvocation
	static void startServer(ServerKind kind, String transport) {
		server = TunnelServer.start(kind, Application.class, "wstunnel.server.tunnels.fixed.path=/fixed",
				"wstunnel.server.tunnels.fixed.target=127.0.0.1:" + targets.getPort(),
				"wstunnel.server.tunnels.dead.path=/dead",
				"wstunnel.server.tunnels.dead.target=127.0.0.1:" + targets.getClosedPort(),
				"wstunnel.server.transport=" + transport, "wstunnel.server.drain-period=100ms",
				"wstunnel.close-timeout=2s");
	}

	@AfterParameterizedClassInvocation
	static void stopServer() {
		server.close();
	}

	@Test
	void bytesGoBothWaysUntilTheTargetEnds() throws Exception {
		try (RawWebSocket socket = open("/fixed"); Socket accepted = targets.accept()) {
			assertThat(socket.getStatus()).isEqualTo(101);
			accepted.getOutputStream().write("banner".getBytes(StandardCharsets.UTF_8));
			assertThat(socket.receiveBinary()).isEqualTo("banner");
			socket.sendBinary("hello");
			assertThat(accepted.getInputStream().readNBytes(5)).asString().isEqualTo("hello");
			accepted.getOutputStream().write("bye".getBytes(StandardCharsets.UTF_8));
			accepted.shutdownOutput();
			assertThat(socket.receiveBinary()).isEqualTo("bye");
			assertThat(socket.receiveClose()).isEqualTo(CloseStatus.NORMAL.getCode());
		}
		awaitNoTunnels();
	}

	@Test
	void aTargetThatRefusesIsNoTunnel() throws Exception {
		try (RawWebSocket socket = open("/dead")) {
			assertThat(socket.getStatus()).isEqualTo(502);
		}
	}

	@Test
	void anOrderlyCloseEndsTheTargetsStream() throws Exception {
		try (RawWebSocket socket = open("/fixed"); Socket accepted = targets.accept()) {
			socket.sendBinary("hello");
			socket.sendClose(1000);
			assertThat(accepted.getInputStream().readAllBytes()).asString().isEqualTo("hello");
			assertThat(socket.receiveClose()).isEqualTo(1000);
		}
		awaitNoTunnels();
	}

	/**
	 * The tunnel ends within the container's call that opens it.
	 */
	@Test
	void aPeerThatSendsAllAndItsCloseWithTheRequestIsServedAndSoIsTheNext() throws Exception {
		ByteArrayOutputStream behind = new ByteArrayOutputStream();
		behind.write(RawWebSocket.frame(0x2, "hello".getBytes(StandardCharsets.UTF_8)));
		behind.write(RawWebSocket.frame(0x8, new byte[] { 3, (byte) 0xE8 }));
		for (int i = 0; i < 20; i++) {
			try (RawWebSocket socket = RawWebSocket.open(SocketFactory.getDefault(), server.getPort(), "/fixed",
					Map.of(), behind.toByteArray()); Socket accepted = targets.accept()) {
				assertThat(socket.getStatus()).isEqualTo(101);
				assertThat(accepted.getInputStream().readAllBytes()).asString().isEqualTo("hello");
				assertThat(socket.receiveClose()).isEqualTo(1000);
			}
		}
		awaitNoTunnels();
	}

	@Test
	void aCutResetsTheTarget() throws Exception {
		try (RawWebSocket socket = open("/fixed"); Socket accepted = targets.accept()) {
			socket.getSocket().close();
			assertThatExceptionOfType(SocketException.class).isThrownBy(() -> accepted.getInputStream().readAllBytes());
		}
		awaitNoTunnels();
	}

	@Test
	void aResetOfTheTargetClosesWith1011() throws Exception {
		try (RawWebSocket socket = open("/fixed"); Socket accepted = targets.accept()) {
			reset(accepted);
			assertThat(socket.receiveClose()).isEqualTo(1011);
		}
		awaitNoTunnels();
	}

	@Test
	void aHandshakeThatFailsClosesTheTarget() throws Exception {
		assumeThat(this.transport).as("Transport that knows at once").isEqualTo("auto");
		try {
			open("/fixed?fail").close();
		}
		catch (IOException ex) {
			// Cut within the response
		}
		try (Socket accepted = targets.accept()) {
			assertEnds(accepted);
		}
		awaitNoTunnels();
	}

	@Test
	void aPeerThatIsGoneBeforeItsAnswerLeavesNothing() throws Exception {
		left = new CountDownLatch(1);
		try (Socket socket = new Socket("localhost", server.getPort())) {
			socket.getOutputStream().write(RawPeer.request(server.getPort(), "/fixed?late"));
			try (Socket accepted = targets.accept()) {
				reset(socket);
				left.countDown();
				assertEnds(accepted);
			}
		}
		awaitNoTunnels();
	}

	@Test
	void endsAndCutsCrossTheRelaysOfBothEnds() throws Exception {
		URI uri = URI.create("ws://localhost:" + server.getPort() + "/fixed");
		try (DefaultWsTunnelClient client = DefaultWsTunnelClient.create()) {
			TunnelListener listener = new TunnelListener("db",
					new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 10, () -> client.connect(uri),
					ForkJoinPool.commonPool());
			int port = listener.start();
			try {
				assertEndsAndCutsCross(port);
			}
			finally {
				listener.stop();
			}
		}
		awaitNoTunnels();
	}

	private static void assertEndsAndCutsCross(int port) throws IOException {
		byte[] hello = "hello".getBytes(StandardCharsets.UTF_8);
		try (Socket local = connect(port); Socket accepted = targets.accept()) {
			local.getOutputStream().write(hello);
			local.shutdownOutput();
			assertThat(accepted.getInputStream().readAllBytes()).isEqualTo(hello);
		}
		try (Socket local = connect(port); Socket accepted = targets.accept()) {
			accepted.getOutputStream().write(hello);
			accepted.shutdownOutput();
			assertThat(local.getInputStream().readAllBytes()).isEqualTo(hello);
		}
		try (Socket local = connect(port); Socket accepted = targets.accept()) {
			reset(local);
			assertThatExceptionOfType(SocketException.class).isThrownBy(() -> accepted.getInputStream().read());
		}
		try (Socket local = connect(port); Socket accepted = targets.accept()) {
			reset(accepted);
			assertThatExceptionOfType(SocketException.class).isThrownBy(() -> local.getInputStream().read());
		}
	}

	private static Socket connect(int port) throws IOException {
		Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), port);
		socket.setSoTimeout((int) Await.LIMIT.toMillis());
		return socket;
	}

	private static void assertEnds(Socket accepted) throws IOException {
		try {
			assertThat(accepted.getInputStream().read()).isEqualTo(-1);
		}
		catch (SocketException ex) {
			assertThat(ex).hasMessageContaining("reset");
		}
	}

	private static void reset(Socket socket) throws IOException {
		socket.setSoLinger(true, 0);
		socket.close();
	}

	private static RawWebSocket open(String path) throws IOException {
		return RawWebSocket.open(server.getPort(), path);
	}

	private static void awaitNoTunnels() throws InterruptedException {
		assertThat(server.getBean(OpenTunnels.class).awaitEnd(Await.LIMIT)).isTrue();
		assertThat(server.getBean(WsTunnels.class).getAll()).isEmpty();
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		@Bean
		Filter failingFilter() {
			return (request, response, chain) -> {
				chain.doFilter(request, response);
				if (request.getParameter("late") != null) {
					Await.latch(left);
				}
				if (request.getParameter("fail") != null) {
					throw new IllegalStateException("This failure is part of a test");
				}
			};
		}

	}

}
