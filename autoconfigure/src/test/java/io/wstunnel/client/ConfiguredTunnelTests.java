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

import java.net.Socket;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

import javax.net.SocketFactory;
import javax.net.ssl.SSLHandshakeException;

import io.wstunnel.WsConnection;
import io.wstunnel.WsTunnelClient;
import io.wstunnel.WsTunnelClientCustomizer;
import io.wstunnel.autoconfigure.WsTunnelAutoConfiguration;
import io.wstunnel.testsupport.Await;
import io.wstunnel.testsupport.ConnectProxy;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of tunnels that have all of their properties: what of them arrives at the proxy
 * and at the server, however the tunnel is used.
 */
@Timeout(60)
class ConfiguredTunnelTests {

	@TempDir
	private static Path directory;

	private static TestCertificate certificate;

	private final BlockingQueue<String> requests = new LinkedBlockingQueue<>();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(WsTunnelAutoConfiguration.class, SslAutoConfiguration.class))
		.withUserConfiguration(Application.class);

	@BeforeAll
	static void createCertificate() {
		certificate = TestCertificate.create(directory, "dns:edge.example");
	}

	@Test
	void propertiesAndCustomizersHoldHoweverTheTunnelIsUsed() throws Exception {
		try (ConnectProxy proxy = ConnectProxy.start("user", "pass"); RawServer server = server()) {
			tunnel(proxy, server).run((context) -> {
				WsTunnelClient client = context.getBean(WsTunnelClient.class);
				try (WsConnection connection = client.connect("edge")) {
					assertThat(connection.getHandshake().subprotocol()).isEqualTo("pg");
					DefaultWsTunnelClientTests.echo(connection, 100_000);
					assertHandshake(server, "token-1");
				}
				try (Socket socket = client.socketFactory("edge").createSocket("db", 5432)) {
					echo(socket);
					assertHandshake(server, "token-2");
				}
				try (Socket socket = context.getBean(LegacyClient.class).factory.createSocket("db", 5432)) {
					echo(socket);
					assertHandshake(server, "token-3");
				}
				try (Socket socket = new WsTunnelSocketFactory("edge").createSocket("db", 5432)) {
					echo(socket);
					assertHandshake(server, "token-4");
				}
				assertThat(proxy.getRequests()).hasSize(4)
					.allSatisfy((request) -> assertThat(request)
						.startsWith("CONNECT edge.example:" + server.getPort() + " HTTP/1.1\r\n")
						.contains("Proxy-Authorization: Basic "));
			});
		}
	}

	@Test
	void withoutItsBundleTheServerIsNotTrusted() throws Exception {
		try (ConnectProxy proxy = ConnectProxy.start("user", "pass"); RawServer server = server()) {
			tunnel(proxy, server).withPropertyValues("wstunnel.client.tunnels.edge.ssl.bundle=")
				.run((context) -> assertThatExceptionOfType(SSLHandshakeException.class)
					.isThrownBy(() -> context.getBean(WsTunnelClient.class).connect("edge")));
			assertThat(this.requests).isEmpty();
		}
	}

	private ApplicationContextRunner tunnel(ConnectProxy proxy, RawServer server) {
		return this.runner.withPropertyValues(
				"wstunnel.client.tunnels.edge.uri=wss://edge.example:" + server.getPort() + "/tunnels/db?a=b",
				"wstunnel.client.tunnels.edge.headers.X-Tenant=shop",
				"wstunnel.client.tunnels.edge.subprotocols=ssh,pg", "wstunnel.client.tunnels.edge.ssl.bundle=mine",
				"wstunnel.client.tunnels.edge.proxy.host=127.0.0.1",
				"wstunnel.client.tunnels.edge.proxy.port=" + proxy.getPort(),
				"wstunnel.client.tunnels.edge.proxy.username=user", "wstunnel.client.tunnels.edge.proxy.password=pass",
				"spring.ssl.bundle.jks.mine.truststore.location=file:" + certificate.getFile(),
				"spring.ssl.bundle.jks.mine.truststore.password=" + certificate.getPassword());
	}

	private RawServer server() throws Exception {
		return new RawServer(certificate.serverContext().getServerSocketFactory().createServerSocket(0), (socket) -> {
			String request = socket.readRequest();
			this.requests.add(request);
			socket.send(RawWebSocket.consent(request).replace("\r\n\r\n", "\r\nSec-WebSocket-Protocol: pg\r\n\r\n"));
			socket.echo();
		});
	}

	private void assertHandshake(RawServer server, String token) throws InterruptedException {
		String request = Await.next(this.requests);
		assertThat(request).startsWith("GET /tunnels/db?a=b HTTP/1.1\r\n").doesNotContain("Proxy-Authorization");
		assertThat(RawWebSocket.header(request, "Host")).isEqualTo("edge.example:" + server.getPort());
		assertThat(RawWebSocket.header(request, "X-Tenant")).isEqualTo("shop");
		assertThat(RawWebSocket.header(request, "Sec-WebSocket-Protocol")).isEqualTo("ssh, pg");
		assertThat(RawWebSocket.header(request, "Authorization")).isEqualTo("Bearer " + token);
	}

	private static void echo(Socket socket) throws Exception {
		socket.getOutputStream().write(new byte[] { 1, 2, 3 });
		assertThat(socket.getInputStream().readNBytes(3)).containsExactly(1, 2, 3);
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		private int tokens;

		@Bean
		WsTunnelClientCustomizer token() {
			return (request) -> request.getHeaders().setBearerAuth("token-" + ++this.tokens);
		}

		@Bean
		LegacyClient legacyClient(@Qualifier("edge") SocketFactory factory) {
			return new LegacyClient(factory);
		}

	}

	record LegacyClient(SocketFactory factory) {

	}

}
