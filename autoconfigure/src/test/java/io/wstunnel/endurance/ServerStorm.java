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

package io.wstunnel.endurance;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLContext;

import io.wstunnel.WsConnection;
import io.wstunnel.WsReceiveBudget;
import io.wstunnel.WsTunnel;
import io.wstunnel.WsTunnels;
import io.wstunnel.client.DefaultWsTunnelClient;
import io.wstunnel.server.TunnelServer;
import io.wstunnel.testsupport.RawPeer;
import io.wstunnel.testsupport.ServerKind;
import io.wstunnel.testsupport.TestTls;
import io.wstunnel.testsupport.TlsBundle;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * An abort storm over the server's end, for the tests of each server.
 */
@Tag("endurance")
@Tag("storm")
@Timeout(600)
@ExtendWith(OutputCaptureExtension.class)
abstract class ServerStorm {

	private static final int PLACES = 100;

	private static final String[] PROPERTIES = { "logging.level.io.wstunnel.monitor=warn",
			"logging.level.io.wstunnel.server.RefusalLog=error", "wstunnel.server.max-connections=" + PLACES,
			"wstunnel.close-timeout=1s", "wstunnel.receive-budget=64MB", "server.tomcat.threads.max=8",
			"server.jetty.threads.max=8" };

	private final ServerKind kind;

	/**
	 * Create the tests of a server.
	 * @param kind the server
	 */
	ServerStorm(ServerKind kind) {
		this.kind = kind;
	}

	@Test
	void cutConnectionsHarmNoOtherAndLeaveNothingBehind(CapturedOutput output) throws Exception {
		try (TunnelServer server = TunnelServer.start(this.kind, Application.class, PROPERTIES)) {
			run(server, null, Endurance.times(20_000), output);
		}
	}

	@Test
	void cutConnectionsHarmNoOtherAndLeaveNothingBehindOverTls(CapturedOutput output) throws Exception {
		String[] properties = Arrays.copyOf(PROPERTIES, PROPERTIES.length + 1);
		properties[PROPERTIES.length] = "server.ssl.bundle=" + TlsBundle.NAME;
		try (TunnelServer server = TunnelServer.start(this.kind, Application.class, properties)) {
			run(server, TestTls.create().context(), Endurance.times(500), output);
		}
	}

	private static void run(TunnelServer server, @Nullable SSLContext tls, int total, CapturedOutput output)
			throws Exception {
		DefaultWsTunnelClient.Builder builder = DefaultWsTunnelClient.builder();
		URI uri = URI.create(((tls != null) ? "wss" : "ws") + "://localhost:" + server.getPort() + "/echo");
		CutPeer peer = new CutPeer(server.getPort(), tls);
		try (DefaultWsTunnelClient client = ((tls != null) ? builder.sslContext(tls) : builder).build()) {
			Storm.run(400, () -> client.connect(uri), peer::run);
			awaitNoTunnel(server);
			Leaks before = Leaks.count();
			assertThat(Storm.run(total, () -> client.connect(uri), peer::run)).isPositive();
			awaitNoTunnel(server);
			before.awaitGone();
			assertThat(server.getBean(WsReceiveBudget.class).getUsed()).isEqualTo(DataSize.ofBytes(0));
			checkPlaces(server, tls);
		}
		assertThat(output).doesNotContain(" WARN ", " ERROR ", "Exception");
	}

	private static void awaitNoTunnel(TunnelServer server) {
		WsTunnels tunnels = server.getBean(WsTunnels.class);
		Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> tunnels.getAll().isEmpty());
	}

	private static void checkPlaces(TunnelServer server, @Nullable SSLContext tls) throws IOException {
		List<RawPeer> peers = new ArrayList<>();
		try {
			for (int i = 0; i < PLACES; i++) {
				peers.add(RawPeer.connect(tls, server.getPort(), "/echo"));
			}
			assertThatIOException().isThrownBy(() -> RawPeer.connect(tls, server.getPort(), "/echo").close())
				.withMessageContaining("503");
		}
		finally {
			for (RawPeer peer : peers) {
				peer.close();
			}
		}
	}

	@Configuration(proxyBeanMethods = false)
	@Import(TlsBundle.class)
	static class Application {

		@Bean
		Tunnels tunnels() {
			return new Tunnels();
		}

	}

	static class Tunnels implements AutoCloseable {

		private final ScheduledExecutorService aborter = Executors.newSingleThreadScheduledExecutor();

		@WsTunnel("/echo")
		void echo(WsConnection connection) throws IOException {
			connection.getInputStream().transferTo(connection.getOutputStream());
		}

		@WsTunnel("/abort")
		void abort(WsConnection connection) throws IOException {
			this.aborter.schedule(connection::abort, ThreadLocalRandom.current().nextInt(2000), TimeUnit.MICROSECONDS);
			repeat(connection, Integer.MAX_VALUE);
		}

		@WsTunnel("/close")
		void close(WsConnection connection) throws IOException {
			repeat(connection, ThreadLocalRandom.current().nextInt(30));
		}

		private static void repeat(WsConnection connection, int times) throws IOException {
			byte[] bytes = new byte[64 * 1024];
			int length = connection.getInputStream().read(bytes);
			for (int i = 0; i < times && length > 0; i++) {
				connection.getOutputStream().write(bytes, 0, length);
			}
		}

		@Override
		public void close() {
			this.aborter.shutdownNow();
		}

	}

}
