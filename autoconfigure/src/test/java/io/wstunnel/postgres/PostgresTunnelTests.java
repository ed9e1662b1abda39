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

package io.wstunnel.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;

import com.zaxxer.hikari.HikariDataSource;
import io.wstunnel.WsConnection;
import io.wstunnel.WsTunnel;
import io.wstunnel.WsTunnels;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.postgresql.ds.PGSimpleDataSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The PostgreSQL driver, unmodified, through a tunnel to a real server.
 */
@Timeout(120)
abstract class PostgresTunnelTests {

	private ConfigurableApplicationContext context;

	private PGSimpleDataSource dataSource;

	/**
	 * Return the server.
	 * @return where it listens and whom it lets in
	 */
	abstract Server server();

	@BeforeEach
	void openTunnel() {
		SpringApplication application = new SpringApplication(Tunnels.class);
		application.setWebApplicationType(WebApplicationType.SERVLET);
		this.context = application.run("--server.port=0", "--test.postgres.host=" + server().host(),
				"--test.postgres.port=" + server().port(), "--spring.main.banner-mode=off",
				"--wstunnel.server.drain-period=100ms", "--wstunnel.close-timeout=2s");
		int port = ((WebServerApplicationContext) this.context).getWebServer().getPort();
		this.dataSource = new PGSimpleDataSource();
		this.dataSource.setServerNames(new String[] { "not.the.real.host" });
		this.dataSource.setDatabaseName(server().database());
		this.dataSource.setUser(server().user());
		this.dataSource.setPassword(server().password());
		this.dataSource.setSocketFactory(TunnelledSocketFactory.class.getName());
		this.dataSource.setSocketFactoryArg("ws://localhost:" + port + "/tunnels/postgres");
	}

	@AfterEach
	void closeTunnel() {
		this.context.close();
	}

	@Test
	void queriesAndTransactionsRun() throws SQLException {
		try (Connection connection = this.dataSource.getConnection()) {
			connection.setAutoCommit(false);
			connection.createStatement().execute("create temporary table notes (id int primary key, note text)");
			connection.createStatement().execute("insert into notes values (1, 'kept')");
			connection.commit();
			connection.createStatement().execute("insert into notes values (2, 'dropped')");
			connection.rollback();
			try (var result = connection.createStatement().executeQuery("select id, note from notes")) {
				assertThat(result.next()).isTrue();
				assertThat(result.getString("note")).isEqualTo("kept");
				assertThat(result.next()).isFalse();
			}
		}
	}

	@Test
	void bytesOfACopyComeBackUnchanged() throws Exception {
		String line = "0123456789abcdef".repeat(64) + "\n";
		int lines = 8 * 1024;
		CRC32 sent = new CRC32();
		CRC32 received = new CRC32();
		try (Connection connection = this.dataSource.getConnection()) {
			connection.createStatement().execute("create temporary table lines (line text)");
			var copy = connection.unwrap(PGConnection.class).getCopyAPI();
			var in = copy.copyIn("copy lines from stdin");
			byte[] bytes = line.getBytes(StandardCharsets.US_ASCII);
			for (int i = 0; i < lines; i++) {
				sent.update(bytes);
				in.writeToCopy(bytes, 0, bytes.length);
			}
			assertThat(in.endCopy()).isEqualTo(lines);
			copy.copyOut("copy lines to stdout", new OutputStream() {

				@Override
				public void write(int octet) {
					received.update(octet);
				}

				@Override
				public void write(byte[] chunk, int offset, int length) {
					received.update(chunk, offset, length);
				}

			});
		}
		assertThat(received.getValue()).isEqualTo(sent.getValue());
	}

