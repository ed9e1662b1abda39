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
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * TLS with a certificate of its own for {@code localhost}, made by the JDK's keytool.
 *
 * @param keyStore the key and its certificate
 * @param context presents the certificate, and trusts it
 */
public record TestTls(KeyStore keyStore, SSLContext context) {

	/**
	 * Password of the key store.
	 */
	public static final String PASSWORD = "secret";

	private static TestTls instance;

	/**
	 * Return the one key store of all tests.
	 * @return the TLS material
	 * @throws IOException if keytool fails
	 * @throws GeneralSecurityException if what it made cannot be used
	 */
	public static TestTls create() throws IOException, GeneralSecurityException {
		TestTls created = instance;
		if (created == null) {
			KeyStore keyStore = generate("dns:localhost,ip:127.0.0.1");
			created = new TestTls(keyStore, context(keyStore));
			instance = created;
		}
		return created;
	}

	/**
	 * Generate a key, and a certificate that signs itself.
	 * @param names the names of the certificate, as in {@code dns:localhost,ip:127.0.0.1}
	 * @return a key store with both as {@code test}
	 * @throws IOException if keytool fails
	 * @throws GeneralSecurityException if what it made cannot be used
	 */
	public static KeyStore generate(String names) throws IOException, GeneralSecurityException {
		Path directory = Files.createTempDirectory("test-tls");
		Path file = directory.resolve("keystore.p12");
		try {
			String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
			Process process = new ProcessBuilder(List.of(keytool, "-genkeypair", "-alias", "test", "-keyalg", "EC",
					"-dname", "CN=test", "-ext", "san=" + names, "-storetype", "PKCS12", "-keystore", file.toString(),
					"-storepass", PASSWORD))
				.redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.start();
			if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
				throw new IOException("keytool failed");
			}
			KeyStore keyStore = KeyStore.getInstance("PKCS12");
			try (InputStream input = Files.newInputStream(file)) {
				keyStore.load(input, PASSWORD.toCharArray());
			}
			return keyStore;
		}
		catch (InterruptedException ex) {
			throw new IOException(ex);
		}
		finally {
			Files.deleteIfExists(file);
			Files.deleteIfExists(directory);
		}
	}

	/**
	 * Return the certificate as text, for those who trust it by configuration.
	 * @return the certificate in the PEM format
	 * @throws GeneralSecurityException if it cannot be encoded
	 */
	public String certificatePem() throws GeneralSecurityException {
		return pem("CERTIFICATE", this.keyStore.getCertificate("test").getEncoded());
	}

	/**
	 * Return the key as text.
	 * @return the key in the PEM format, not encrypted
	 * @throws GeneralSecurityException if it cannot be read
	 */
	public String keyPem() throws GeneralSecurityException {
		return pem("PRIVATE KEY", this.keyStore.getKey("test", PASSWORD.toCharArray()).getEncoded());
	}

	private static String pem(String type, byte[] content) {
		return "-----BEGIN " + type + "-----\n" + Base64.getMimeEncoder().encodeToString(content) + "\n-----END " + type
				+ "-----\n";
	}

	/**
	 * Return what trusts the certificate, for clients that want it beside the context.
	 * @return the trust manager
	 * @throws GeneralSecurityException if the certificate cannot be used
	 */
	public X509TrustManager trustManager() throws GeneralSecurityException {
		return (X509TrustManager) trustManagers(this.keyStore)[0];
	}

	private static SSLContext context(KeyStore keyStore) throws GeneralSecurityException {
		KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		keys.init(keyStore, PASSWORD.toCharArray());
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(keys.getKeyManagers(), trustManagers(keyStore), null);
		return context;
	}

	private static TrustManager[] trustManagers(KeyStore keyStore) throws GeneralSecurityException {
		KeyStore trusted = KeyStore.getInstance("PKCS12");
		try {
			trusted.load(null, null);
		}
		catch (IOException ex) {
			throw new GeneralSecurityException(ex);
		}
		trusted.setCertificateEntry("test", keyStore.getCertificate("test"));
		TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		trust.init(trusted);
		return trust.getTrustManagers();
	}

}
