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
import java.net.InetAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;

import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

import io.wstunnel.WsConnection;
import io.wstunnel.testsupport.Await;
import io.wstunnel.testsupport.Call;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for the client over TLS.
 */
@Timeout(60)
class ClientTlsTests {

	private static TestCertificate certificate;

	private static TestCertificate otherName;

	private final DefaultWsTunnelClient client = client(certificate);

	@BeforeAll
	static void createCertificates(@TempDir Path directory) {
		certificate = TestCertificate.create(directory, "dns:localhost,dns:tunnel.example,ip:127.0.0.1");
		otherName = TestCertificate.create(directory, "dns:other.example");
	}

	@AfterEach
	void closeClient() {
		this.client.close();
		Awaitility.await().until(() -> ClientConnectTests.countThreads("wstunnel-client") == 0);
	}

	@ParameterizedTest
	@ValueSource(strings = { "TLSv1.2", "TLSv1.3" })
	void bytesComeBackFromAnEchoServer(String protocol) throws Exception {
		try (RawServer server = echoServer(certificate, protocol);
				WsConnection connection = this.client.connect(uri("localhost", server))) {
			for (int length : new int[] { 1, 1000, 16 * 1024, 100_000, 3_000_000 }) {
				DefaultWsTunnelClientTests.echo(connection, length);
			}
		}
	}

	@Test
	void anIpAddressIsVerifiedAgainstTheCertificate() throws Exception {
		try (RawServer server = echoServer(certificate, "TLSv1.3");
				WsConnection connection = this.client.connect(uri("127.0.0.1", server))) {
			DefaultWsTunnelClientTests.echo(connection, 1000);
			assertThatExceptionOfType(SSLHandshakeException.class)
				.isThrownBy(() -> this.client.connect(uri("127.0.0.2", server)));
		}
	}

	@Test
	void aCertificateOfAnotherNameIsRefused() throws Exception {
		try (RawServer server = echoServer(otherName, "TLSv1.3"); DefaultWsTunnelClient client = client(otherName)) {
			assertThatExceptionOfType(SSLHandshakeException.class)
				.isThrownBy(() -> client.connect(uri("localhost", server)))
				.withMessageContaining("localhost:" + server.getPort())
				.withMessageContaining("name matching localhost");
		}
	}

	@Test
	void aCertificateThatNobodyTrustsIsRefused() throws Exception {
		try (RawServer server = echoServer(certificate, "TLSv1.3");
				DefaultWsTunnelClient client = DefaultWsTunnelClient.create()) {
			assertThatExceptionOfType(SSLHandshakeException.class)
				.isThrownBy(() -> client.connect(uri("localhost", server)))
				.withMessageContaining("localhost:" + server.getPort());
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "tunnel.example", "tunnel.example." })
	void theServerIsToldTheNameOfTheHostWithoutADotAtItsEnd(String host) throws Exception {
		BlockingQueue<SNIServerName> names = new LinkedBlockingQueue<>();
		try (RawServer server = server(certificate, "TLSv1.3", (socket) -> {
			socket.accept();
			names
				.addAll(((ExtendedSSLSession) ((SSLSocket) socket.getSocket()).getSession()).getRequestedServerNames());
			socket.echo();
		});
				DefaultWsTunnelClient client = DefaultWsTunnelClient.builder()
					.sslContext(certificate.trustingContext())
					.resolver((name) -> new InetAddress[] { InetAddress.getLoopbackAddress() })
					.build()) {
			client.connect(uri(host, server)).close();
			assertThat(Await.next(names)).hasToString("type=host_name (0), value=tunnel.example");
			assertThatExceptionOfType(SSLHandshakeException.class)
				.isThrownBy(() -> client.connect(uri(host.replace("tunnel", "bridge"), server)))
				.withMessageContaining("name matching bridge.example");
		}
	}

	@Test
	void aServerWithoutTlsIsRefused() throws Exception {
		try (RawServer server = new RawServer((socket) -> socket.send("SSH-2.0-OpenSSH_9.6\r\n"))) {
			assertThatExceptionOfType(SSLException.class)
				.isThrownBy(() -> this.client.connect(uri("localhost", server)))
				.withMessageContaining("localhost:" + server.getPort());
		}
	}

	@Test
	void aServerThatHangsUpInTheTlsHandshakeIsTold() throws Exception {
		try (RawServer server = new RawServer((socket) -> socket.getInputStream().read())) {
			assertThatIOException().isThrownBy(() -> this.client.connect(uri("localhost", server)))
				.withMessageContaining("localhost:" + server.getPort());
		}
	}

