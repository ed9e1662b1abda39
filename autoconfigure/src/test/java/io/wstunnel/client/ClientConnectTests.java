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
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.wstunnel.WsConnection;
import io.wstunnel.testsupport.AgainstTheClock;
import io.wstunnel.testsupport.Await;
import io.wstunnel.testsupport.Call;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests for the way to the WebSocket handshake: its phases, each with its end.
 */
@Timeout(60)
class ClientConnectTests {

	private final List<AutoCloseable> resources = new ArrayList<>();

	private final CountDownLatch end = new CountDownLatch(1);

	@AfterEach
	void closeResources() throws Exception {
		this.end.countDown();
		for (AutoCloseable resource : this.resources) {
			resource.close();
		}
		Awaitility.await().until(() -> countThreads("wstunnel-client") == 0);
	}

	@ParameterizedTest
	@EnumSource
	void theConnectTimeoutEndsEveryPhase(Phase phase) throws Exception {
		AgainstTheClock.test(Duration.ofMillis(300), (timeout) -> {
			DefaultWsTunnelClient client = client(phase, timeout);
			URI uri = phase.begin(this.resources);
			long start = System.nanoTime();
			Throwable failure = catchThrowable(() -> client.connect(uri));
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(timeout.minusMillis(10),
					timeout.plus(Await.LIMIT));
			assertThat(failure).isInstanceOf(SocketTimeoutException.class)
				.hasMessageContaining(timeout.toMillis() + " ms");
			// Too late for the last phase if it ended in one before
			return failure.getMessage().contains(phase.text);
		});
	}

	@ParameterizedTest
	@EnumSource
	void anInterruptEndsEveryPhase(Phase phase) throws Exception {
		DefaultWsTunnelClient client = client(phase, Duration.ofSeconds(50));
		URI uri = phase.begin(this.resources);
		Call<Void> connect = DefaultWsTunnelClientTests.run(() -> client.connect(uri)).awaitBlocked();
		connect.interrupt();
		assertThat(connect.getFailure()).isInstanceOf(ClosedByInterruptException.class);
		assertThat(connect.endsInterrupted()).isTrue();
	}

	@ParameterizedTest
	@EnumSource
	void closingTheClientEndsEveryPhase(Phase phase) throws Exception {
		DefaultWsTunnelClient client = client(phase, Duration.ofSeconds(50));
		URI uri = phase.begin(this.resources);
		Call<Void> connect = DefaultWsTunnelClientTests.run(() -> client.connect(uri)).awaitBlocked();
		client.close();
		assertThat(connect.getFailure()).isExactlyInstanceOf(AsynchronousCloseException.class);
	}

	@Test
	void anInterruptBeforeItBeginsEndsIt() throws Exception {
		DefaultWsTunnelClient client = client(Phase.RESPONSE, Duration.ofSeconds(50));
		RawServer server = echoServer();
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(ClosedByInterruptException.class).isThrownBy(() -> client.connect(server.uri("/")));
		assertThat(Thread.interrupted()).isTrue();
		assertThat(server.getAccepted()).isZero();
	}

