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
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.wstunnel.WsConnection;
import io.wstunnel.WsHandshakeException;
import io.wstunnel.WsTunnel;
import io.wstunnel.autoconfigure.WsTunnelAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for the client against the server half on Tomcat.
 */
@Timeout(120)
class ClientTomcatTests {

	@Test
	void bytesComeBack() throws Exception {
		try (ConfigurableApplicationContext server = start(); DefaultWsTunnelClient client = client(null)) {
			try (WsConnection connection = client.connect(uri("ws", server, "/echo"))) {
				assertThat(connection.getHandshake().subprotocol()).isEqualTo("echo");
				DefaultWsTunnelClientTests.echo(connection, 3 * 1024 * 1024);
			}
			assertThatExceptionOfType(WsHandshakeException.class)
				.isThrownBy(() -> client.connect(uri("ws", server, "/elsewhere")))
				.satisfies((ex) -> assertThat(ex.getStatusCode().value()).isEqualTo(404));
		}
	}

	@Test
	void bytesComeBackThroughTls(@TempDir Path directory) throws Exception {
		TestCertificate certificate = TestCertificate.create(directory, "dns:localhost");
		try (ConfigurableApplicationContext server = start("server.ssl.key-store=" + certificate.getFile(),
				"server.ssl.key-store-password=" + certificate.getPassword());
				DefaultWsTunnelClient client = client(certificate);
				WsConnection connection = client.connect(uri("wss", server, "/echo"))) {
			DefaultWsTunnelClientTests.echo(connection, 3 * 1024 * 1024);
		}
	}

	@Test
	void manySocketsAreOpenAtOnce() throws Exception {
		try (ConfigurableApplicationContext server = start(); DefaultWsTunnelClient client = client(null)) {
			List<Socket> sockets = new ArrayList<>();
			for (int i = 0; i < 100; i++) {
				sockets.add(client.socketFactory(uri("ws", server, "/echo")).createSocket("db", 5432));
			}
			for (Socket socket : sockets) {
				socket.getOutputStream().write(new byte[] { 1, 2, 3 });
				assertThat(socket.getInputStream().readNBytes(3)).containsExactly(1, 2, 3);
				socket.close();
			}
		}
	}

	private static ConfigurableApplicationContext start(String... properties) {
		return new SpringApplicationBuilder(ServerConfiguration.class).web(WebApplicationType.SERVLET)
			.properties("server.port=0", "spring.main.banner-mode=off", "wstunnel.server.drain-period=100ms")
			.properties(properties)
			.run();
	}

	private static DefaultWsTunnelClient client(TestCertificate certificate) {
		DefaultWsTunnelClient.Builder builder = DefaultWsTunnelClient.builder().subprotocols("echo");
		if (certificate != null) {
			builder.sslContext(certificate.trustingContext());
		}
		return builder.build();
	}

	private static URI uri(String scheme, ConfigurableApplicationContext server, String path) {
		return URI.create(scheme + "://localhost:" + server.getEnvironment().getProperty("local.server.port") + path);
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ TomcatServletWebServerAutoConfiguration.class, DispatcherServletAutoConfiguration.class,
			WebMvcAutoConfiguration.class, WsTunnelAutoConfiguration.class })
	static class ServerConfiguration {

		@WsTunnel(path = "/echo", subprotocols = "echo")
		void echo(WsConnection connection) throws IOException {
			connection.getInputStream().transferTo(connection.getOutputStream());
		}

	}

}
