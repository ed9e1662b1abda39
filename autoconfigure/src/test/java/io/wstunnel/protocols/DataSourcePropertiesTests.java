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

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import io.wstunnel.testsupport.Payloads;
import io.wstunnel.testsupport.SharedPostgres;
import io.wstunnel.testsupport.TestTls;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.servlet.ServletContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Applications whose data source goes through a tunnel by properties alone.
 */
@Tag("once")
@Timeout(120)
class DataSourcePropertiesTests {

	private static final String TUNNEL = "postgres";

	private static final String NOWHERE = "wstunnel.client.tunnels.postgres.uri=ws://localhost:1/";

	private static SharedPostgres postgres;

	private static TunnelEnds tunnels;

	private static TestTls foreign;

	@BeforeAll
	static void startServer() throws Exception {
		postgres = SharedPostgres.get();
		tunnels = TunnelEnds.start(TunnelKind.TOMCAT);
		foreign = new TestTls(TestTls.generate("dns:localhost"), SSLContext.getDefault());
	}

	@AfterAll
	static void stopServer() {
		tunnels.close();
	}

	@Test
	void anApplicationWithoutAWebServerNeedsNoCode() {
		try (ConfigurableApplicationContext application = application(Plain.class).run()) {
			assertThat(port(application)).isEqualTo(postgres.getPort());
			assertThat(tunnels.countOpen()).isPositive();
		}
		tunnels.awaitOpen(0);
	}

	@Test
	void aTunnelOverTlsTrustsItsBundleAndNothingElse() throws Exception {
		byte[] bytes = Payloads.bytes(2 * 1024 * 1024);
		try (TunnelEnds overTls = TunnelEnds.start(TunnelKind.JETTY_OVER_TLS)) {
			String trust = "spring.ssl.bundle.pem.edge.truststore.certificate=";
			String[] properties = overTls.properties(TUNNEL, "localhost", postgres.getPort()).toArray(String[]::new);
			assertThat(properties).anyMatch((property) -> property.contains(".uri=wss://"))
				.anyMatch((property) -> property.startsWith(trust));
			try (ConfigurableApplicationContext application = application(Plain.class).properties(properties).run()) {
				assertThat(port(application)).isEqualTo(postgres.getPort());
				assertThat(application.getBean(JdbcClient.class)
					.sql("select ?::bytea")
					.param(bytes)
					.query((row, number) -> row.getBytes(1))
					.single()).isEqualTo(bytes);
				assertThat(overTls.countOpen()).isPositive();
			}
			overTls.awaitOpen(0);
			int opened = overTls.countEverOpened();
			try (ConfigurableApplicationContext application = application(Plain.class).properties(properties)
				.properties(trust + foreign.certificatePem(), "spring.datasource.hikari.connection-timeout=250")
				.run()) {
				DataSource dataSource = application.getBean(DataSource.class);
				assertThatExceptionOfType(SQLException.class).isThrownBy(dataSource::getConnection)
					.withStackTraceContaining(SSLHandshakeException.class.getName());
			}
			assertThat(overTls.countEverOpened()).isEqualTo(opened);
		}
	}

	@Test
	void scriptsRunThroughTheTunnelBeforeAnyBeanNeedsTheirTables(@TempDir Path directory) throws Exception {
		Path script = Files.writeString(directory.resolve("schema.sql"), "create table if not exists early (id int)");
		try (ConfigurableApplicationContext application = application(Plain.class)
			.properties("spring.sql.init.mode=always", "spring.sql.init.schema-locations=" + script.toUri())
			.run()) {
			assertThat(application.getBean(JdbcClient.class)
				.sql("select count(*) from early")
				.query(Integer.class)
				.single()).isZero();
		}
	}

	/**
	 * With a login timeout the driver connects on a thread of its own.
	 */
	@Test
	void aQueryMayComeBeforeTheContextCreatesItsSingletons() {
		try (ConfigurableApplicationContext application = application(EarlyQuery.class).web(WebApplicationType.SERVLET)
			.properties("server.port=0", "wstunnel.server.enabled=false",
					"spring.datasource.hikari.data-source-properties.loginTimeout=20")
			.run()) {
			assertThat(application.getBean(EarlyQuery.class).port).isEqualTo(postgres.getPort());
		}
	}

