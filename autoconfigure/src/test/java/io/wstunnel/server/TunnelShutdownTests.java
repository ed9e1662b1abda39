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
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;

import io.wstunnel.WsClosedException;
import io.wstunnel.WsConnection;
import io.wstunnel.WsConnectionSettings;
import io.wstunnel.WsTunnel;
import io.wstunnel.WsTunnelClient;
import io.wstunnel.WsTunnelRefusedEvent;
import io.wstunnel.WsTunnelRefusedEvent.Reason;
import io.wstunnel.monitor.TunnelMonitor;
import io.wstunnel.observation.HandshakeOutcome;
import io.wstunnel.observation.TunnelSide;
import io.wstunnel.testsupport.Await;
import io.wstunnel.testsupport.ServerKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests of the end of an application with open tunnels.
 */
@OnEachServer
@Timeout(120)
@ExtendWith(OutputCaptureExtension.class)
class TunnelShutdownTests {

	@Parameter
	private ServerKind kind;

	@Test
	void handlersMayFinishWithinTheDrainPeriodAndHandshakesAreRefused() throws Exception {
		TunnelServer server = TunnelServer.start(this.kind, Application.class, "wstunnel.server.drain-period=20s");
		try (RawWebSocket socket = RawWebSocket.open(server.getPort(), "/echo")) {
			Thread closing = close(server);
			int status = 101;
			while (status == 101) {
				try (RawWebSocket refused = RawWebSocket.open(server.getPort(), "/echo")) {
					status = refused.getStatus();
					if (status == 503) {
						assertThat(refused.getHeader("Retry-After")).isEqualTo("21");
						assertThat(refused.receiveBody()).isEqualTo("The server stops: try again later.\n");
					}
				}
			}
			assertThat(status).isEqualTo(503);
			assertThat(server.getBean(ApplicationAvailability.class).getReadinessState())
				.isEqualTo(ReadinessState.REFUSING_TRAFFIC);
			assertThat(server.getBean(Tunnels.class).refused).containsExactly(Reason.STOPPING);
			assertThat(server.getBean(TunnelMonitor.class).getTotals(TunnelSide.SERVER, "echo").getRefused())
				.containsOnly(Map.entry(HandshakeOutcome.STOPPING, 1L));
			socket.sendBinary("still here");
			assertThat(socket.receiveBinary()).isEqualTo("still here");
			socket.sendClose(1000);
			assertThat(socket.receiveClose()).isEqualTo(1000);
			closing.join();
		}
	}

	@Test
	void tunnelsThatDoNotEndAreClosedWithServiceRestart(CapturedOutput output) throws Exception {
		TunnelServer server = TunnelServer.start(this.kind, Application.class, "wstunnel.server.drain-period=100ms");
		try (RawWebSocket first = RawWebSocket.open(server.getPort(), "/echo");
				RawWebSocket second = RawWebSocket.open(server.getPort(), "/echo")) {
			Thread closing = close(server);
			assertThat(first.receiveClose()).isEqualTo(1012);
			assertThat(second.receiveClose()).isEqualTo(1012);
			first.sendClose(1012);
			second.sendClose(1012);
			assertThat(first.readToEnd()).isEmpty();
			closing.join();
		}
		assertThat(output.toString().lines()).filteredOn((line) -> line.contains("Tunnel 'echo' has ended: "))
			.hasSize(2)
			.allMatch((line) -> line.contains(", cut (1012 by this end) after "));
	}

	@Test
	void whatIsLeftIsAbortedAndInterrupted() throws Exception {
		TunnelServer server = TunnelServer.start(this.kind, Application.class, "wstunnel.server.drain-period=0",
				"wstunnel.close-timeout=200ms");
		Tunnels tunnels = server.getBean(Tunnels.class);
		try (RawWebSocket socket = RawWebSocket.open(server.getPort(), "/stubborn")) {
			Await.latch(tunnels.running);
			close(server).join();
			Await.latch(tunnels.interrupted);
			assertThat(socket.receiveClose()).isEqualTo(1012);
			assertThat(socket.readToEnd()).isEmpty();
		}
	}

	@Test
	void anApplicationWithoutTunnelsStopsAtOnce() {
		TunnelServer server = TunnelServer.start(this.kind, Application.class, "wstunnel.server.drain-period=40s");
		long start = System.nanoTime();
		server.close();
		assertThat(System.nanoTime() - start).isLessThan(Await.LIMIT.toNanos());
	}

