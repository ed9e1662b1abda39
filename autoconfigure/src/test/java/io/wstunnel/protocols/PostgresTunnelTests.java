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

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import io.wstunnel.testsupport.Call;
import io.wstunnel.testsupport.CallingThreads;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.postgresql.ds.PGSimpleDataSource;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * PostgreSQL's driver through a tunnel to a real server.
 */
@Tag("once")
@Timeout(120)
abstract class PostgresTunnelTests {

	private static final int POOL_SIZE = 20;

	private static final String LETTERS = new Random(1).ints('a', 'z' + 1)
		.limit(2100)
		.collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
		.toString();

	private static final String TUNNEL = "database";

	private static TunnelEnds ends;

	private static Server server;

	/**
	 * Open the tunnel.
	 * @param kind what it runs over
	 * @param target the server that it leads to
	 */
	static void openEnds(TunnelKind kind, Server target) throws Exception {
		server = target;
		ends = TunnelEnds.start(kind);
		ends.configure(TUNNEL, target.host(), target.port());
	}

	static void closeEnds() {
		ends.close();
	}

	@AfterEach
	void nothingIsLeftBehind() {
		ends.awaitOpen(0);
	}

	/**
	 * Return a data source as an application would configure it, by texts alone, whose
	 * host name nobody needs to know.
	 * @return a new data source
	 */
	PGSimpleDataSource dataSource() {
		PGSimpleDataSource dataSource = new PGSimpleDataSource();
		dataSource.setServerNames(new String[] { "not.the.real.host" });
		dataSource.setDatabaseName(server.database());
		dataSource.setUser(server.user());
		dataSource.setPassword(server.password());
		dataSource.setConnectTimeout(30);
		dataSource.setTcpKeepAlive(true);
		dataSource.setSslMode("disable");
		dataSource.setSocketFactory("io.wstunnel.client.WsTunnelSocketFactory");
		dataSource.setSocketFactoryArg(TUNNEL);
		return dataSource;
	}

	@Test
	void transactionsAreCommittedAndRolledBack() throws SQLException {
		try (Connection connection = dataSource().getConnection()) {
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
	void fiftyMegabytesAreCopiedInAndOut() throws Exception {
		try (Connection connection = dataSource().getConnection()) {
			assertCopyComesBack(connection, 50 * 1024);
		}
	}

	/**
	 * Copy lines of about one kilobyte in and out, and check that they are the same.
	 */
	static void assertCopyComesBack(Connection connection, int lines) throws Exception {
		CRC32 sent = new CRC32();
		CheckedOutputStream received = new CheckedOutputStream(OutputStream.nullOutputStream(), new CRC32());
		connection.createStatement().execute("create temporary table lines (number int, text text)");
		var copy = connection.unwrap(PGConnection.class).getCopyAPI();
		var in = copy.copyIn("copy lines from stdin");
		for (int i = 0; i < lines; i++) {
			byte[] line = line(i);
			sent.update(line);
			in.writeToCopy(line, 0, line.length);
		}
		assertThat(in.endCopy()).isEqualTo(lines);
		assertThat(copy.copyOut("copy lines to stdout", received)).isEqualTo(lines);
		assertThat(received.getChecksum().getValue()).isEqualTo(sent.getValue());
	}

	private static byte[] line(int number) {
		String text = LETTERS.substring(number % 1000, number % 1000 + 1020);
		return (number + "\t" + text + "\n").getBytes(StandardCharsets.US_ASCII);
	}

	@Test
	void aQueryIsCancelledOnASecondConnection() throws Exception {
		assertQueryIsCancelled(dataSource());
	}

	static void assertQueryIsCancelled(DataSource dataSource) throws Exception {
		try (Connection connection = dataSource.getConnection(); var statement = connection.createStatement()) {
			Call<Boolean> query = CallingThreads.PLATFORM.call(() -> statement.execute("select pg_sleep(60)"));
			try (Connection observer = dataSource.getConnection()) {
				Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> isSleeping(observer));
			}
			int before = ends.countEverOpened();
			statement.cancel();
			assertThat(query.getFailure()).isInstanceOfSatisfying(SQLException.class,
					(ex) -> assertThat(ex.getSQLState()).isEqualTo("57014"));
			assertThat(ends.countEverOpened()).isEqualTo(before + 1);
			assertThat(connection.isValid(30)).isTrue();
		}
	}

	@Test
	void waitingForNotificationsTimesOutAndGoesOn() throws SQLException {
		PGSimpleDataSource dataSource = dataSource();
		try (Connection listener = dataSource.getConnection(); Connection notifier = dataSource.getConnection()) {
			listener.createStatement().execute("listen bell");
			PGConnection bell = listener.unwrap(PGConnection.class);
			for (int i = 0; i < 5; i++) {
				assertThat(bell.getNotifications(20)).isNullOrEmpty();
				assertThat(bell.getNotifications()).isNullOrEmpty();
				notifier.createStatement().execute("notify bell, 'rung " + i + "'");
				PGNotification[] notifications = bell.getNotifications(30_000);
				assertThat(notifications).extracting(PGNotification::getParameter).containsExactly("rung " + i);
			}
		}
	}

	@Test
	void aNotificationEndsTheWaitForIt() throws Exception {
		PGSimpleDataSource dataSource = dataSource();
		try (Connection listener = dataSource.getConnection(); Connection notifier = dataSource.getConnection()) {
			listener.createStatement().execute("listen bell");
			PGConnection bell = listener.unwrap(PGConnection.class);
			Call<PGNotification[]> waiting = CallingThreads.PLATFORM.call(() -> bell.getNotifications(60_000))
				.awaitBlocked();
			notifier.createStatement().execute("notify bell, 'rung'");
			assertThat(waiting.get()).extracting(PGNotification::getParameter).containsExactly("rung");
		}
	}

	@Test
	void aQueryEndsAtTheSocketTimeout() throws SQLException {
		PGSimpleDataSource dataSource = dataSource();
		dataSource.setSocketTimeout(1);
		try (Connection connection = dataSource.getConnection()) {
			assertThatExceptionOfType(SQLException.class)
				.isThrownBy(() -> connection.createStatement().execute("select pg_sleep(20)"))
				.withStackTraceContaining("SocketTimeoutException");
			assertThat(connection.isClosed()).isTrue();
		}
	}

	@Test
	void aPoolHasTwentyTunnelsAtOnce() throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(POOL_SIZE);
		try (HikariDataSource pool = pool()) {
			// Of threads that begin to wait at once the pool may miss one
			pool.setMinimumIdle(POOL_SIZE);
			CyclicBarrier everyConnectionIsTaken = new CyclicBarrier(POOL_SIZE);
			assertAll(threads, POOL_SIZE, () -> {
				try (Connection connection = pool.getConnection()) {
					everyConnectionIsTaken.await(60, TimeUnit.SECONDS);
					return connection.isValid(30) ? 1L : 0L;
				}
			}, 1L);
			assertThat(ends.countOpen()).isEqualTo(POOL_SIZE);
			JdbcClient client = JdbcClient.create(pool);
			assertAll(threads, 10 * POOL_SIZE,
					() -> client.sql("select sum(n) from generate_series(1, 1000) n").query(Long.class).single(),
					500_500L);
		}
		finally {
			threads.shutdown();
		}
	}

