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
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.wstunnel.WsConnection;
import io.wstunnel.WsTunnel;
import io.wstunnel.WsTunnelHandshakeInterceptor;
import io.wstunnel.testsupport.Await;
import io.wstunnel.testsupport.ServerKind;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
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
import org.springframework.http.HttpStatus;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.socket.WebSocketHandler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the meters and the log lines of tunnels of the server half.
 */
@OnEachTransport
@Timeout(120)
@ExtendWith(OutputCaptureExtension.class)
class TunnelMonitorTests {

	@Parameter(0)
	private ServerKind kind;

	@Parameter(1)
	private String transport;

	private static @Nullable TunnelServer server;

	@BeforeParameterizedClassInvocation
	static void start(ServerKind kind, String transport) {
		server = TunnelServer.start(kind, Application.class, "wstunnel.server.transport=" + transport,
				"wstunnel.server.max-connections=3");
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		server.close();
	}

	/**
	 * Wait for the ends of what the test before has opened.
	 */
	@BeforeEach
	void awaitEnds() {
		await(() -> assertThat(registry().find("wstunnel.tunnel")
			.tag("tunnel", "echo")
			.timers()
			.stream()
			.mapToLong((timer) -> timer.count())
			.sum()).isEqualTo((long) count("wstunnel.tunnels.opened", "echo")));
	}

	@Test
	void theMetersOfATunnelAreThereBeforeItsFirstConnection() {
		assertThat(registry().get("wstunnel.tunnels.opened").tag("tunnel", "idle").functionCounter().count()).isZero();
		assertThat(registry().get("wstunnel.tunnels.active").tag("tunnel", "idle").gauge().value()).isZero();
	}

	@Test
	void aTunnelIsCountedWhileItLastsAndAfterIt() throws Exception {
		double opened = count("wstunnel.tunnels.opened", "echo");
		double bytes = count("wstunnel.received", "echo");
		double messages = count("wstunnel.messages.received", "echo");
		double bytesSent = count("wstunnel.sent", "echo");
		double messagesSent = count("wstunnel.messages.sent", "echo");
		long ended = ended("echo", "clean");
		try (RawWebSocket socket = RawWebSocket.open(server.getPort(), "/echo")) {
			socket.sendBinary("abc");
			assertThat(socket.receiveBinary()).isEqualTo("abc");
			socket.sendBinary("de");
			assertThat(socket.receiveBinary()).isEqualTo("de");
			await(() -> {
				assertThat(active("echo")).isEqualTo(1);
				assertThat(count("wstunnel.tunnels.opened", "echo") - opened).isEqualTo(1);
				assertThat(count("wstunnel.received", "echo") - bytes).isEqualTo(5);
				assertThat(count("wstunnel.messages.received", "echo") - messages).isEqualTo(2);
				assertThat(count("wstunnel.sent", "echo") - bytesSent).isEqualTo(5);
				assertThat(count("wstunnel.messages.sent", "echo") - messagesSent).isEqualTo(2);
			});
			socket.sendClose(1000);
			assertThat(socket.receiveClose()).isEqualTo(1000);
		}
		await(() -> {
			assertThat(active("echo")).isZero();
			assertThat(count("wstunnel.received", "echo") - bytes).isEqualTo(5);
			assertThat(count("wstunnel.messages.sent", "echo") - messagesSent).isEqualTo(2);
			assertThat(ended("echo", "clean") - ended).isEqualTo(1);
		});
	}

	@Test
	void howATunnelEndedIsTold() throws Exception {
		long lost = ended("echo", "lost");
		try (RawWebSocket socket = RawWebSocket.open(server.getPort(), "/echo")) {
			assertThat(socket.getStatus()).isEqualTo(101);
		}
		await(() -> assertThat(ended("echo", "lost") - lost).isEqualTo(1));
		long cut = ended("echo", "cut");
		try (RawWebSocket socket = RawWebSocket.open(server.getPort(), "/echo")) {
			socket.sendClose(4000);
			assertThat(socket.receiveClose()).isEqualTo(4000);
		}
		await(() -> assertThat(ended("echo", "cut") - cut).isEqualTo(1));
	}

	@Test
	void refusalsAreCountedByTheirReason() throws Exception {
		assertThat(status("/echo", Map.of("Origin", "http://evil.example"))).isEqualTo(403);
		assertThat(status("/number", Map.of())).isEqualTo(400);
		assertThat(status("/number?number=1", Map.of("Sec-WebSocket-Key", "short"))).isEqualTo(400);
		assertThat(status("/echo?credentials=none", Map.of())).isEqualTo(401);
		assertThat(refused("echo", "forbidden")).isEqualTo(1);
		assertThat(refused("number", "bad-request")).isEqualTo(2);
		assertThat(refused("echo", "unauthorized")).isEqualTo(1);
		await(() -> assertThat(active("echo")).isZero());
		try (RawWebSocket first = RawWebSocket.open(server.getPort(), "/echo");
				RawWebSocket second = RawWebSocket.open(server.getPort(), "/echo");
				RawWebSocket third = RawWebSocket.open(server.getPort(), "/echo")) {
			assertThat(List.of(first.getStatus(), second.getStatus(), third.getStatus())).containsOnly(101);
			assertThat(status("/echo", Map.of())).isEqualTo(503);
			assertThat(refused("echo", "limit")).isEqualTo(1);
		}
		await(() -> assertThat(active("echo")).isZero());
		assertThat(registry().find("wstunnel.tunnels.refused").tag("outcome", "opened").functionCounter()).isNull();
	}

