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
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.wstunnel.WsTunnels;
import io.wstunnel.server.TunnelServer;
import io.wstunnel.testsupport.SharedPostgres;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Follows {@code README.md} and {@code docs/drivers.md}: an application with the forward
 * of the README before a real database, and others with the properties of either, of
 * which only addresses are others.
 */
@Tag("once")
@Timeout(120)
class DataSourceSnippetsTests {

	private static SharedPostgres postgres;

	private static TunnelServer server;

	@BeforeAll
	static void start(@TempDir Path directory) throws IOException, GeneralSecurityException, SQLException {
		postgres = SharedPostgres.get();
		try (Connection connection = postgres.getDatabase().getConnection();
				Statement statement = connection.createStatement()) {
			statement.execute("drop database if exists orders");
			statement.execute("drop role if exists shop");
			statement.execute("create role shop login password 'secret'");
			statement.execute("create database orders owner shop");
		}
		List<String> lines = new ArrayList<>(code(CodeBlock.README, "target"));
		lines.replaceAll((line) -> line.replace("db.internal:5432", "localhost:" + postgres.getPort()));
		Path yaml = Files.write(directory.resolve("application.yaml"), lines);
		server = TunnelServer.start(Nothing.class, "spring.config.location=" + yaml.toUri());
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void aReaderOfTheReadmeReachesTheDatabase(@TempDir Path directory) throws IOException {
		useDatabase(Files.write(directory.resolve("application.yaml"), code(CodeBlock.README, "datasource")));
	}

	@Test
	void aReaderOfTheReferenceReachesTheDatabase(@TempDir Path directory) throws IOException {
		Path page = CodeBlock.ROOT.resolve("docs/drivers.md");
		List<String> lines = new ArrayList<>(code(page, "tunnel"));
		lines.addAll(code(page, "postgresql"));
		useDatabase(Files.write(directory.resolve("application.yaml"), lines));
	}

	private static void useDatabase(Path yaml) {
		try (ConfigurableApplicationContext application = new SpringApplicationBuilder(Plain.class)
			.web(WebApplicationType.NONE)
			.run("--spring.config.location=" + yaml.toUri(), "--DB_PASSWORD=secret",
					"--wstunnel.client.tunnels.db.uri=ws://localhost:" + server.getPort() + "/tunnels/db")) {
			JdbcClient jdbc = application.getBean(JdbcClient.class);
			jdbc.sql("create table if not exists item (name text)").update();
			jdbc.sql("delete from item").update();
			jdbc.sql("insert into item values (repeat('x', 1000000))").update();
			assertThat(jdbc.sql("select name from item").query(String.class).single()).hasSize(1_000_000);
			assertThat(jdbc.sql("select current_user || ' of ' || current_database() || ' at ' || inet_server_port()")
				.query(String.class)
				.single()).isEqualTo("shop of orders at " + postgres.getPort());
			assertThat(countTunnels()).isPositive();
		}
		Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> countTunnels() == 0);
	}

	private static int countTunnels() {
		return server.getBean(WsTunnels.class).getAll().size();
	}

	private static List<String> code(Path page, String tag) throws IOException {
		return CodeBlock.find(page)
			.stream()
			.filter((block) -> tag.equals(block.tag()))
			.findFirst()
			.orElseThrow()
			.code();
	}

	@Configuration(proxyBeanMethods = false)
	static class Nothing {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Plain {

	}

}
