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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Base64;

import io.wstunnel.testsupport.TestTls;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
@OnEachTunnel
class EmbeddedPostgresTunnelTests extends PostgresTunnelTests {

	@TempDir
	private static Path directory;

	private static Path certificate;

	private static EmbeddedPostgres postgres;

	@Parameter
	private TunnelKind kind;

	@BeforeAll
	static void startPostgres() throws IOException, GeneralSecurityException {
		KeyStore keyStore = TestTls.create().keyStore();
		certificate = pem("CERTIFICATE", keyStore.getCertificate("test").getEncoded());
		Path key = pem("PRIVATE KEY", keyStore.getKey("test", TestTls.PASSWORD.toCharArray()).getEncoded());
		assertThat(key.toFile().setReadable(false, false) && key.toFile().setReadable(true, true)).isTrue();
		postgres = EmbeddedPostgres.builder()
			.setServerConfig("ssl", "on")
			.setServerConfig("ssl_cert_file", certificate.toString())
			.setServerConfig("ssl_key_file", key.toString())
			.start();
	}

	@AfterAll
	static void stopPostgres() throws IOException {
		postgres.close();
	}

	@BeforeParameterizedClassInvocation
	static void openTunnel(TunnelKind kind) throws Exception {
		openEnds(kind);
	}

	@AfterParameterizedClassInvocation
	static void closeTunnel() {
		closeEnds();
	}

	@Override
	Server server() {
		return new Server("localhost", postgres.getPort(), "postgres", "postgres", "postgres");
	}

	@Test
	void theDriverLayersTlsOverTheTunnel() throws Exception {
		PGSimpleDataSource dataSource = dataSource();
		dataSource.setSslMode("require");
		try (Connection connection = dataSource.getConnection()) {
			assertThat(usesTls(connection)).isTrue();
			assertCopyComesBack(connection, 4 * 1024);
		}
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
	void theDriverVerifiesTheServerBehindTheTunnel() throws SQLException {
		PGSimpleDataSource dataSource = dataSource();
		dataSource.setSslMode("verify-full");
		dataSource.setSslRootCert(certificate.toString());
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

	private static Path pem(String type, byte[] content) throws IOException {
		return Files.writeString(directory.resolve(type.replace(' ', '-') + ".pem"), "-----BEGIN " + type + "-----\n"
				+ Base64.getMimeEncoder().encodeToString(content) + "\n-----END " + type + "-----\n");
	}

}
