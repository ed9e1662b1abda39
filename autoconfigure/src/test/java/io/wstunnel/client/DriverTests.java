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

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import com.microsoft.sqlserver.jdbc.SQLServerDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.ds.PGSimpleDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Drivers create their socket factories by name and speak through them to a server that
 * gives a first answer each: what comes back in the driver's words went both ways.
 */
@Timeout(60)
class DriverTests {

	private static final int TOO_MANY_CONNECTIONS = 1040;

	@Test
	void postgresqlCreatesTheFactoryWithItsArgument() throws Exception {
		try (RawServer server = new RawServer((client) -> {
			client.accept();
			client.readFrame();
			client.send(RawWebSocket.frame(0x82, postgresqlError("53300", "no more connections")));
			client.awaitEnd();
		})) {
			PGSimpleDataSource dataSource = new PGSimpleDataSource();
			dataSource.setSocketFactory(WsTunnelSocketFactory.class.getName());
			dataSource.setSocketFactoryArg(server.uri("/").toString());
			dataSource.setUser("me");
			dataSource.setSslMode("disable");
			dataSource.setGssEncMode("disable");
			dataSource.setTcpKeepAlive(true);
			assertThatExceptionOfType(SQLException.class).isThrownBy(dataSource::getConnection)
				.withMessageContaining("no more connections");
		}
	}

	@Test
	void sqlServerCreatesTheFactoryWithItsArgument() throws Exception {
		CompletableFuture<byte[]> first = new CompletableFuture<>();
		try (RawServer server = new RawServer((client) -> {
			client.accept();
			first.complete(client.readFrame().payload());
		})) {
			SQLServerDataSource dataSource = new SQLServerDataSource();
			dataSource.setServerName("localhost");
			dataSource.setSocketFactoryClass(WsTunnelSocketFactory.class.getName());
			dataSource.setSocketFactoryConstructorArg(server.uri("/").toString());
			dataSource.setLoginTimeout(20);
			dataSource.setConnectRetryCount(0);
			assertThatExceptionOfType(SQLException.class).isThrownBy(dataSource::getConnection);
			// The type of a pre-login packet
			assertThat(first.get(20, TimeUnit.SECONDS)).startsWith(0x12);
		}
	}

	@Test
	void mariaDbConfiguresTheFactoryByAnOption() throws Exception {
		try (RawServer server = mariaDb()) {
			Properties properties = new Properties();
			properties.setProperty("socketFactory", MariaDbSocketFactory.class.getName());
			properties.setProperty("socketFactoryArg", server.uri("/").toString());
			properties.setProperty("tcpKeepIdle", "30");
			assertThatExceptionOfType(SQLException.class)
				.isThrownBy(() -> connect("jdbc:mariadb://localhost/db", properties))
				.withMessageContaining("Too many connections");
		}
	}

	@Test
	void mariaDbsHostIsTheNameOfTheTunnelUnlessAnOptionIs() throws Exception {
		Properties properties = new Properties();
		properties.setProperty("socketFactory", MariaDbSocketFactory.class.getName());
		assertThatExceptionOfType(SQLException.class).isThrownBy(() -> connect("jdbc:mariadb://orders/db", properties))
			.havingRootCause()
			.withMessageContaining("'orders'");
	}

	private static void connect(String url, Properties properties) throws SQLException {
		try (Connection connection = DriverManager.getConnection(url, properties)) {
			assertThat(connection).isNull();
		}
	}

	private static RawServer mariaDb() throws IOException {
		return new RawServer((client) -> {
			client.accept();
			ByteArrayOutputStream error = new ByteArrayOutputStream();
			error.write(0xFF);
			error.write(TOO_MANY_CONNECTIONS & 0xFF);
			error.write(TOO_MANY_CONNECTIONS >> 8);
			error.writeBytes("#08004Too many connections".getBytes(StandardCharsets.US_ASCII));
			ByteArrayOutputStream packet = new ByteArrayOutputStream();
			packet.writeBytes(new byte[] { (byte) error.size(), 0, 0, 0 });
			packet.writeBytes(error.toByteArray());
			client.send(RawWebSocket.frame(0x82, packet.toByteArray()));
			client.awaitEnd();
		});
	}

	private static byte[] postgresqlError(String state, String message) {
		byte[] fields = ("SFATAL\0C" + state + "\0M" + message + "\0\0").getBytes(StandardCharsets.US_ASCII);
		ByteArrayOutputStream packet = new ByteArrayOutputStream();
		packet.write('E');
		packet.writeBytes(new byte[] { 0, 0, 0, (byte) (fields.length + 4) });
		packet.writeBytes(fields);
		return packet.toByteArray();
	}

}