	@Test
	void aServerThatTricklesIsBounded() throws Exception {
		RawServer server = new RawServer((socket) -> {
			socket.readRequest();
			socket.send("HTTP/1.1 101 ");
			CountDownLatch never = new CountDownLatch(1);
			try {
				while (!never.await(10, TimeUnit.MILLISECONDS)) {
					socket.send("x");
				}
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		});
		this.resources.add(server);
		AgainstTheClock.test(Duration.ofMillis(500), (timeout) -> {
			DefaultWsTunnelClient client = client(Phase.RESPONSE, timeout);
			Throwable failure = catchThrowable(() -> client.connect(server.uri("/")));
			assertThat(failure).isInstanceOf(SocketTimeoutException.class);
			return failure.getMessage().contains("response");
		});
	}

	@Test
	void everyAddressOfANameIsTried() throws Exception {
		RawServer server = echoServer();
		DefaultWsTunnelClient client = client((host) -> new InetAddress[] { InetAddress.getByName("127.0.0.2"),
				InetAddress.getByName("127.0.0.3"), InetAddress.getByName("127.0.0.1") });
		URI uri = URI.create("ws://many.example:" + server.getPort() + "/");
		try (WsConnection connection = client.connect(uri)) {
			assertThat(connection.getRemoteAddress()).hasToString("127.0.0.1:" + server.getPort());
		}
	}

	@Test
	void anAddressThatDoesNotAnswerDoesNotUseUpTheTimeOfTheNext() throws Exception {
		int port = port(Phase.TCP.begin(this.resources));
		RawServer server = new RawServer(new ServerSocket(port, 50, InetAddress.getByName("127.0.0.2")), (socket) -> {
			socket.accept();
			socket.echo();
		});
		this.resources.add(server);
		DefaultWsTunnelClient client = DefaultWsTunnelClient.builder()
			.connectTimeout(Duration.ofSeconds(6))
			.resolver((host) -> new InetAddress[] { InetAddress.getByName("127.0.0.1"),
					InetAddress.getByName("127.0.0.2") })
			.build();
		this.resources.add(client);
		try (WsConnection connection = client.connect(URI.create("ws://many.example:" + port + "/"))) {
			assertThat(connection.getRemoteAddress()).hasToString("127.0.0.2:" + port);
		}
	}

	@Test
	void aRefusedConnectionNamesHostPortAndEveryAddress() throws Exception {
		int port = unusedPort();
		DefaultWsTunnelClient client = client(
				(host) -> new InetAddress[] { InetAddress.getByName("127.0.0.1"), InetAddress.getByName("127.0.0.2") });
		assertThatExceptionOfType(ConnectException.class)
			.isThrownBy(() -> client.connect(URI.create("ws://many.example:" + port + "/")))
			.withMessageContaining("many.example:" + port)
			.withMessageContaining("refused")
			.satisfies((ex) -> assertThat(ex.getSuppressed()).extracting(Throwable::getMessage)
				.satisfiesExactly((first) -> assertThat(first).contains("127.0.0.1:" + port),
						(second) -> assertThat(second).contains("127.0.0.2:" + port)));
	}

	@Test
	void anUnknownHostIsNamed() {
		DefaultWsTunnelClient client = client((host) -> {
			throw new UnknownHostException(host);
		});
		assertThatExceptionOfType(UnknownHostException.class)
			.isThrownBy(() -> client.connect(URI.create("ws://nowhere.example/")))
			.withMessageContaining("nowhere.example")
			.withCauseInstanceOf(UnknownHostException.class);
	}

	@Test
	void ipAddressesAreNotResolvedOnAnotherThread() {
		assertThat(List.of("127.0.0.1", "255.255.255.255", "::1", "fe80::1%eth0"))
			.allMatch(NameResolution::isIpAddress);
		assertThat(List.of("localhost", "1.2.3", "1.2.3.256", "1.2.3.4.5", "1.2.3.4.example"))
			.noneMatch(NameResolution::isIpAddress);
	}

	@Test
	void aClosedClientOpensNothing() throws Exception {
		RawServer server = echoServer();
		DefaultWsTunnelClient client = DefaultWsTunnelClient.create();
		client.close();
		client.close();
		assertThatIllegalStateException().isThrownBy(() -> client.connect(server.uri("/")))
			.withMessageContaining("closed");
		assertThatIOException().isThrownBy(() -> client.socketFactory(server.uri("/")).createSocket("db", 5432))
			.withMessageContaining("closed");
	}

	private DefaultWsTunnelClient client(Phase phase, Duration timeout) {
		DefaultWsTunnelClient client = DefaultWsTunnelClient.builder()
			.connectTimeout(timeout)
			.resolver((phase == Phase.NAME) ? this::resolveNever : InetAddress::getAllByName)
			.build();
		this.resources.add(client);
		return client;
	}

	private DefaultWsTunnelClient client(HostResolver resolver) {
		DefaultWsTunnelClient client = DefaultWsTunnelClient.builder()
			.connectTimeout(Duration.ofSeconds(30))
			.resolver(resolver)
			.build();
		this.resources.add(client);
		return client;
	}

	private RawServer echoServer() throws IOException {
		RawServer server = new RawServer((socket) -> {
			socket.accept();
			socket.echo();
		});
		this.resources.add(server);
		return server;
	}

	static long countThreads(String prefix) {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith(prefix))
			.count();
	}

	private InetAddress[] resolveNever(String host) throws UnknownHostException {
		try {
			this.end.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		throw new UnknownHostException(host);
	}

	private static int port(URI uri) {
		return uri.getPort();
	}

	/**
	 * Return a port that nobody listens on nor can, since it is taken.
	 */
	private int unusedPort() throws IOException {
		Socket socket = new Socket();
		this.resources.add(socket);
		socket.bind(new InetSocketAddress(0));
		return socket.getLocalPort();
	}

	enum Phase {

		NAME("resolving the name") {

			@Override
			URI begin(List<AutoCloseable> resources) {
				return URI.create("ws://slow.example/");
			}

		},

		TCP("connecting to") {

			/**
			 * Once the backlog is full, Linux answers no more.
			 */
			@Override
			URI begin(List<AutoCloseable> resources) throws IOException {
				Assumptions.assumeTrue(OS.LINUX.isCurrentOs(), "needs a backlog as Linux has it");
				ServerSocket full = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
				resources.add(full);
				for (int i = 0; i < 4; i++) {
					SocketChannel channel = SocketChannel.open();
					resources.add(channel);
					channel.configureBlocking(false);
					channel.connect(new InetSocketAddress(full.getInetAddress(), full.getLocalPort()));
				}
				return URI.create("ws://127.0.0.1:" + full.getLocalPort() + "/");
			}

		},

		TLS("TLS handshake") {

			@Override
			URI begin(List<AutoCloseable> resources) throws IOException {
				return URI.create("wss://localhost:" + silentServer(resources).getPort() + "/");
			}

		},

		RESPONSE("response") {

			@Override
			URI begin(List<AutoCloseable> resources) throws IOException {
				return silentServer(resources).uri("/");
			}

		};

		private final String text;

		Phase(String text) {
			this.text = text;
		}

		abstract URI begin(List<AutoCloseable> resources) throws IOException;

		private static RawServer silentServer(List<AutoCloseable> resources) throws IOException {
			RawServer server = new RawServer(RawWebSocket::awaitEnd);
			resources.add(server);
			return server;
		}

	}

}
