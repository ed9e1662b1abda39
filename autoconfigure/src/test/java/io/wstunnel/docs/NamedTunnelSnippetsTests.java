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

package io.wstunnel.docs;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.util.List;

import io.wstunnel.WsConnection;
import io.wstunnel.WsTunnel;
import io.wstunnel.WsTunnelClient;
import io.wstunnel.WsTunnelClientCustomizer;
import io.wstunnel.client.ClientTunnel;
import io.wstunnel.client.DefaultWsTunnelClient;
import io.wstunnel.server.TunnelServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Runs what {@code docs/client.md} shows of tunnels that have names.
 */
@Timeout(120)
class NamedTunnelSnippetsTests {

	private static TunnelServer server;

	@BeforeAll
	static void start() {
		server = TunnelServer.start(Headers.class);
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void tunnelsAreConfiguredByName() {
		try (ConfigurableApplicationContext context = run()) {
			assertThatIllegalArgumentException()
				.isThrownBy(() -> context.getBean(WsTunnelClient.class).connect("unknown"))
				.withMessageContaining("[db]");
		}
	}

	@Test
	void handshakesAreCustomized() throws IOException {
		URI uri = URI.create("ws://localhost:" + server.getPort() + "/tunnels/authorization");
		try (DefaultWsTunnelClient client = DefaultWsTunnelClient.builder()
			.customizers(List.of(new Beans().token(() -> "secret")))
			.tunnel("db", ClientTunnel.builder(uri).build())
			.build()) {
			assertThat(connect(client)).isEqualTo("Bearer secret");
		}
	}

	// tag::named[]
	String connect(WsTunnelClient client) throws IOException {
		try (WsConnection connection = client.connect("db");
				Socket socket = client.socketFactory("db").createSocket("db", 5432)) {
			socket.getInputStream().readAllBytes();
			return new String(connection.getInputStream().readAllBytes());
		}
	}
	// end::named[]

	@Test
	void tunnelsHaveNamesWithoutBootToo() throws IOException {
		URI uri = URI.create("ws://localhost:" + server.getPort() + "/tunnels/authorization");
		// tag::without-boot[]
		ClientTunnel db = ClientTunnel.builder(uri).header("Authorization", "Bearer mine").build();
		DefaultWsTunnelClient client = DefaultWsTunnelClient.builder().tunnel("db", db).build();
		// end::without-boot[]
		try (client) {
			assertThat(connect(client)).isEqualTo("Bearer mine");
		}
	}

	private static ConfigurableApplicationContext run() {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.run("--spring.config.location=classpath:/docs/client.yaml", "--spring.ssl.bundle.jks.edge.protocol=TLS");
	}

	interface Tokens {

		String current();

	}

	@Configuration(proxyBeanMethods = false)
	static class Beans {

		// tag::customizer[]
		@Bean
		WsTunnelClientCustomizer token(Tokens tokens) {
			return (request) -> request.getHeaders().setBearerAuth(tokens.current());
		}
		// end::customizer[]

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
	static class Application {

	}

	static class Headers {

		@WsTunnel("/tunnels/authorization")
		void authorization(WsConnection connection, HttpHeaders headers) throws IOException {
			connection.getOutputStream().write(String.valueOf(headers.getFirst(HttpHeaders.AUTHORIZATION)).getBytes());
		}

	}

}
