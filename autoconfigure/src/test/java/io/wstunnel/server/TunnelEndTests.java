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
import java.net.URI;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.wstunnel.WsConnection;
import io.wstunnel.WsTunnel;
import io.wstunnel.WsTunnelClient;
import io.wstunnel.WsTunnels;
import io.wstunnel.autoconfigure.WsTunnelsEndpoint;
import io.wstunnel.monitor.TunnelMonitor;
import io.wstunnel.observation.TunnelOutcome;
import io.wstunnel.observation.TunnelSide;
import io.wstunnel.testsupport.Await;
import io.wstunnel.testsupport.ServerKind;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
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
import org.springframework.web.socket.CloseStatus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Tests of how the end of a tunnel is told: by whom, with which status, and why.
 */
@Tag("once")
@OnEachTransport
@Timeout(120)
@ExtendWith(OutputCaptureExtension.class)
class TunnelEndTests {

	private static TunnelServer server;

	@Parameter(0)
	private ServerKind kind;

	@Parameter(1)
	private String transport;

	private int start;

	@BeforeParameterizedClassInvocation
	static void start(ServerKind kind, String transport) {
		server = TunnelServer.start(kind, Application.class, "test.actuator=true",
				"management.endpoints.web.exposure.include=wstunnels", "wstunnel.server.transport=" + transport,
				"wstunnel.close-timeout=400ms", "wstunnel.server.drain-period=0",
				"wstunnel.server.tunnels.idle.idle-timeout=200ms", "wstunnel.server.tunnels.mortal.lifetime=200ms",
				"wstunnel.server.tunnels.hasty.read-timeout=200ms");
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		server.close();
	}

	@BeforeEach
	void mark(CapturedOutput output) {
		this.start = output.length();
	}

	@AfterEach
	void awaitEnd() throws InterruptedException {
		assertThat(server.getBean(OpenTunnels.class).awaitEnd(Await.LIMIT)).isTrue();
	}

	@Test
	void aCloseByTheApplication(CapturedOutput output) throws Exception {
		long before = ended("echo", TunnelOutcome.CUT);
		try (RawWebSocket socket = open("/echo")) {
			server.getBean(WsTunnels.class).closeById(getId(), new CloseStatus(4003, "Out\r\nof order"));
			assertThat(socket.receiveClose()).isEqualTo(4003);
			socket.sendClose(4003);
			assertEnd(output, "echo", "cut (4003 by this end: Out??of order)");
		}
		assertThat(ended("echo", TunnelOutcome.CUT) - before).isEqualTo(1);
		assertThat(counted("echo", "cut")).isEqualTo(ended("echo", TunnelOutcome.CUT));
	}

	@Test
	void aCloseByAnOperator(CapturedOutput output) throws Exception {
		try (RawWebSocket socket = open("/echo")) {
			server.getBean(WsTunnelsEndpoint.class).close(getId());
			assertThat(socket.receiveClose()).isEqualTo(1008);
			assertEnd(output, "echo", "cut (1008 by this end: Closed by an operator)");
		}
	}

	@Test
	void anIdleTimeout(CapturedOutput output) throws Exception {
		try (RawWebSocket socket = open("/idle")) {
			assertThat(socket.receiveClose()).isEqualTo(3008);
			assertEnd(output, "idle", "cut (3008 by this end: The connection was idle for 200ms)");
		}
	}

	@Test
	void aLifetime(CapturedOutput output) throws Exception {
		try (RawWebSocket socket = open("/mortal")) {
			assertThat(socket.receiveClose()).isEqualTo(3008);
			assertEnd(output, "mortal", "cut (3008 by this end: The lifetime of the connection has ended)");
		}
	}

	@Test
	void aReadTimeout(CapturedOutput output) throws Exception {
		try (RawWebSocket socket = open("/hasty")) {
			assertThat(socket.receiveClose()).isEqualTo(3008);
			assertEnd(output, "hasty", "cut (3008 by this end: Read timed out)");
		}
	}

	@Test
	void aHandlerThatHasEnded(CapturedOutput output) throws Exception {
		try (RawWebSocket socket = open("/brief")) {
			assertThat(socket.receiveClose()).isEqualTo(1000);
			socket.sendClose(1000);
			assertEnd(output, "brief", "clean (1000 by this end)");
		}
	}

	@Test
	void aHandlerThatHasFailed(CapturedOutput output) throws Exception {
		try (RawWebSocket socket = open("/failing")) {
			assertThat(socket.receiveClose()).isEqualTo(1011);
			assertEnd(output, "failing", "cut (1011 by this end)");
		}
	}

	@Test
	void anAbort(CapturedOutput output) throws Exception {
		try (RawWebSocket socket = open("/aborting")) {
			assertThat(socket.getStatus()).isEqualTo(101);
			assertEnd(output, "aborting", "lost (1006 by this end: Aborted)");
		}
	}

	@Test
	void aCloseByThePeer(CapturedOutput output) throws Exception {
		try (RawWebSocket socket = open("/echo")) {
			socket.send(0x8, new byte[] { 0x0F, (byte) 0xA0, 's', '3', 'c', 'r', 'e', 't' });
			assertThat(socket.receiveClose()).isEqualTo(4000);
			assertEnd(output, "echo", "cut (4000)");
		}
		assertThat(output.toString().substring(this.start)).doesNotContain("s3cret");
	}

