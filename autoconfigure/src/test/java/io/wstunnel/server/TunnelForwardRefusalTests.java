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
import java.net.Socket;
import java.util.List;
import java.util.Map;

import io.wstunnel.WsTunnels;
import io.wstunnel.monitor.TunnelMonitor;
import io.wstunnel.monitor.TunnelTotals;
import io.wstunnel.observation.HandshakeOutcome;
import io.wstunnel.observation.TunnelSide;
import io.wstunnel.testsupport.Await;
import io.wstunnel.testsupport.ServerKind;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of handshakes whose target is not connected to: what their peer is told, and what
 * the log.
 */
@OnEachServer
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class TunnelForwardRefusalTests {

	private static ForwardTargets targets;

	private static TunnelServer server;

	@Parameter
	private ServerKind kind;

	@BeforeAll
	static void openTargets() throws IOException {
		targets = new ForwardTargets();
	}

	@AfterAll
	static void closeTargets() throws IOException {
		targets.close();
	}

	@BeforeParameterizedClassInvocation
	static void startServer(ServerKind kind) {
		String tunnels = "wstunnel.server.tunnels.";
		server = TunnelServer.start(kind, Application.class, tunnels + "dead.path=/dead",
				tunnels + "dead.target=127.0.0.1:" + targets.getClosedPort(), tunnels + "slow.path=/slow",
				tunnels + "slow.target=127.0.0.1:" + targets.getSilentPort(), tunnels + "any.path=/any/{host}/{port}",
				tunnels + "any.target={host}:{port}", tunnels + "any.allowed-targets.hosts=localhost,127.0.0.1",
				tunnels + "any.allowed-targets.addresses=127.0.0.1",
				tunnels + "any.allowed-targets.ports=" + targets.getPort(), tunnels + "open.path=/open/{host}",
				tunnels + "open.target={host}:" + targets.getPort(), tunnels + "open.allowed-targets.hosts=*",
				tunnels + "forged.path=/forged/{host}", tunnels + "forged.target={host}:" + targets.getPort(),
				tunnels + "forged.allowed-targets.hosts=db.internal", tunnels + "flooded.path=/flooded/{port}",
				tunnels + "flooded.target=127.0.0.1:{port}",
				tunnels + "flooded.allowed-targets.ports=" + targets.getClosedPort(),
				"wstunnel.server.target-connect-timeout=300ms", "wstunnel.server.drain-period=100ms",
				"wstunnel.close-timeout=2s");
	}

	@AfterParameterizedClassInvocation
	static void stopServer() {
		server.close();
	}

	@Test
	void aTargetThatRefusesIs502() throws Exception {
		try (RawWebSocket socket = open("/dead")) {
			assertThat(socket.getStatus()).isEqualTo(502);
			assertBody(socket, "cannot be reached");
		}
	}

	@Test
	void aTargetThatDoesNotAnswerIs504() throws Exception {
		try (RawWebSocket socket = open("/slow")) {
			assertThat(socket.getStatus()).isEqualTo(504);
			assertBody(socket, "did not answer");
		}
	}

	@Test
	void aTargetOfThePathIsConnectedToIfItIsAllowed() throws Exception {
		try (RawWebSocket socket = open("/any/127.0.0.1/" + targets.getPort()); Socket accepted = targets.accept()) {
			assertThat(socket.getStatus()).isEqualTo(101);
			assertThat(accepted.isConnected()).isTrue();
		}
		awaitNoTunnels();
		assertThat(status("/any/127.0.0.1/" + targets.getClosedPort())).isEqualTo(403);
		assertThat(status("/any/127.0.0.2/" + targets.getPort())).isEqualTo(403);
		assertThat(status("/any/example.org/" + targets.getPort())).isEqualTo(403);
	}

	@Test
	void addressesOfThisMachineAndOfMetadataAreRefusedUnlessListed() throws Exception {
		for (String host : List.of("127.0.0.1", "localhost", "0.0.0.0", "169.254.169.254", "2130706433", "::1",
				"::ffff:127.0.0.1", "fd00:ec2::254")) {
			assertThat(status("/open/" + host)).as(host).isEqualTo(403);
		}
	}

	@Test
	void aPathBreaksNoLineOfTheLog(CapturedOutput output) throws Exception {
		assertThat(status("/forged/a%0D%0AFORGED")).isIn(400, 403);
		assertThat(status("/forged/a%2F..%2FFORGED")).isIn(400, 403);
		assertThat(output.toString().lines()).noneMatch((line) -> line.startsWith("FORGED"));
	}

	@Test
	void aPageOfAnotherOriginReachesNoTarget() throws Exception {
		try (RawWebSocket socket = RawWebSocket.open(server.getPort(), "/dead",
				Map.of("Origin", "https://evil.example"))) {
			assertThat(socket.getStatus()).isEqualTo(403);
		}
	}

	@Test
	void aFloodOfHandshakesToADeadTargetIsToldOnceForEachStatus(CapturedOutput output) throws Exception {
		for (int i = 0; i < 20; i++) {
			assertThat(status("/flooded/" + targets.getClosedPort())).isEqualTo(502);
			assertThat(status("/flooded/" + (i + 1))).isEqualTo(403);
		}
		assertThat(warnings(output)).satisfiesExactlyInAnyOrder(
				(line) -> assertThat(line).contains("Handshake of /flooded/" + targets.getClosedPort()
						+ " is refused with 502: Target 127.0.0.1:" + targets.getClosedPort()),
				(line) -> assertThat(line).contains("Handshake of /flooded/1 is refused with 403: The port of "));
		TunnelTotals totals = server.getBean(TunnelMonitor.class).getTotals(TunnelSide.SERVER, "flooded");
		Map<HandshakeOutcome, Long> refused = Map.of(HandshakeOutcome.TARGET, 20L, HandshakeOutcome.FORBIDDEN, 20L);
		Awaitility.await().atMost(Await.LIMIT).until(totals::getRefused, refused::equals);
	}

	/**
	 * Return what is told whatever is logged at DEBUG, which another test may have
	 * switched on.
	 */
	private static List<String> warnings(CapturedOutput output) {
		return output.toString()
			.lines()
			.filter((line) -> line.contains(" WARN ") && line.contains("Handshake of /flooded/"))
			.toList();
	}

	private static void assertBody(RawWebSocket socket, String text) throws IOException {
		int length = Integer.parseInt(String.valueOf(socket.getHeader("Content-Length")));
		assertThat(socket.getSocket().getInputStream().readNBytes(length)).asString()
			.contains(text)
			.doesNotContain("127.0.0.1");
	}

	private static int status(String path) throws IOException {
		try (RawWebSocket socket = open(path)) {
			return socket.getStatus();
		}
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

	}

}
