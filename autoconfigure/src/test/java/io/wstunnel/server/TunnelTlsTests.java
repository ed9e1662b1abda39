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

package io.wstunnel.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Map;
import java.util.Random;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

import io.wstunnel.WsConnection;
import io.wstunnel.WsTunnel;
import io.wstunnel.testsupport.ServerKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of tunnels over TLS.
 */
@OnEachServer
@Timeout(120)
class TunnelTlsTests {

	@Parameter
	private ServerKind kind;

	private static final String PASSWORD = "changeit";

	@TempDir
	private static Path directory;

	private static TunnelServer server;

	private static Path keyStore;

	@BeforeParameterizedClassInvocation
	static void start(ServerKind kind) throws Exception {
		keyStore = directory.resolve(kind + ".p12");
		Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
		int status = new ProcessBuilder(keytool.toString(), "-genkeypair", "-alias", "server", "-keyalg", "EC",
				"-dname", "CN=localhost", "-ext", "san=dns:localhost", "-storetype", "PKCS12", "-keystore",
				keyStore.toString(), "-storepass", PASSWORD)
			.inheritIO()
			.start()
			.waitFor();
		assertThat(status).isZero();
		server = TunnelServer.start(kind, Application.class, "server.ssl.bundle=tunnels",
				"spring.ssl.bundle.jks.tunnels.keystore.location=file:" + keyStore,
				"spring.ssl.bundle.jks.tunnels.keystore.password=" + PASSWORD,
				"spring.ssl.bundle.jks.tunnels.keystore.type=PKCS12");
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		server.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "TLSv1.3", "TLSv1.2" })
	void bytesAreEchoed(String protocol) throws Exception {
		byte[] sent = new byte[5 * 1024 * 1024];
		new Random(1).nextBytes(sent);
		try (RawWebSocket socket = open(protocol, "/echo", new byte[0])) {
			assertThat(socket.getStatus()).isEqualTo(101);
			Thread writer = new Thread(() -> {
				try {
					socket.send(0x2, sent);
				}
				catch (IOException ex) {
					throw new IllegalStateException(ex);
				}
			});
			writer.start();
			byte[] received = new byte[sent.length];
			int count = 0;
			while (count < sent.length) {
				byte[] payload = socket.receive(0x2);
				System.arraycopy(payload, 0, received, count, payload.length);
				count += payload.length;
			}
			assertThat(received).isEqualTo(sent);
			writer.join();
			socket.sendClose(1000);
			assertThat(socket.receiveClose()).isEqualTo(1000);
			assertThat(socket.readToEnd()).isEmpty();
		}
	}

	@Test
	void framesBehindTheRequestAreReceived() throws Exception {
		try (RawWebSocket socket = open("TLSv1.3", "/echo", RawWebSocket.frame(0x2, new byte[60000]))) {
			int count = 0;
			while (count < 60000) {
				count += socket.receive(0x2).length;
			}
			assertThat(count).isEqualTo(60000);
		}
	}

	@Test
	void aClientThatDoesNotReadIsWaitedFor() throws Exception {
		try (RawWebSocket socket = open("TLSv1.3", "/flood", new byte[0])) {
			server.getBean(Tunnels.class).awaitFlood();
			int count = 0;
			while (count < Tunnels.FLOOD) {
				count += socket.receive(0x2).length;
			}
			assertThat(count).isEqualTo(Tunnels.FLOOD);
			assertThat(socket.receiveClose()).isEqualTo(1000);
		}
	}

	private static RawWebSocket open(String protocol, String path, byte[] behind) throws Exception {
		KeyStore trusted = KeyStore.getInstance("PKCS12");
		try (InputStream in = Files.newInputStream(keyStore)) {
			trusted.load(in, PASSWORD.toCharArray());
		}
		KeyStore certificates = KeyStore.getInstance("PKCS12");
		certificates.load(null, null);
		certificates.setCertificateEntry("server", trusted.getCertificate("server"));
		TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		factory.init(certificates);
		SSLContext context = SSLContext.getInstance(protocol);
		context.init(null, factory.getTrustManagers(), null);
		SSLSocketFactory sockets = context.getSocketFactory();
		return RawWebSocket.open(sockets, server.getPort(), path, Map.of(), behind);
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		@Bean
		Tunnels tunnels() {
			return new Tunnels();
		}

	}

	static class Tunnels {

		static final int FLOOD = 20 * 1024 * 1024;

		private final java.util.concurrent.CountDownLatch flooding = new java.util.concurrent.CountDownLatch(1);

		@WsTunnel("/echo")
		void echo(WsConnection connection) throws IOException {
			connection.getInputStream().transferTo(connection.getOutputStream());
		}

		@WsTunnel("/flood")
		void flood(WsConnection connection) throws IOException {
			this.flooding.countDown();
			connection.write(java.nio.ByteBuffer.allocate(FLOOD));
		}

		void awaitFlood() throws InterruptedException {
			assertThat(this.flooding.await(10, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
		}

	}

}
