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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.wstunnel.MessageType;
import io.wstunnel.WsConnection;
import io.wstunnel.WsTunnel;
import io.wstunnel.WsTunnels;
import io.wstunnel.testsupport.Payloads;
import io.wstunnel.testsupport.ServerKind;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.socket.CloseStatus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests of tunnels over sessions of the server's own WebSocket.
 */
@Tag("once")
@OnEachServer
@Timeout(120)
@ExtendWith(OutputCaptureExtension.class)
class TunnelSessionTests {

	private static final String SESSION = "wstunnel.server.transport=session";

	@Parameter
	private ServerKind kind;

	@Test
	void theLimitHoldsAndPlacesBecomeFree() throws Exception {
		try (TunnelServer server = start("wstunnel.server.max-connections=1")) {
			try (RawWebSocket first = RawWebSocket.open(server.getPort(), "/echo")) {
				assertThat(first.getStatus()).isEqualTo(101);
				assertThat(status(server)).isEqualTo(503);
				first.sendBinary("x");
				assertThat(first.receiveBinary()).isEqualTo("x");
				assertThat(server.getBean(WsTunnels.class).getAll()).hasSize(1);
				first.sendClose(1000);
				assertThat(first.receiveClose()).isEqualTo(1000);
			}
			Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> status(server) == 101);
		}
	}

	@Test
	void aTunnelThatOpensTooLateGetsNoPlace() throws Exception {
		OpenTunnels tunnels = new OpenTunnels(new TunnelLimits(1, null, null));
		Claim claim = new Claim("id", null, null, null);
		Place late = tunnels.takePlace(claim);
		assertThatExceptionOfType(TunnelRefusedException.class).isThrownBy(() -> tunnels.takePlace(claim));
		late.freeUnlessOpened();
		Place next = tunnels.takePlace(claim);
		assertThatIllegalStateException().isThrownBy(late::open);
		next.open();
		next.freeUnlessOpened();
		assertThatExceptionOfType(TunnelRefusedException.class).isThrownBy(() -> tunnels.takePlace(claim));
	}

	@Test
	void tunnelsAreClosedWithServiceRestartWhenTheApplicationStops() throws Exception {
		TunnelServer server = start("wstunnel.server.drain-period=100ms");
		try (RawWebSocket socket = RawWebSocket.open(server.getPort(), "/echo")) {
			Thread closing = new Thread(server::close);
			closing.start();
			assertThat(socket.receiveClose()).isEqualTo(1012);
			socket.sendClose(1012);
			assertThat(socket.readToEnd()).isEmpty();
			closing.join();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "permessage-deflate", "permessage-deflate; client_max_window_bits, x" })
	void textSubprotocolsAndArgumentsWorkAndNoExtensionIsNegotiated(String extensions) throws Exception {
		try (TunnelServer server = start();
				RawWebSocket socket = RawWebSocket.open(server.getPort(), "/text/here",
						Map.of("Sec-WebSocket-Protocol", "other, Chat", "Sec-WebSocket-Extensions", extensions))) {
			assertThat(socket.getHeader("Sec-WebSocket-Protocol")).isEqualTo("Chat");
			assertThat(socket.getHeader("Sec-WebSocket-Extensions")).isNull();
			socket.send(0x1, "h\u00e9".getBytes(StandardCharsets.UTF_8));
			assertThat(new String(socket.receive(0x1), StandardCharsets.UTF_8)).isEqualTo("here");
			assertThat(new String(socket.receive(0x1), StandardCharsets.UTF_8)).isEqualTo("h\u00e9");
		}
	}

	@Test
	void everyStatusIsSentAsItIsButOne() throws Exception {
		try (TunnelServer server = start()) {
			for (int code : new int[] { 1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000,
					4999 }) {
				try (RawWebSocket socket = RawWebSocket.open(server.getPort(), "/close/" + code)) {
					assertThat(socket.receiveClose()).isEqualTo((code != 1014) ? code : 1011);
				}
			}
		}
	}

	@Test
	void aStatusUnknownToTheContainerReleasesTheReaderToo() throws Exception {
		try (TunnelServer server = start(); RawWebSocket socket = RawWebSocket.open(server.getPort(), "/echo")) {
			socket.sendBinary("x");
			assertThat(socket.receiveBinary()).isEqualTo("x");
			socket.sendClose(1014);
			Awaitility.await()
				.atMost(Duration.ofSeconds(10))
				.until(() -> server.getBean(WsTunnels.class).getAll().isEmpty());
		}
	}

	@ParameterizedTest
	@CsvSource({ "session, Tunnels use the sessions of the server's WebSocket",
			"auto, Tunnels take the connections of" })
	void theChoiceIsLoggedOnce(String transport, String message, CapturedOutput output) throws Exception {
		try (TunnelServer server = TunnelServer.start(this.kind, Application.class,
				"wstunnel.server.transport=" + transport)) {
			for (int i = 0; i < 2; i++) {
				assertThat(status(server)).isEqualTo(101);
			}
		}
		assertThat(output).containsOnlyOnce(message);
	}

	@Test
	void aReaderThatStopsHaltsThePeerAndLosesNothing() throws Exception {
		byte[] block = Payloads.bytes(1 << 20);
		try (TunnelServer server = start(); RawWebSocket socket = RawWebSocket.open(server.getPort(), "/count")) {
			Application.Tunnels tunnels = server.getBean(Application.Tunnels.class);
			Thread peer = new Thread(() -> {
				try {
					for (int i = 0; i < 64; i++) {
						socket.send(0x2, block);
					}
					socket.sendClose(1000);
				}
				catch (IOException ex) {
					throw new IllegalStateException(ex);
				}
			});
			peer.start();
			Awaitility.await()
				.during(Duration.ofMillis(500))
				.atMost(Duration.ofSeconds(10))
				.until(() -> received(server) > 0 && received(server) <= 64 * 1024);
			assertThat(peer.isAlive()).isTrue();
			tunnels.read.countDown();
			peer.join();
			Awaitility.await().until(() -> tunnels.count == 64L << 20);
		}
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void connectionsThatNobodyReadsHinderNobodyWhereTheServersThreadsAreVirtual() throws Exception {
		List<RawWebSocket> unread = new ArrayList<>();
		// Jetty's own selector is among the tasks that server.jetty.threads.max limits
		try (TunnelServer server = start("spring.threads.virtual.enabled=true", "server.tomcat.threads.max=4");
				RawWebSocket socket = RawWebSocket.open(server.getPort(), "/echo")) {
			for (int i = 0; i < 20; i++) {
				unread.add(RawWebSocket.open(server.getPort(), "/unread"));
				unread.get(i).send(0x2, Payloads.bytes(200_000));
			}
			socket.sendBinary("on");
			assertThat(socket.receiveBinary()).isEqualTo("on");
			assertThat(status(server)).isEqualTo(101);
		}
		finally {
			for (RawWebSocket socket : unread) {
				socket.close();
			}
		}
	}

	private TunnelServer start(String... properties) {
		return TunnelServer.start(this.kind, Application.class,
				Stream.concat(Stream.of(SESSION), Stream.of(properties)).toArray(String[]::new));
	}

	private static long received(TunnelServer server) {
		return server.getBean(WsTunnels.class).getAll().stream().mapToLong((tunnel) -> tunnel.getBytesReceived()).sum();
	}

	private static int status(TunnelServer server) throws IOException {
		try (RawWebSocket socket = RawWebSocket.open(server.getPort(), "/echo")) {
			return socket.getStatus();
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		@Bean
		Tunnels tunnels() {
			return new Tunnels();
		}

		static class Tunnels {

			private final CountDownLatch read = new CountDownLatch(1);

			private volatile long count;

			@WsTunnel("/echo")
			void echo(WsConnection connection) throws IOException {
				connection.getInputStream().transferTo(connection.getOutputStream());
			}

			@WsTunnel("/unread")
			void unread(WsConnection connection) throws Exception {
				connection.closed().toCompletableFuture().get();
			}

			@WsTunnel("/close/{code}")
			void close(WsConnection connection, @PathVariable int code) throws IOException {
				connection.close(new CloseStatus(code, "said"));
			}

			@WsTunnel("/count")
			void count(WsConnection connection) throws Exception {
				this.read.await(20, TimeUnit.SECONDS);
				byte[] buffer = new byte[10_000];
				for (int n = connection.getInputStream().read(buffer); n >= 0; n = connection.getInputStream()
					.read(buffer)) {
					this.count += n;
				}
			}

			@WsTunnel(path = "/text/{place}", subprotocols = "chat", messageType = MessageType.TEXT)
			void text(WsConnection connection, @PathVariable String place) throws IOException {
				connection.getOutputStream().write(place.getBytes(StandardCharsets.UTF_8));
				connection.getInputStream().transferTo(connection.getOutputStream());
			}

		}

	}

}
