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

package io.wstunnel.testsupport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;

import javax.sql.DataSource;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

/**
 * The PostgreSQL server of this JVM. It comes from its jar, has a certificate, and ends
 * with the JVM.
 */
public final class SharedPostgres {

	/**
	 * The name of its superuser, and of that one's database.
	 */
	public static final String USER = "postgres";

	private static SharedPostgres instance;

	private final EmbeddedPostgres server;

	private final Path certificate;

	private SharedPostgres() throws IOException, GeneralSecurityException {
		TestTls tls = TestTls.create();
		this.certificate = write("certificate", tls.certificatePem());
		Path key = write("key", tls.keyPem());
		this.server = EmbeddedPostgres.builder()
			.setServerConfig("ssl", "on")
			.setServerConfig("ssl_cert_file", this.certificate.toString())
			.setServerConfig("ssl_key_file", key.toString())
			.start();
	}

	/**
	 * Return the server, and start it if nobody has.
	 * @return the server
	 * @throws IOException if it does not start
	 * @throws GeneralSecurityException if there is no certificate for it
	 */
	public static SharedPostgres get() throws IOException, GeneralSecurityException {
		if (instance == null) {
			instance = new SharedPostgres();
		}
		return instance;
	}

	/**
	 * Return the port of {@code localhost} that it listens on.
	 * @return the port
	 */
	public int getPort() {
		return this.server.getPort();
	}

	/**
	 * Return the superuser's way to it, without a tunnel.
	 * @return the data source
	 */
	public DataSource getDatabase() {
		return this.server.getPostgresDatabase();
	}

	/**
	 * Return the certificate, which is for {@code localhost}.
	 * @return the file that has it in the PEM format
	 */
	public Path getCertificate() {
		return this.certificate;
	}

	/**
	 * Write a temporary file, which nobody else may read, as the server insists.
	 */
	private static Path write(String name, String content) throws IOException {
		Path file = Files.createTempFile("postgres-" + name, ".pem");
		file.toFile().deleteOnExit();
		return Files.writeString(file, content);
	}

}
