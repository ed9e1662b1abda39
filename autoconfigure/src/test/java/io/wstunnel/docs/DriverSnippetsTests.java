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
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import javax.net.SocketFactory;
import javax.sql.DataSource;

import io.wstunnel.WsConnection;
import io.wstunnel.WsTunnel;
import io.wstunnel.server.TunnelServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.PathVariable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Runs what {@code docs/drivers.md} shows of drivers whose servers do not run on every
 * machine, up to a tunnel that hangs up.
 */
@Timeout(120)
class DriverSnippetsTests {

	private static TunnelServer server;

	@BeforeAll
	static void start() {
		server = TunnelServer.start(Tunnels.class);
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "sqlserver", "mariadb" })
	void aDataSourceConnectsThroughTheTunnel(String database) {
		try (ConfigurableApplicationContext context = run(database, "")) {
			DataSource dataSource = context.getBean(DataSource.class);
			assertThatException().isThrownBy(() -> connect(dataSource));
			awaitOpened(database);
		}
	}

	private static void connect(DataSource dataSource) throws SQLException {
		try (Connection connection = dataSource.getConnection()) {
			assertThat(connection).isNull();
		}
	}

	@Test
	void aSocketFactoryIsInjectedByItsName() throws IOException {
		try (ConfigurableApplicationContext context = run("injected", DataSourceAutoConfiguration.class.getName())) {
			context.getBean(LegacyClient.class).connect().close();
			awaitOpened("injected");
		}
	}

	private static ConfigurableApplicationContext run(String name, String excluded) {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.profiles(name)
			.run("--spring.config.location=classpath:/docs/drivers.yaml",
					"--wstunnel.client.tunnels.db.uri=ws://localhost:" + server.getPort() + "/tunnels/" + name,
					"--spring.datasource.hikari.connection-timeout=1000", "--spring.autoconfigure.exclude=" + excluded);
	}

	private static void awaitOpened(String name) {
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.until(() -> server.getBean(Tunnels.class).opened.contains(name));
	}

	// tag::qualifier[]
	@Component
	static class LegacyClient {

		private final SocketFactory factory;

		LegacyClient(@Qualifier("db") SocketFactory factory) {
			this.factory = factory;
		}

		Socket connect() throws IOException {
			return this.factory.createSocket("legacy", 1234);
		}

	}
	// end::qualifier[]

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		LegacyClient legacyClient(@Qualifier("db") SocketFactory factory) {
			return new LegacyClient(factory);
		}

	}

	static class Tunnels {

		private final Queue<String> opened = new ConcurrentLinkedQueue<>();

		@WsTunnel("/tunnels/{name}")
		void hangUp(WsConnection connection, @PathVariable String name) {
			this.opened.add(name);
		}

	}

}
