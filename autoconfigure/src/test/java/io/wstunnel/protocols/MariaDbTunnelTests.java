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

import java.sql.SQLException;

import javax.sql.DataSource;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.mariadb.jdbc.MariaDbDataSource;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;

/**
 * MariaDB's driver, which speaks to MySQL, too, to MariaDB. It hands its options to the
 * socket factory, also those that it does not know.
 */
@EnabledIfEnvironmentVariable(named = "TEST_MARIADB", matches = "true",
		disabledReason = "needs Docker with the image mariadb:11.8, and the environment variable TEST_MARIADB=true")
@Tag("once")
@Testcontainers(disabledWithoutDocker = true)
class MariaDbTunnelTests extends ContainerDatabaseTunnelTests {

	private static final String PASSWORD = "secret";

	@Container
	private static final GenericContainer<?> SERVER = new GenericContainer<>("mariadb:11.8")
		.withEnv("MARIADB_ROOT_PASSWORD", PASSWORD)
		.withEnv("MARIADB_DATABASE", "test")
		.withCommand("--max-allowed-packet=64M")
		.withExposedPorts(3306)
		.waitingFor(Wait.forLogMessage(".*ready for connections.*", 2));

	@BeforeAll
	static void openTunnel() throws Exception {
		openEnds(SERVER);
	}

	@Override
	DataSource dataSource() throws SQLException {
		MariaDbDataSource dataSource = new MariaDbDataSource("jdbc:mariadb://not.the.real.host/test"
				+ "?socketFactory=io.wstunnel.client.MariaDbSocketFactory&socketFactoryArg=" + TUNNEL);
		dataSource.setUser("root");
		dataSource.setPassword(PASSWORD);
		return dataSource;
	}

	@Override
	String bytesType() {
		return "longblob";
	}

	@Override
	String sleep() {
		return "select sleep(60)";
	}

}
