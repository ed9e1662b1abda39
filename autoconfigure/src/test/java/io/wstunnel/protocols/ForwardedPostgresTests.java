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

package io.wstunnel.protocols;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.wstunnel.WsTunnels;
import io.wstunnel.autoconfigure.WsTunnelAutoConfiguration;
import io.wstunnel.server.TunnelServer;
import io.wstunnel.testsupport.Await;
import io.wstunnel.testsupport.ServerKind;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.ds.PGSimpleDataSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A database between whose driver and server are two applications of a few lines of
 * configuration each.
 */
@Tag("once")
@ParameterizedClass(name = "{0}")
@EnumSource(ServerKind.class)
@Timeout(120)
class ForwardedPostgresTests {

	private static EmbeddedPostgres postgres;

	private static TunnelServer server;

	private static ConfigurableApplicationContext client;

	@Parameter
	private ServerKind kind;

	@BeforeAll
	static void startPostgres() throws IOException {
		postgres = EmbeddedPostgres.start();
	}

	@AfterAll
	static void stopPostgres() throws IOException {
		postgres.close();
	}

	@BeforeParameterizedClassInvocation
	static void openTunnel(ServerKind kind) {
		server = TunnelServer.start(kind, Application.class, "wstunnel.server.tunnels.postgres.path=/tunnels/postgres",
				"wstunnel.server.tunnels.postgres.target=localhost:" + postgres.getPort(),
				"wstunnel.server.drain-period=100ms", "wstunnel.close-timeout=2s");
		client = new SpringApplicationBuilder(Client.class).web(WebApplicationType.NONE)
			.run("--wstunnel.client.tunnels.db.uri=ws://localhost:" + server.getPort() + "/tunnels/postgres",
					"--wstunnel.client.tunnels.db.listen=127.0.0.1:0", "--spring.main.banner-mode=off");
	}

	@AfterParameterizedClassInvocation
	static void closeTunnel() {
		client.close();
		server.close();
	}

	@Test
	void manyRowsComeThrough() throws Exception {
		try (Connection connection = connect(); Statement statement = connection.createStatement()) {
			connection.setAutoCommit(false);
			statement.setFetchSize(1000);
			ResultSet rows = statement
				.executeQuery("select i, repeat(md5(i::text), 10) from generate_series(1, 20000) i");
			int count = 0;
			while (rows.next()) {
				assertThat(rows.getString(2)).hasSize(320);
				count++;
			}
			assertThat(count).isEqualTo(20_000);
		}
		awaitNoTunnels();
	}

	@Test
	void manyConnectionsWorkSideBySide() throws Exception {
		ExecutorService executor = Executors.newFixedThreadPool(10);
		try {
			List<Callable<Integer>> tasks = new ArrayList<>();
			for (int i = 0; i < 20; i++) {
				int number = i;
				tasks.add(() -> {
					try (Connection connection = connect(); Statement statement = connection.createStatement()) {
						ResultSet row = statement.executeQuery("select " + number);
						row.next();
						return row.getInt(1);
					}
				});
			}
			int expected = 0;
			for (Future<Integer> result : executor.invokeAll(tasks)) {
				assertThat(result.get()).isEqualTo(expected++);
			}
		}
		finally {
			executor.shutdown();
		}
		awaitNoTunnels();
	}

	private static void awaitNoTunnels() {
		WsTunnels tunnels = server.getBean(WsTunnels.class);
		Awaitility.await().atMost(Await.LIMIT).until(() -> tunnels.getAll().isEmpty());
	}

	private static Connection connect() throws SQLException {
		int port = client.getEnvironment().getRequiredProperty("local.wstunnel.db.port", Integer.class);
		PGSimpleDataSource dataSource = new PGSimpleDataSource();
		dataSource.setServerNames(new String[] { "localhost" });
		dataSource.setPortNumbers(new int[] { port });
		dataSource.setUser("postgres");
		dataSource.setDatabaseName("postgres");
		return dataSource.getConnection();
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(WsTunnelAutoConfiguration.class)
	static class Client {

	}

}
