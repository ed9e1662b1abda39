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

import java.net.URI;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;

import io.wstunnel.WsConnection;
import io.wstunnel.WsTunnel;
import io.wstunnel.client.DefaultWsTunnelClient;
import io.wstunnel.connection.FlowTraffic;
import io.wstunnel.testsupport.Await;
import io.wstunnel.testsupport.ServerKind;
import io.wstunnel.testsupport.TestTls;
import io.wstunnel.testsupport.TlsBundle;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Event-driven ends over real sockets, and over sessions: no wake-up is lost there
 * either.
 */
@Tag("once")
@Timeout(120)
class TunnelFlowTests {

	private static final int TOTAL = 4 * 1024 * 1024;

	@ParameterizedTest
	@CsvSource({ "TOMCAT, false, auto", "TOMCAT, true, auto", "TOMCAT, false, session", "JETTY, false, auto",
			"JETTY, true, auto", "JETTY, false, session" })
	void bytesGoBothWays(ServerKind kind, boolean tls, String transport) throws Exception {
		String ssl = tls ? "server.ssl.bundle=" + TlsBundle.NAME : "server.ssl.enabled=false";
		try (TunnelServer server = TunnelServer.start(kind, Application.class, ssl,
				"wstunnel.server.transport=" + transport);
				DefaultWsTunnelClient client = DefaultWsTunnelClient.builder()
					.sslContext(TestTls.create().context())
					.build()) {
			URI uri = URI.create((tls ? "wss" : "ws") + "://localhost:" + server.getPort() + "/flow");
			FlowTraffic clientEnd = new FlowTraffic(client.connect(uri), TOTAL, 1);
			FlowTraffic serverEnd = new FlowTraffic(Await.next(server.getBean(Tunnels.class).connections), TOTAL, 2);
			clientEnd.start();
			serverEnd.start();
			assertThat(Await.value(clientEnd.getReceived())).isEqualTo(TOTAL);
			assertThat(Await.value(serverEnd.getReceived())).isEqualTo(TOTAL);
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

	static class Tunnels {

		final BlockingQueue<WsConnection> connections = new LinkedBlockingQueue<>();

		@WsTunnel("/flow")
		CompletionStage<?> flow(WsConnection connection) {
			this.connections.add(connection);
			return connection.closed();
		}

	}

}
