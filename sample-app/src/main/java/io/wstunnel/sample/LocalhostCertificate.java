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
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslStoreBundle;

/**
 * A certificate for {@code localhost} that signs itself, made by the JDK's keytool. Each
 * start makes another, whose key never stays on a disk: one in the repository would be
 * everybody's, and whoever had trusted it could be deceived by anybody.
 */
final class LocalhostCertificate {

	private static final String ALIAS = "localhost";

	private static final int TIMEOUT_SECONDS = 30;

	private LocalhostCertificate() {
	}

	/**
	 * Create a certificate.
	 * @return a bundle for the server, which has the key, and for the clients, which
	 * trust this certificate and no other
	 */
	static SslBundle createBundle() {
		try {
			String password = UUID.randomUUID().toString();
			KeyStore keyStore = createKeyStore(password);
			KeyStore trustStore = KeyStore.getInstance("PKCS12");
			trustStore.load(null, null);
			trustStore.setCertificateEntry(ALIAS, keyStore.getCertificate(ALIAS));
			return SslBundle.of(SslStoreBundle.of(keyStore, password, trustStore));
		}
		catch (IOException | GeneralSecurityException ex) {
			throw new IllegalStateException("There is no certificate for localhost", ex);
		}
	}

	private static KeyStore createKeyStore(String password) throws IOException, GeneralSecurityException {
		Path directory = Files.createTempDirectory("wstunnel-sample");
		Path file = directory.resolve("localhost.p12");
		try {
			run(file, password);
			KeyStore keyStore = KeyStore.getInstance("PKCS12");
			try (InputStream input = Files.newInputStream(file)) {
				keyStore.load(input, password.toCharArray());
			}
			return keyStore;
		}
		finally {
			Files.deleteIfExists(file);
			Files.delete(directory);
		}
	}

	/**
	 * The password is in the environment, since arguments show in the list of processes.
	 */
	private static void run(Path file, String password) throws IOException {
		String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
		ProcessBuilder builder = new ProcessBuilder(keytool, "-genkeypair", "-alias", ALIAS, "-keyalg", "EC", "-dname",
				"CN=localhost, O=wstunnel sample application", "-ext", "san=dns:localhost,ip:127.0.0.1", "-validity",
				"90", "-storetype", "PKCS12", "-keystore", file.toString(), "-storepass:env", "STORE_PASSWORD");
		builder.environment().put("STORE_PASSWORD", password);
		Process process = builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
		try {
			if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
				throw new IOException("keytool failed");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IOException("Interrupted while keytool runs", ex);
		}
		finally {
			process.destroyForcibly();
		}
	}

}
