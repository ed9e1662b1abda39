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
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

import io.wstunnel.WsClosedException;
import io.wstunnel.WsConnection;
import io.wstunnel.WsConnectionSettings;
import io.wstunnel.WsTunnel;
import io.wstunnel.client.DefaultWsTunnelClient;
import io.wstunnel.testsupport.Await;
import io.wstunnel.testsupport.Call;
import io.wstunnel.testsupport.CallingThreads;
import io.wstunnel.testsupport.CuttableNetwork;
import io.wstunnel.testsupport.RawFrame;
import io.wstunnel.testsupport.RawPeer;
import io.wstunnel.testsupport.ServerKind;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of keep-alive between a client and a server, with a network between them that can
 * be cut in silence.
 */
@OnEachServer
@Timeout(60)
class TunnelKeepAliveTests {

	private static final Duration INTERVAL = Duration.ofMillis(200);

	private static TunnelServer server;

	@Parameter
	private ServerKind kind;

	private CuttableNetwork network;

	private DefaultWsTunnelClient client;

	@BeforeParameterizedClassInvocation
	static void start(ServerKind kind) {
		server = TunnelServer.start(kind, Application.class, "wstunnel.server.drain-period=0",
				"wstunnel.keep-alive.interval=200ms", "wstunnel.server.tunnels.impatient.keep-alive.timeout=1s",
				"wstunnel.server.tunnels.calm.keep-alive.interval=1s");
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		server.close();
	}

	@BeforeEach
	void connectNetwork() throws IOException {
		this.network = new CuttableNetwork(server.getPort());
	}

	@AfterEach
	void close() throws IOException {
		this.network.close();
		if (this.client != null) {
			this.client.close();
		}
	}

	@Test
	void bothEndsFindOutThatTheNetworkIsCut() throws Exception {
		WsConnection connection = connect("/impatient", Duration.ofSeconds(1));
		WsConnection accepted = Await.next(tunnels().accepted);
		Call<Integer> read = CallingThreads.PLATFORM.call(() -> connection.read(ByteBuffer.allocate(1)));
		Awaitility.await().during(INTERVAL.multipliedBy(4)).until(() -> !read.isDone() && !isClosed(accepted));
		this.network.cut();
		assertThat(read.getFailure()).isInstanceOf(WsClosedException.class).hasMessageContaining("no sign of life");
		assertThat(Await.next(tunnels().failures)).isInstanceOf(WsClosedException.class)
			.hasMessageContaining("no sign of life");
		assertThat(Await.value(connection.closed()).getCode()).isEqualTo(1006);
		assertThat(Await.value(accepted.closed()).getCode()).isEqualTo(1006);
	}

	@Test
	void withoutATimeoutASilentNetworkIsWaitedForIfThePeerCannotSayThatItDoesNotRead() throws Exception {
		WsConnection connection = connect("/patient", null);
		WsConnection accepted = Await.next(tunnels().accepted);
		this.network.cut();
		Awaitility.await().during(INTERVAL.multipliedBy(6)).until(() -> !isClosed(connection) && !isClosed(accepted));
		this.network.mend();
		connection.getOutputStream().write(42);
		assertThat(connection.getInputStream().read()).isEqualTo(42);
	}

	@Test
	void aPeerThatSendsIsNotPinged() throws Exception {
		try (RawPeer peer = RawPeer.connect(null, server.getPort(), "/calm")) {
			long start = System.nanoTime();
			long last = start;
			long sent = start;
			long longestPause = 0;
			int pings = 0;
			while (last - start < Duration.ofMillis(1500).toNanos()) {
				sent = System.nanoTime();
				peer.sendBinary((byte) 1);
				while (peer.read().opcode() == RawFrame.PING) {
					pings++;
				}
				longestPause = Math.max(longestPause, System.nanoTime() - last);
				last = System.nanoTime();
				Awaitility.await().pollDelay(Duration.ofMillis(10)).until(() -> true);
			}
			// A machine may be so busy that there is a reason for a ping
			assertThat(pings == 0 || longestPause > Duration.ofMillis(500).toNanos()).isTrue();
			assertThat(peer.read().opcode()).isEqualTo(RawFrame.PING);
			assertThat(System.nanoTime() - sent).isGreaterThan(Duration.ofMillis(900).toNanos());
		}
	}

	private WsConnection connect(String path, Duration timeout) throws IOException {
		this.client = DefaultWsTunnelClient.builder()
			.settings(WsConnectionSettings.builder()
				.keepAliveInterval(INTERVAL)
				.keepAliveTimeout(timeout)
				.controlExtension(timeout != null)
				.build())
			.build();
		return this.client.connect(URI.create("ws://localhost:" + this.network.getPort() + path));
	}

	private static boolean isClosed(WsConnection connection) {
		return connection.closed().toCompletableFuture().isDone();
	}

	private static Tunnels tunnels() {
		return server.getBean(Tunnels.class);
	}

	static class Tunnels {

		private final BlockingQueue<WsConnection> accepted = new LinkedBlockingQueue<>();

		private final BlockingQueue<IOException> failures = new LinkedBlockingQueue<>();

		@WsTunnel("/impatient")
		void impatient(WsConnection connection) throws IOException {
			echo(connection);
		}

		@WsTunnel("/patient")
		void patient(WsConnection connection) throws IOException {
			echo(connection);
		}

		@WsTunnel("/calm")
		void calm(WsConnection connection) throws IOException {
			connection.getInputStream().transferTo(connection.getOutputStream());
		}

		private void echo(WsConnection connection) throws IOException {
			this.accepted.add(connection);
			try {
				connection.getInputStream().transferTo(connection.getOutputStream());
			}
			catch (IOException ex) {
				this.failures.add(ex);
				throw ex;
			}
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		@Bean
		Tunnels tunnels() {
			return new Tunnels();
		}

	}

}
