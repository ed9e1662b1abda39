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

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.postgresql.PostgreSQLContainer;

/**
 * {@link PostgresTunnelTests} with a server in a container.
 */
@Tag("once")
@Testcontainers(disabledWithoutDocker = true)
class ContainerPostgresTunnelTests extends PostgresTunnelTests {

	@Container
	private static final PostgreSQLContainer POSTGRES = new PostgreSQLContainer("postgres:17-alpine");

	@BeforeAll
	static void openTunnel() throws Exception {
		openEnds(TunnelKind.TOMCAT_OVER_TLS, new Server(POSTGRES.getHost(), POSTGRES.getMappedPort(5432),
				POSTGRES.getDatabaseName(), POSTGRES.getUsername(), POSTGRES.getPassword()));
	}

	@AfterAll
	static void closeTunnel() {
		closeEnds();
	}

}