	@Test
	void aQueryIsCancelledOnASecondConnection() throws Exception {
		try (Connection connection = this.dataSource.getConnection(); var statement = connection.createStatement()) {
			CompletableFuture<Void> query = CompletableFuture.runAsync(() -> {
				try {
					statement.execute("select pg_sleep(60)");
				}
				catch (SQLException ex) {
					throw new IllegalStateException(ex.getSQLState(), ex);
				}
			}, new SimpleAsyncTaskExecutor("query-"));
			try (Connection observer = this.dataSource.getConnection()) {
				Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> isSleeping(observer));
			}
			statement.cancel();
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> query.get(20, TimeUnit.SECONDS))
				.withMessageContaining("57014");
		}
	}

	@Test
	void waitingForNotificationsTimesOutAndGoesOn() throws SQLException {
		try (Connection listener = this.dataSource.getConnection();
				Connection notifier = this.dataSource.getConnection()) {
			listener.createStatement().execute("listen bell");
			PGConnection bell = listener.unwrap(PGConnection.class);
			assertThat(bell.getNotifications(200)).isNullOrEmpty();
			notifier.createStatement().execute("notify bell, 'rung'");
			PGNotification[] notifications = bell.getNotifications(20_000);
			assertThat(notifications).extracting(PGNotification::getParameter).containsExactly("rung");
		}
	}

	@Test
	void aPoolUsesManyTunnelsAtOnce() throws Exception {
		try (HikariDataSource pool = new HikariDataSource()) {
			pool.setDataSource(this.dataSource);
			pool.setMaximumPoolSize(8);
			JdbcClient client = JdbcClient.create(pool);
			var threads = Executors.newFixedThreadPool(8);
			List<Future<Long>> sums = new ArrayList<>();
			for (int i = 0; i < 64; i++) {
				sums.add(
						threads.submit(() -> client.sql("select sum(n), pg_sleep(0.01) from generate_series(1, 1000) n")
							.query((row, number) -> row.getLong(1))
							.single()));
			}
			for (Future<Long> sum : sums) {
				assertThat(sum.get(60, TimeUnit.SECONDS)).isEqualTo(500_500L);
			}
			threads.shutdown();
			assertThat(this.context.getBean(WsTunnels.class).getAll()).hasSizeBetween(2, 8);
		}
		Awaitility.await()
			.atMost(Duration.ofSeconds(20))
			.until(() -> this.context.getBean(WsTunnels.class).getAll().isEmpty());
	}

	@Test
	void whenTheServerIsGoneTheDriverSaysSo() throws SQLException {
		try (Connection connection = this.dataSource.getConnection();
				Connection killer = this.dataSource.getConnection()) {
			int process = connection.unwrap(PGConnection.class).getBackendPID();
			killer.createStatement().execute("select pg_terminate_backend(" + process + ")");
			Instant limit = Instant.now().plusSeconds(20);
			assertThatExceptionOfType(SQLException.class).isThrownBy(() -> {
				while (Instant.now().isBefore(limit)) {
					connection.createStatement().execute("select 1");
				}
			});
			assertThat(killer.isValid(5)).isTrue();
		}
	}

	private static boolean isSleeping(Connection observer) throws SQLException {
		try (var result = observer.createStatement()
			.executeQuery("select count(*) from pg_stat_activity where query = 'select pg_sleep(60)' "
					+ "and state = 'active'")) {
			return result.next() && result.getInt(1) == 1;
		}
	}

	/**
	 * A PostgreSQL server.
	 *
	 * @param host the host it listens on
	 * @param port the port it listens on
	 * @param database the database
	 * @param user the user
	 * @param password the password
	 */
	record Server(String host, int port, String database, String user, String password) {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(excludeName = { "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
			"org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration",
			"org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterAutoConfiguration" })
	static class Tunnels {

		@Bean
		Relay relay(Environment environment) {
			return new Relay(environment.getRequiredProperty("test.postgres.host"),
					environment.getRequiredProperty("test.postgres.port", Integer.class));
		}

	}

	static class Relay {

		private final String host;

		private final int port;

		Relay(String host, int port) {
			this.host = host;
			this.port = port;
		}

		@WsTunnel("/tunnels/postgres")
		void postgres(WsConnection connection) throws Exception {
			try (Socket server = new Socket(this.host, this.port)) {
				server.setTcpNoDelay(true);
				CompletableFuture<Void> back = CompletableFuture.runAsync(() -> copyBack(server, connection),
						new SimpleAsyncTaskExecutor("relay-"));
				connection.getInputStream().transferTo(server.getOutputStream());
				server.shutdownOutput();
				back.get(10, TimeUnit.SECONDS);
			}
		}

		private void copyBack(Socket server, WsConnection connection) {
			try (InputStream in = server.getInputStream()) {
				in.transferTo(connection.getOutputStream());
				connection.close();
			}
			catch (IOException ex) {
				connection.abort();
			}
		}

	}

}
