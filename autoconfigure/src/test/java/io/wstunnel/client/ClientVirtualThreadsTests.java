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

package io.wstunnel.client;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import io.wstunnel.WsConnection;
import io.wstunnel.WsTunnel;
import io.wstunnel.server.TunnelServer;
import io.wstunnel.testsupport.Call;
import io.wstunnel.testsupport.CallingThreads;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of how many threads the client takes.
 */
@Timeout(120)
@EnabledForJreRange(min = JRE.JAVA_21)
class ClientVirtualThreadsTests {

	private static final int CONNECTIONS = 1000;

	private static final int SPARE_THREADS = 60;

	private static final Duration LIMIT = Duration.ofSeconds(60);

	@Test
	void aThousandConnectionsOfVirtualThreadsCostNoPlatformThreadEach() throws Exception {
		DefaultWsTunnelClient client = DefaultWsTunnelClient.builder().connectTimeout(LIMIT).build();
		try (TunnelServer server = TunnelServer.start(Application.class, "spring.threads.virtual.enabled=true")) {
			URI uri = URI.create("ws://localhost:" + server.getPort() + "/echo");
			connect(client, uri).close();
			ThreadMXBean threads = ManagementFactory.getThreadMXBean();
			int before = threads.getThreadCount();
			threads.resetPeakThreadCount();
			List<Call<WsConnection>> dials = IntStream.range(0, CONNECTIONS)
				.mapToObj((i) -> CallingThreads.VIRTUAL.call(() -> connect(client, uri)))
				.toList();
			for (Call<WsConnection> dial : dials) {
				dial.get(LIMIT);
			}
			assertThat(threads.getThreadCount()).isLessThan(before + SPARE_THREADS);
			List<Call<Integer>> reads = dials.stream()
				.map((dial) -> CallingThreads.VIRTUAL.call(() -> dial.get(LIMIT).getInputStream().read()))
				.toList();
			for (Call<WsConnection> dial : dials) {
				dial.get(LIMIT).write(ByteBuffer.wrap(new byte[] { 42 }));
			}
			for (Call<Integer> read : reads) {
				assertThat(read.get(LIMIT)).isEqualTo(42);
			}
			client.close();
			assertThat(threads.getPeakThreadCount()).isLessThan(before + SPARE_THREADS);
			Awaitility.await().until(() -> ClientConnectTests.countThreads("wstunnel-client") == 0);
		}
	}

	private static WsConnection connect(DefaultWsTunnelClient client, URI uri) throws IOException {
		WsConnection connection = client.connect(uri);
		connection.write(ByteBuffer.wrap(new byte[] { 7 }));
		assertThat(connection.getInputStream().read()).isEqualTo(7);
		return connection;
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		@Bean
		Tunnels tunnels() {
			return new Tunnels();
		}

	}

	static class Tunnels {

		@WsTunnel("/echo")
		void echo(WsConnection connection) throws IOException {
			connection.getInputStream().transferTo(connection.getOutputStream());
		}

	}

}
