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

import io.wstunnel.testsupport.SharedPostgres;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.postgresql.PGProperty;
import org.postgresql.ds.PGSimpleDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * {@link PostgresTunnelTests} with a server that comes from its jar and has a
 * certificate.
 */
@Tag("once")
@OnEachTunnel
class EmbeddedPostgresTunnelTests extends PostgresTunnelTests {

	@Parameter
	private TunnelKind kind;

	@BeforeParameterizedClassInvocation
	static void openTunnel(TunnelKind kind) throws Exception {
		int port = SharedPostgres.get().getPort();
		openEnds(kind, new Server("localhost", port, SharedPostgres.USER, SharedPostgres.USER, SharedPostgres.USER));
	}

	@AfterParameterizedClassInvocation
	static void closeTunnel() {
		closeEnds();
	}

	@Test
	void theDriverLayersTlsOverTheTunnel() throws Exception {
		PGSimpleDataSource dataSource = dataSource();
		dataSource.setSslMode("require");
		try (Connection connection = dataSource.getConnection()) {
			assertThat(usesTls(connection)).isTrue();
			assertCopyComesBack(connection, 4 * 1024);
		}
		assertQueryIsCancelled(dataSource);
	}

	@Test
	void theDriverLayersTlsOverTheTunnelWithoutAskingFirst() throws SQLException {
		PGSimpleDataSource dataSource = dataSource();
		dataSource.setSslMode("require");
		dataSource.setProperty(PGProperty.SSL_NEGOTIATION, "direct");
		try (Connection connection = dataSource.getConnection()) {
			assertThat(usesTls(connection)).isTrue();
		}
	}

	@Test
	void theDriverVerifiesTheServerBehindTheTunnel() throws Exception {
		PGSimpleDataSource dataSource = dataSource();
		dataSource.setSslMode("verify-full");
		dataSource.setSslRootCert(SharedPostgres.get().getCertificate().toString());
		dataSource.setServerNames(new String[] { "localhost" });
		try (Connection connection = dataSource.getConnection()) {
			assertThat(usesTls(connection)).isTrue();
		}
		dataSource.setServerNames(new String[] { "another.host" });
		assertThatExceptionOfType(SQLException.class).isThrownBy(dataSource::getConnection)
			.withMessageContaining("another.host");
	}

	private static boolean usesTls(Connection connection) throws SQLException {
		try (var statement = connection.createStatement();
				var result = statement.executeQuery("select ssl from pg_stat_ssl where pid = pg_backend_pid()")) {
			return result.next() && result.getBoolean(1);
		}
	}

}