	@Test
	void tagsAreThoseOfTheDocumentationOnly() {
		assertThat(registry().getMeters()).filteredOn((meter) -> meter.getId().getName().startsWith("wstunnel."))
			.isNotEmpty()
			.allSatisfy((meter) -> assertThat(meter.getId().getTags()).extracting("key")
				.contains("tunnel", "side")
				.isSubsetOf("tunnel", "side", "outcome", "error"));
	}

	@Test
	void twoLinesWithTheSameIdAreLogged(CapturedOutput output) throws Exception {
		int start = output.length();
		try (RawWebSocket socket = RawWebSocket.open(server.getPort(), "/echo?token=s3cret",
				Map.of("Authorization", "Bearer s3cret"))) {
			for (int i = 0; i < 10; i++) {
				socket.sendBinary("s3cret");
				socket.receiveBinary();
			}
			socket.sendClose(1000);
			socket.receiveClose();
		}
		await(() -> assertThat(output.toString().substring(start)).contains("has ended"));
		await(() -> assertThat(active("echo")).isZero());
		String log = output.toString().substring(start);
		List<String> lines = log.lines().filter((line) -> line.contains("Tunnel 'echo'")).toList();
		assertThat(lines).hasSize(2).allMatch((line) -> line.contains(" INFO "));
		String id = lines.get(0).replaceFirst(".*connection ([\\w-]+) from .*", "$1");
		assertThat(lines.get(0)).contains("is open: connection " + id + " from 127.0.0.1:", " over ");
		assertThat(lines.get(1)).contains("has ended: connection " + id + ", clean (1000) after ",
				" s, 60 bytes received, 60 bytes sent");
		assertThat(log).doesNotContain("s3cret");
	}

	private static int status(String path, Map<String, String> headers) throws IOException {
		try (RawWebSocket socket = RawWebSocket.open(server.getPort(), path, headers)) {
			return socket.getStatus();
		}
	}

	private static MeterRegistry registry() {
		return server.getBean(MeterRegistry.class);
	}

	private static double count(String name, String tunnel) {
		return registry().get(name).tag("tunnel", tunnel).tag("side", "server").functionCounter().count();
	}

	private static double active(String tunnel) {
		return registry().get("wstunnel.tunnels.active").tag("tunnel", tunnel).gauge().value();
	}

	private static double refused(String tunnel, String outcome) {
		return registry().get("wstunnel.tunnels.refused")
			.tag("tunnel", tunnel)
			.tag("side", "server")
			.tag("outcome", outcome)
			.functionCounter()
			.count();
	}

	private static long ended(String tunnel, String outcome) {
		return registry().find("wstunnel.tunnel")
			.tag("tunnel", tunnel)
			.tag("side", "server")
			.tag("outcome", outcome)
			.timers()
			.stream()
			.peek((timer) -> assertThat(timer.totalTime(TimeUnit.NANOSECONDS)).isPositive())
			.mapToLong((timer) -> timer.count())
			.sum();
	}

	private static void await(ThrowingRunnable assertion) {
		Awaitility.await().atMost(Await.LIMIT).untilAsserted(assertion);
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		@Bean
		Tunnels tunnels() {
			return new Tunnels();
		}

		@Bean
		SimpleMeterRegistry meterRegistry() {
			return new SimpleMeterRegistry();
		}

		@Bean
		WsTunnelHandshakeInterceptor gatekeeper() {
			return new Gatekeeper();
		}

	}

	static class Tunnels {

		@WsTunnel("/echo")
		void echo(WsConnection connection) throws IOException {
			connection.getInputStream().transferTo(connection.getOutputStream());
		}

		@WsTunnel("/number")
		void number(@RequestParam int number) {
		}

		@WsTunnel("/idle")
		void idle() {
		}

	}

	static class Gatekeeper implements WsTunnelHandshakeInterceptor {

		@Override
		public boolean beforeHandshake(ServerHttpRequest request, ServerHttpResponse response,
				WebSocketHandler wsHandler, Map<String, Object> attributes) {
			boolean refuse = "credentials=none".equals(request.getURI().getQuery());
			if (refuse) {
				response.setStatusCode(HttpStatus.UNAUTHORIZED);
			}
			return !refuse;
		}

		@Override
		public void afterHandshake(ServerHttpRequest request, ServerHttpResponse response, WebSocketHandler wsHandler,
				@Nullable Exception exception) {
		}

	}

}
