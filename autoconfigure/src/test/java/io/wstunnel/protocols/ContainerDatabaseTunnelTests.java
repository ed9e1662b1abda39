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

import java.sql.Connection;
import java.sql.SQLException;

import javax.sql.DataSource;

import io.wstunnel.testsupport.Call;
import io.wstunnel.testsupport.CallingThreads;
import io.wstunnel.testsupport.Payloads;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.testcontainers.containers.GenericContainer;

import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A JDBC driver through a tunnel to a server that exists only as a container. Not on each
 * tunnel: Surefire does not report a parameterized class that is disabled.
 */
@Tag("once")
@Timeout(300)
abstract class ContainerDatabaseTunnelTests {

	/**
	 * Name of the tunnel to the server.
	 */
	static final String TUNNEL = "database";

	private static TunnelEnds ends;

	/**
	 * Open the tunnel.
	 * @param server the server that it leads to
	 */
	static void openEnds(GenericContainer<?> server) throws Exception {
		ends = TunnelEnds.start(TunnelKind.JETTY_OVER_TLS);
		ends.configure(TUNNEL, server.getHost(), server.getFirstMappedPort());
	}

	@AfterAll
	static void closeEnds() {
		ends.close();
	}

	@AfterEach
	void nothingIsLeftBehind() {
		ends.awaitOpen(0);
	}

	/**
	 * Return a data source as an application would configure it, by texts alone.
	 * @return a new data source
	 * @throws SQLException if the driver does not take its settings
	 */
	abstract DataSource dataSource() throws SQLException;

	/**
	 * Return the type of a column of bytes.
	 * @return the type, at least 16 MB long
	 */
	abstract String bytesType();

	/**
	 * Return a statement that takes a minute.
	 * @return the statement
	 */
	abstract String sleep();

	@Test
	void transactionsAreCommittedAndRolledBack() throws SQLException {
		DataSource dataSource = dataSource();
		JdbcClient client = JdbcClient.create(dataSource);
		client.sql("create table notes (note varchar(20))").update();
		try (Connection connection = dataSource.getConnection()) {
			connection.setAutoCommit(false);
			connection.createStatement().execute("insert into notes values ('kept')");
			connection.commit();
			connection.createStatement().execute("insert into notes values ('dropped')");
			connection.rollback();
		}
		assertThat(client.sql("select note from notes").query(String.class).list()).containsExactly("kept");
		client.sql("drop table notes").update();
	}

	@Test
	void megabytesComeBackUnchanged() throws SQLException {
		byte[] bytes = Payloads.bytes(10 * 1024 * 1024);
		JdbcClient client = JdbcClient.create(dataSource());
		client.sql("create table files (content " + bytesType() + ")").update();
		client.sql("insert into files values (?)").param(bytes).update();
		assertThat(client.sql("select content from files").query((row, number) -> row.getBytes(1)).single())
			.isEqualTo(bytes);
		client.sql("drop table files").update();
	}

	@Test
	void aQueryIsCancelled() throws Exception {
		try (Connection connection = dataSource().getConnection(); var statement = connection.createStatement()) {
			Call<Boolean> query = CallingThreads.PLATFORM.call(() -> statement.execute(sleep())).awaitBlocked();
			statement.cancel();
			assertThat(query.getFailure()).isInstanceOf(SQLException.class);
			assertThat(connection.isValid(30)).isTrue();
		}
	}

}
