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

import javax.sql.DataSource;

import com.microsoft.sqlserver.jdbc.SQLServerDataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;

/**
 * Microsoft's driver to SQL Server, with the TLS that the driver layers inside of its
 * protocol.
 */
@EnabledIfEnvironmentVariable(named = "ACCEPT_EULA", matches = "Y",
		disabledReason = "needs Docker, and the environment variable ACCEPT_EULA=Y to accept SQL Server's licence")
@Tag("once")
@Testcontainers(disabledWithoutDocker = true)
class SqlServerTunnelTests extends ContainerDatabaseTunnelTests {

	private static final String PASSWORD = "Secret-of-this-test-1";

	@Container
	private static final GenericContainer<?> SERVER = new GenericContainer<>(
			"mcr.microsoft.com/mssql/server:2022-latest")
		.withEnv("ACCEPT_EULA", "Y")
		.withEnv("MSSQL_SA_PASSWORD", PASSWORD)
		.withExposedPorts(1433)
		.waitingFor(Wait.forLogMessage(".*SQL Server is now ready for client connections.*", 1));

	@BeforeAll
	static void openTunnel() throws Exception {
		openEnds(SERVER);
	}

	@Override
	DataSource dataSource() {
		SQLServerDataSource dataSource = new SQLServerDataSource();
		// The driver resolves the name, even though it does not connect to it
		dataSource.setServerName("localhost");
		dataSource.setUser("sa");
		dataSource.setPassword(PASSWORD);
		dataSource.setEncrypt("true");
		dataSource.setTrustServerCertificate(true);
		dataSource.setSocketFactoryClass("io.wstunnel.client.WsTunnelSocketFactory");
		dataSource.setSocketFactoryConstructorArg(TUNNEL);
		return dataSource;
	}

	@Override
	String bytesType() {
		return "varbinary(max)";
	}

	@Override
	String sleep() {
		return "waitfor delay '00:01:00'";
	}

}