	@Test
	void springsJdbcClientTakesPartInTransactions() throws Exception {
		try (HikariDataSource pool = pool()) {
			JdbcClient client = JdbcClient.create(pool);
			TransactionTemplate transactions = new TransactionTemplate(new JdbcTransactionManager(pool));
			client.sql("create table if not exists notes (note text)").update();
			client.sql("truncate notes").update();
			transactions
				.executeWithoutResult((status) -> client.sql("insert into notes values (?)").param("kept").update());
			assertThatIllegalStateException().isThrownBy(() -> transactions.executeWithoutResult((status) -> {
				client.sql("insert into notes values (:note)").param("note", "dropped").update();
				throw new IllegalStateException();
			}));
			assertThat(client.sql("select note from notes").query(String.class).list()).containsExactly("kept");
		}
	}

	@Test
	void whenTheServerIsGoneTheDriverSaysSo() throws SQLException {
		PGSimpleDataSource dataSource = dataSource();
		try (Connection connection = dataSource.getConnection(); Connection killer = dataSource.getConnection()) {
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

	@Test
	void aPoolReplacesTheTunnelsThatWereCut() throws Exception {
		try (HikariDataSource pool = pool()) {
			JdbcClient client = JdbcClient.create(pool);
			assertThat(client.sql("select 1").query(Integer.class).single()).isEqualTo(1);
			ends.cut();
			ends.awaitOpen(0);
			Awaitility.await()
				.atMost(Duration.ofSeconds(30))
				.ignoreExceptions()
				.until(() -> client.sql("select 2").query(Integer.class).single() == 2);
		}
	}

	private HikariDataSource pool() {
		HikariDataSource pool = new HikariDataSource();
		pool.setDataSource(dataSource());
		pool.setMinimumIdle(0);
		pool.setMaximumPoolSize(POOL_SIZE);
		return pool;
	}

	private static void assertAll(ExecutorService threads, int times, Callable<Long> task, Long expected)
			throws Exception {
		List<Future<Long>> results = new ArrayList<>();
		for (int i = 0; i < times; i++) {
			results.add(threads.submit(task));
		}
		for (Future<Long> result : results) {
			assertThat(result.get(60, TimeUnit.SECONDS)).isEqualTo(expected);
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

}
