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

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import io.wstunnel.testsupport.TestTls;

/**
 * A certificate that signs itself.
 */
final class TestCertificate {

	private static final char[] PASSWORD = TestTls.PASSWORD.toCharArray();

	private final Path file;

	private final KeyStore keyStore;

	private TestCertificate(Path file, KeyStore keyStore) {
		this.file = file;
		this.keyStore = keyStore;
	}

	/**
	 * Create a certificate.
	 * @param directory where to put it
	 * @param names its names, as in {@code dns:localhost,ip:127.0.0.1}
	 * @return the certificate
	 */
	static TestCertificate create(Path directory, String names) {
		Path file = directory.resolve(names.replaceAll("[^a-z0-9]", "-") + ".p12");
		try {
			KeyStore keyStore = TestTls.generate(names);
			try (OutputStream out = Files.newOutputStream(file)) {
				keyStore.store(out, PASSWORD);
			}
			return new TestCertificate(file, keyStore);
		}
		catch (IOException | GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	Path getFile() {
		return this.file;
	}

	String getPassword() {
		return new String(PASSWORD);
	}

	/**
	 * Write the certificate, without its key, in the PEM format.
	 * @param target where to
	 */
	void writePem(Path target) {
		try {
			byte[] encoded = this.keyStore.getCertificate("test").getEncoded();
			Files.writeString(target, "-----BEGIN CERTIFICATE-----\n" + Base64.getMimeEncoder().encodeToString(encoded)
					+ "\n-----END CERTIFICATE-----\n");
		}
		catch (IOException | GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	SSLContext serverContext() {
		try {
			KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
			factory.init(this.keyStore, PASSWORD);
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(factory.getKeyManagers(), null, null);
			return context;
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	SSLContext trustingContext() {
		try {
			KeyStore trusted = KeyStore.getInstance("PKCS12");
			trusted.load(null, null);
			trusted.setCertificateEntry("test", this.keyStore.getCertificate("test"));
			TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
			factory.init(trusted);
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(null, factory.getTrustManagers(), null);
			return context;
		}
		catch (IOException | GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
