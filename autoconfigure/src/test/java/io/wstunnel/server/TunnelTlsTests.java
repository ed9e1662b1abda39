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
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

import io.wstunnel.WsConnection;
import io.wstunnel.WsTunnel;
import io.wstunnel.testsupport.Await;
import io.wstunnel.testsupport.Call;
import io.wstunnel.testsupport.CallingThreads;
import io.wstunnel.testsupport.ServerKind;
import io.wstunnel.testsupport.TestTls;
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

	@TempDir
	private static Path directory;

	private static TunnelServer server;

	@BeforeParameterizedClassInvocation
	static void start(ServerKind kind) throws Exception {
		Path keyStore = directory.resolve(kind + ".p12");
		try (OutputStream out = Files.newOutputStream(keyStore)) {
			TestTls.create().keyStore().store(out, TestTls.PASSWORD.toCharArray());
		}
		server = TunnelServer.start(kind, Application.class, "server.ssl.bundle=tunnels",
				"spring.ssl.bundle.jks.tunnels.keystore.location=file:" + keyStore,
				"spring.ssl.bundle.jks.tunnels.keystore.password=" + TestTls.PASSWORD,
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
			Call<Boolean> writer = CallingThreads.PLATFORM.call(() -> {
				socket.send(0x2, sent);
				return true;
			});
			byte[] received = new byte[sent.length];
			int count = 0;
			while (count < sent.length) {
				byte[] payload = socket.receive(0x2);
				System.arraycopy(payload, 0, received, count, payload.length);
				count += payload.length;
			}
			assertThat(received).isEqualTo(sent);
			writer.get();
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
		KeyStore certificates = KeyStore.getInstance("PKCS12");
		certificates.load(null, null);
		certificates.setCertificateEntry("test", TestTls.create().keyStore().getCertificate("test"));
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

		private final CompletableFuture<Thread> flooding = new CompletableFuture<>();

		@WsTunnel("/echo")
		void echo(WsConnection connection) throws IOException {
			connection.getInputStream().transferTo(connection.getOutputStream());
		}

		@WsTunnel("/flood")
		void flood(WsConnection connection) throws IOException {
			this.flooding.complete(Thread.currentThread());
			connection.write(java.nio.ByteBuffer.allocate(FLOOD));
		}

		void awaitFlood() throws Exception {
			Await.waiting(Await.value(this.flooding));
		}

	}

}
