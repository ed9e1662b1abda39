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

package io.wstunnel.sample;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A client that knows of a local port only, as {@code psql} does.
 */
final class DatabaseClient implements AutoCloseable {

	private final Connection connection;

	DatabaseClient(int localPort) throws SQLException {
		this.connection = DriverManager.getConnection("jdbc:postgresql://localhost:" + localPort + "/sample", "reader",
				null);
	}

	/**
	 * Return the port that the database says it is connected to at.
	 */
	int serverPort() throws SQLException {
		try (ResultSet result = this.connection.createStatement().executeQuery("SELECT inet_server_port()")) {
			assertThat(result.next()).isTrue();
			return result.getInt(1);
		}
	}

	/**
	 * Send a long text, and receive another one.
	 */
	void exchange(int sent, int received) throws SQLException {
		try (PreparedStatement statement = this.connection.prepareStatement("SELECT length(?), repeat('x', ?)")) {
			statement.setString(1, "x".repeat(sent));
			statement.setInt(2, received);
			try (ResultSet result = statement.executeQuery()) {
				assertThat(result.next()).isTrue();
				assertThat(result.getInt(1)).isEqualTo(sent);
				assertThat(result.getString(2)).hasSize(received);
			}
		}
	}

	/**
	 * Check that the connection is lost, and that the driver says so.
	 */
	void assertCut() {
		assertThatExceptionOfType(SQLException.class).isThrownBy(this::serverPort)
			.withCauseInstanceOf(IOException.class)
			.satisfies((ex) -> assertThat(ex.getSQLState()).isEqualTo("08006"));
	}

	@Override
	public void close() throws SQLException {
		this.connection.close();
	}

}