	@Test
	void theClientsCloseNotifyFollowsItsCloseFrame() throws Exception {
		CompletableFuture<Integer> end = new CompletableFuture<>();
		try (RawServer server = server(certificate, "TLSv1.3", (socket) -> {
			socket.accept();
			socket.send(RawWebSocket.frame(0x88, new byte[] { 3, (byte) 0xE8 }));
			assertThat(socket.readFrame().opcode()).isEqualTo(8);
			// Fails where the TCP connection ends without a close_notify
			end.complete(socket.getInputStream().read());
		})) {
			WsConnection connection = this.client.connect(uri("localhost", server));
			assertThat(connection.getInputStream().read()).isEqualTo(-1);
			assertThat(Await.value(end)).isEqualTo(-1);
		}
	}

	@Test
	void aServerThatDoesNotReadStopsTheWriterWhileTheReaderGoesOn() throws Exception {
		CountDownLatch go = new CountDownLatch(1);
		try (RawServer server = server(certificate, "TLSv1.3", (socket) -> {
			socket.accept();
			socket.send(RawWebSocket.frame(0x82, new byte[] { 42 }));
			Await.latch(go);
			socket.echo();
		}); WsConnection connection = this.client.connect(uri("localhost", server))) {
			byte[] bytes = new byte[16 * 1024 * 1024];
			new Random(1).nextBytes(bytes);
			Call<Void> writing = DefaultWsTunnelClientTests.run(() -> connection.write(ByteBuffer.wrap(bytes)))
				.awaitBlocked();
			assertThat(connection.getInputStream().read()).isEqualTo(42);
			go.countDown();
			assertThat(connection.getInputStream().readNBytes(bytes.length)).isEqualTo(bytes);
			writing.get();
		}
	}

	@Test
	void aSlowReaderLosesNothing() throws Exception {
		byte[] bytes = new byte[1_000_000];
		new Random(1).nextBytes(bytes);
		try (RawServer server = server(certificate, "TLSv1.3", (socket) -> {
			socket.accept();
			for (int start = 0; start < bytes.length; start += 50_000) {
				socket.send(RawWebSocket.frame(0x82, Arrays.copyOfRange(bytes, start, start + 50_000)));
			}
			socket.awaitEnd();
		})) {
			WsConnection connection = this.client.connect(uri("localhost", server));
			ByteBuffer received = ByteBuffer.allocate(bytes.length);
			while (received.hasRemaining()) {
				ByteBuffer slice = received.slice().limit(Math.min(7, received.remaining()));
				received.position(received.position() + connection.read(slice));
			}
			assertThat(received.array()).isEqualTo(bytes);
			connection.abort();
		}
	}

	@Test
	void theServerMayRenegotiate() throws Exception {
		try (RawServer server = server(certificate, "TLSv1.2", (socket) -> {
			socket.accept();
			for (int i = 0; i < 200; i++) {
				RawWebSocket.Frame frame = socket.readFrame();
				if (i % 20 == 0) {
					((SSLSocket) socket.getSocket()).startHandshake();
				}
				socket.send(RawWebSocket.frame(0x82, frame.payload()));
			}
			socket.echo();
		}); WsConnection connection = this.client.connect(uri("localhost", server))) {
			byte[] bytes = new byte[200 * 1000];
			new Random(1).nextBytes(bytes);
			Call<Void> writing = DefaultWsTunnelClientTests.run(() -> {
				for (int start = 0; start < bytes.length; start += 1000) {
					connection.write(ByteBuffer.wrap(bytes, start, 1000));
				}
			});
			assertThat(connection.getInputStream().readNBytes(bytes.length)).isEqualTo(bytes);
			writing.get();
		}
	}

	private static DefaultWsTunnelClient client(TestCertificate certificate) {
		return DefaultWsTunnelClient.builder()
			.connectTimeout(Duration.ofSeconds(20))
			.sslContext(certificate.trustingContext())
			.build();
	}

	private static URI uri(String host, RawServer server) {
		return URI.create("wss://" + host + ":" + server.getPort() + "/");
	}

	private static RawServer echoServer(TestCertificate certificate, String protocol) throws IOException {
		return server(certificate, protocol, (socket) -> {
			socket.accept();
			socket.echo();
		});
	}

	private static RawServer server(TestCertificate certificate, String protocol, RawServer.Script script)
			throws IOException {
		SSLServerSocket serverSocket = (SSLServerSocket) certificate.serverContext()
			.getServerSocketFactory()
			.createServerSocket(0, 50, InetAddress.getByName("0.0.0.0"));
		serverSocket.setEnabledProtocols(new String[] { protocol });
		return new RawServer(serverSocket, script);
	}

}