	@Test
	void aBeanMayQueryWhenItIsDestroyed() throws Exception {
		CompletableFuture<Integer> port;
		try (ConfigurableApplicationContext application = application(LateQuery.class).run()) {
			port = application.getBean(LateQuery.class).port;
		}
		assertThat(port.get(0, TimeUnit.SECONDS)).isEqualTo(postgres.getPort());
	}

	@Test
	void applicationsWithTheSameTunnelSayWhichOneTheyMean() {
		try (ConfigurableApplicationContext first = application(Plain.class).properties(NOWHERE).run();
				ConfigurableApplicationContext second = application(Plain.class)
					.properties(NOWHERE, "spring.datasource.hikari.connection-timeout=250")
					.run();
				ConfigurableApplicationContext qualified = application(Plain.class)
					.properties("spring.datasource.hikari.data-source-properties.socketFactoryArg="
							+ "${wstunnel.client.context}/postgres")
					.run()) {
			assertThat(first.isActive()).isTrue();
			assertThatExceptionOfType(SQLException.class)
				.isThrownBy(() -> second.getBean(HikariDataSource.class).getConnection())
				.havingRootCause()
				.withMessageContaining("several tunnels 'postgres'");
			assertThat(port(qualified)).isEqualTo(postgres.getPort());
		}
	}

	/**
	 * As a pool does that an application server keeps, or a test.
	 */
	@Test
	void aDataSourceThatIsOlderAndYoungerThanApplicationsUsesTheOneThatIsOpen() throws Exception {
		PGSimpleDataSource dataSource = new PGSimpleDataSource();
		dataSource.setSocketFactory("io.wstunnel.client.WsTunnelSocketFactory");
		dataSource.setSocketFactoryArg(TUNNEL);
		dataSource.setUser(SharedPostgres.USER);
		assertNoTunnel(dataSource);
		for (int i = 0; i < 2; i++) {
			Connection connection;
			try (ConfigurableApplicationContext application = application(Plain.class).run()) {
				assertThat(application.isActive()).isTrue();
				connection = dataSource.getConnection();
				assertThat(connection.isValid(30)).isTrue();
			}
			assertThat(connection.isValid(30)).isFalse();
			tunnels.awaitOpen(0);
			assertNoTunnel(dataSource);
		}
	}

	private static void assertNoTunnel(DataSource dataSource) {
		assertThatExceptionOfType(SQLException.class).isThrownBy(dataSource::getConnection)
			.havingRootCause()
			.withMessageMatching("There is no tunnel (of the name )?'postgres'.*");
	}

	private static SpringApplicationBuilder application(Class<?> source) {
		return new SpringApplicationBuilder(Plain.class, source).web(WebApplicationType.NONE)
			.properties("spring.main.banner-mode=off",
					"spring.datasource.url=jdbc:postgresql://not.the.real.host/postgres",
					"spring.datasource.username=postgres",
					"spring.datasource.hikari.data-source-properties.socketFactory="
							+ "io.wstunnel.client.WsTunnelSocketFactory",
					"spring.datasource.hikari.data-source-properties.socketFactoryArg=" + TUNNEL)
			.properties(tunnels.properties(TUNNEL, "localhost", postgres.getPort()).toArray(String[]::new));
	}

	private static int port(ConfigurableApplicationContext application) {
		return port(application.getBean(JdbcClient.class));
	}

	private static int port(JdbcClient jdbc) {
		return jdbc.sql("select inet_server_port()").query(Integer.class).single();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(excludeName = {
			"org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration",
			"org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterAutoConfiguration" })
	static class Plain {

	}

	@Configuration(proxyBeanMethods = false)
	static class EarlyQuery {

		private Integer port;

		/**
		 * Asked for when the web server is created.
		 */
		@Bean
		ServletContextInitializer earlyQuery(ObjectProvider<JdbcClient> jdbc) {
			return (servletContext) -> this.port = port(jdbc.getObject());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LateQuery implements DisposableBean {

		private final CompletableFuture<Integer> port = new CompletableFuture<>();

		private final JdbcClient jdbc;

		LateQuery(JdbcClient jdbc) {
			this.jdbc = jdbc;
		}

		@Override
		public void destroy() {
			this.port.complete(port(this.jdbc));
		}

	}

}
