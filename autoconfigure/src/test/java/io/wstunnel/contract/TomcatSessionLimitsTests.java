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

package io.wstunnel.contract;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.wstunnel.WsConnection;
import io.wstunnel.WsTunnel;
import io.wstunnel.server.TunnelServer;
import io.wstunnel.testsupport.RawPeer;
import jakarta.websocket.Session;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.adapter.NativeWebSocketSession;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What happens instead of what {@link SessionExceptions} except on Tomcat, where the
 * server as it is by default matters, or the session itself.
 */
@Timeout(60)
class TomcatSessionLimitsTests {

	private static TunnelServer server;

	@BeforeAll
	static void start() {
		server = TunnelServer.start(Application.class, "wstunnel.server.transport=session");
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void insteadOfC3AnAbortEndsOneDirectionAtOnceAndTheOtherByTheNextSelection() throws Exception {
		List<Duration> durations = new ArrayList<>();
		for (int attempt = 0; attempt < 3; attempt++) {
			try (RawPeer peer = RawPeer.connect(null, server.getPort(), "/given")) {
				WsConnection connection = server.getBean(Tunnels.class).take();
				long start = System.nanoTime();
				connection.abort();
				assertThat(peer.readEnd().frames()).isEmpty();
				peer.awaitRefusal();
				durations.add(Duration.ofNanos(System.nanoTime() - start));
			}
		}
		Collections.sort(durations);
		assertThat(durations.get(1)).as("Median of %s", durations).isLessThan(Duration.ofSeconds(2));
	}

	@Test
	void insteadOfW2APeerThatDoesNotTakeAFrameInTimeIsCut() throws Exception {
		Tunnels tunnels = server.getBean(Tunnels.class);
		try (RawPeer peer = RawPeer.connect(null, server.getPort(), "/flood")) {
			assertThat(tunnels.failures.poll(30, TimeUnit.SECONDS)).isNotNull();
			assertThat(peer.readEnd().frames()).noneMatch((frame) -> frame.isControl() || frame.fin());
		}
		assertThat(tunnels.patience).isEqualTo(Duration.ofMinutes(10));
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		@Bean
		Tunnels tunnels() {
			return new Tunnels();
		}

	}

	static class Tunnels {

		private final BlockingQueue<WsConnection> connections = new LinkedBlockingQueue<>();

		private final BlockingQueue<IOException> failures = new LinkedBlockingQueue<>();

		private volatile Duration patience = Duration.ZERO;

		@WsTunnel("/given")
		void given(WsConnection connection) throws Exception {
			this.connections.add(connection);
			connection.closed().toCompletableFuture().get();
		}

		WsConnection take() throws InterruptedException {
			WsConnection connection = this.connections.poll(20, TimeUnit.SECONDS);
			assertThat(connection).isNotNull();
			return connection;
		}

		@WsTunnel("/flood")
		void flood(WsConnection connection, WebSocketSession session) {
			Session nativeSession = ((NativeWebSocketSession) session).getNativeSession(Session.class);
			Object before = nativeSession.getUserProperties()
				.put("org.apache.tomcat.websocket.BLOCKING_SEND_TIMEOUT", 300L);
			this.patience = Duration.ofMillis((Long) before);
			try {
				connection.write(ByteBuffer.wrap(ContractSupport.LARGE));
			}
			catch (IOException ex) {
				this.failures.add(ex);
			}
		}

	}

}