	@Test
	void theApplicationsOwnClientServesUntilTheBeansAreDestroyed() throws Exception {
		try (TunnelServer other = TunnelServer.start(this.kind, Application.class,
				"wstunnel.server.drain-period=1ms")) {
			TunnelServer server = TunnelServer.start(this.kind, LateApplication.class);
			LateClient late = server.getBean(LateClient.class);
			late.uri = URI.create("ws://localhost:" + other.getPort() + "/echo");
			WsConnection connection = server.getBean(WsTunnelClient.class).connect(late.uri);
			server.close();
			assertThat(late.received).isEqualTo(42);
			assertThat(connection.isOpen()).isFalse();
		}
	}

	@Test
	void tunnelsOfTheApplicationsOwnClientAreCutLikeOthers() throws Exception {
		TunnelServer server = TunnelServer.start(this.kind, Application.class, "wstunnel.server.drain-period=100ms",
				"wstunnel.close-timeout=1s");
		WsConnection connection = server.getBean(WsTunnelClient.class)
			.connect(URI.create("ws://localhost:" + server.getPort() + "/echo"));
		connection.write(ByteBuffer.wrap(new byte[1]));
		assertThat(connection.read(ByteBuffer.allocate(1))).isEqualTo(1);
		server.close();
		assertThatExceptionOfType(WsClosedException.class).isThrownBy(() -> connection.read(ByteBuffer.allocate(1)))
			.satisfies((ex) -> assertThat(ex.getStatus().getCode()).isEqualTo(1012));
	}

	@Test
	void anApplicationThatStartsAgainAcceptsHandshakes() throws Exception {
		OpenTunnels tunnels = new OpenTunnels(TunnelLimits.NONE);
		TunnelServerLifecycle lifecycle = new TunnelServerLifecycle(tunnels,
				new ServerSettings(WsConnectionSettings.defaults(), Map.of(), List.of(), List.of(), TunnelLimits.NONE,
						Duration.ZERO, ServerTransport.AUTO));
		lifecycle.start();
		assertThat(lifecycle.isRunning()).isTrue();
		Claim claim = new Claim("id", null, null, null);
		Place place = tunnels.takePlace(claim);
		place.free();
		place.free();
		CountDownLatch stopped = new CountDownLatch(1);
		lifecycle.stop(stopped::countDown);
		Await.latch(stopped);
		assertThat(lifecycle.isRunning()).isFalse();
		assertThatExceptionOfType(TunnelRefusedException.class).isThrownBy(() -> tunnels.takePlace(claim))
			.satisfies((ex) -> assertThat(ex.getReason()).isEqualTo(Reason.STOPPING));
		lifecycle.start();
		assertThatNoException().isThrownBy(() -> tunnels.takePlace(claim));
	}

	private static Thread close(TunnelServer server) {
		Thread closing = new Thread(server::close);
		closing.start();
		return closing;
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		@Bean
		Tunnels tunnels() {
			return new Tunnels();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LateApplication {

		@Bean
		LateClient lateClient(WsTunnelClient client) {
			return new LateClient(client);
		}

	}

	static class LateClient implements DisposableBean {

		private final WsTunnelClient client;

		private URI uri = URI.create("ws://localhost/");

		private int received;

		LateClient(WsTunnelClient client) {
			this.client = client;
		}

		@Override
		public void destroy() throws IOException {
			try (WsConnection connection = this.client.connect(this.uri)) {
				connection.getOutputStream().write(42);
				this.received = connection.getInputStream().read();
			}
		}

	}

	static class Tunnels {

		private final CountDownLatch running = new CountDownLatch(1);

		private final Queue<Reason> refused = new ConcurrentLinkedQueue<>();

		private final CountDownLatch interrupted = new CountDownLatch(1);

		@EventListener
		void refused(WsTunnelRefusedEvent event) {
			this.refused.add(event.getReason());
		}

		@WsTunnel("/echo")
		void echo(WsConnection connection) throws IOException {
			connection.getInputStream().transferTo(connection.getOutputStream());
		}

		@WsTunnel("/stubborn")
		void stubborn(WsConnection connection) {
			try {
				this.running.countDown();
				new CountDownLatch(1).await();
			}
			catch (InterruptedException ex) {
				this.interrupted.countDown();
			}
		}

	}

}