	@Test
	void theLossOfThePeer(CapturedOutput output) throws Exception {
		long before = ended("echo", TunnelOutcome.LOST);
		try (RawWebSocket socket = open("/echo")) {
			socket.sendBinary("x");
			assertThat(socket.receiveBinary()).isEqualTo("x");
		}
		String line = awaitEnd(output, "echo");
		assertThat(line).contains(", lost (1006: The ").doesNotContain("by this end");
		assertThat(ended("echo", TunnelOutcome.LOST) - before).isEqualTo(1);
		assertThat(counted("echo", "lost")).isEqualTo(ended("echo", TunnelOutcome.LOST));
	}

	@Test
	void aPeerThatBreaksTheProtocol(CapturedOutput output) throws Exception {
		try (RawWebSocket socket = open("/echo")) {
			socket.send(0x1, "text".getBytes());
			assertThat(socket.receiveClose()).isEqualTo(1003);
			assertThat(awaitEnd(output, "echo")).contains(", cut (1003 by this end: ");
		}
	}

	@Test
	void aCleanCloseThatIsNotAnswered(CapturedOutput output) throws Exception {
		try (RawWebSocket socket = open("/brief")) {
			assertThat(socket.receiveClose()).isEqualTo(1000);
			assertEnd(output, "brief", "lost (1006: Closed by this end with 1000, which was not answered)");
		}
	}

	/**
	 * The server's own WebSocket does not tell how its close was answered.
	 */
	@Test
	void aCleanCloseThatAFailureAnswers(CapturedOutput output) throws Exception {
		assumeThat(this.transport).isNotEqualTo("session");
		try (RawWebSocket socket = open("/brief")) {
			assertThat(socket.receiveClose()).isEqualTo(1000);
			socket.sendClose(4001);
			assertEnd(output, "brief", "cut (4001)");
		}
	}

	@Test
	void bothEndsAgreeOnWhatTheServerHasDone(CapturedOutput output) throws Exception {
		WsTunnelClient client = server.getBean(WsTunnelClient.class);
		try (WsConnection connection = client.connect(URI.create("ws://localhost:" + server.getPort() + "/echo"))) {
			server.getBean(WsTunnels.class).closeById(getId(), new CloseStatus(3000, "Enough"));
			assertThat(Await.value(connection.closed()).getCode()).isEqualTo(3000);
		}
		assertEnd(output, "echo", "cut (3000 by this end: Enough)");
		Awaitility.await()
			.atMost(Await.LIMIT)
			.until(() -> output.toString().substring(this.start).contains("A tunnel without a name has ended: "));
		assertThat(output.toString().substring(this.start).lines())
			.filteredOn((line) -> line.contains("A tunnel without a name has ended: "))
			.singleElement()
			.asString()
			.contains(", cut (3000) after ");
	}

	private static String getId() {
		return Awaitility.await()
			.atMost(Await.LIMIT)
			.until(() -> server.getBean(OpenTunnels.class).getAll(), (open) -> open.size() == 1)
			.get(0)
			.getConnection()
			.getId();
	}

	private void assertEnd(CapturedOutput output, String tunnel, String end) {
		assertThat(awaitEnd(output, tunnel)).contains(", " + end + " after ");
	}

	private String awaitEnd(CapturedOutput output, String tunnel) {
		return Awaitility.await()
			.atMost(Await.LIMIT)
			.until(() -> output.toString()
				.substring(this.start)
				.lines()
				.filter((line) -> line.contains("Tunnel '" + tunnel + "' has ended: "))
				.findFirst(), (found) -> found.isPresent())
			.orElseThrow();
	}

	private static long ended(String tunnel, TunnelOutcome outcome) {
		return server.getBean(TunnelMonitor.class)
			.getTotals(TunnelSide.SERVER, tunnel)
			.getEnded()
			.getOrDefault(outcome, 0L);
	}

	private static long counted(String tunnel, String outcome) {
		return Awaitility.await()
			.atMost(Await.LIMIT)
			.ignoreExceptions()
			.until(() -> server.getBean(MeterRegistry.class)
				.get("wstunnel.tunnel")
				.tags("tunnel", tunnel, "side", "server", "outcome", outcome)
				.timer(), (timer) -> timer.totalTime(TimeUnit.NANOSECONDS) > 0)
			.count();
	}

	private static RawWebSocket open(String path) throws IOException {
		return RawWebSocket.open(server.getPort(), path, Map.of());
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

	}

	static class Tunnels {

		@WsTunnel("/echo")
		void echo(WsConnection connection) throws IOException {
			connection.getInputStream().transferTo(connection.getOutputStream());
		}

		@WsTunnel("/idle")
		void idle(WsConnection connection) throws IOException {
			connection.getInputStream().readAllBytes();
		}

		@WsTunnel("/mortal")
		void mortal(WsConnection connection) throws IOException {
			connection.getInputStream().readAllBytes();
		}

		@WsTunnel("/hasty")
		void hasty(WsConnection connection) throws IOException {
			connection.getInputStream().readAllBytes();
		}

		@WsTunnel("/brief")
		void brief(WsConnection connection) {
		}

		@WsTunnel("/failing")
		void failing() {
			throw new IllegalStateException("This failure is part of a test");
		}

		@WsTunnel("/aborting")
		void aborting(WsConnection connection) {
			connection.abort();
		}

	}

}
