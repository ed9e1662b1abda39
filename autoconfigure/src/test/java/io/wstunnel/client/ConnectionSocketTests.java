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
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import javax.net.SocketFactory;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

import io.wstunnel.DeadlineAction;
import io.wstunnel.WsAddress;
import io.wstunnel.WsConnection;
import io.wstunnel.WsConnectionSettings;
import io.wstunnel.connection.ConnectionSocket;
import io.wstunnel.testsupport.Await;
import io.wstunnel.testsupport.Call;
import jdk.net.ExtendedSocketOptions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Tests for {@link ConnectionSocket}, S1 and S2 of the contract, as a driver gets it from
 * a client.
 */
@Timeout(60)
class ConnectionSocketTests {

	private final DefaultWsTunnelClient client = DefaultWsTunnelClient.builder()
		.settings(WsConnectionSettings.builder()
			.deadlineAction(DeadlineAction.CLOSE)
			.closeTimeout(Duration.ofSeconds(1))
			.build())
		.connectTimeout(Duration.ofSeconds(20))
		.build();

	private RawServer server;

	private SocketFactory factory;

	@BeforeEach
	void startServer() throws IOException {
		this.server = DefaultWsTunnelClientTests.echoServer();
		this.factory = this.client.socketFactory(this.server.uri("/"));
	}

	@AfterEach
	void stop() throws IOException {
		this.client.close();
		this.server.close();
		Awaitility.await().until(() -> ClientConnectTests.countThreads("wstunnel-client") == 0);
	}

	@Test
	void anUnconnectedSocketConnectsWhereItsTunnelIs() throws Exception {
		try (Socket socket = this.factory.createSocket()) {
			assertThat(socket.isConnected()).isFalse();
			assertThat(socket.isBound()).isFalse();
			assertThat(socket.isClosed()).isFalse();
			assertThat(socket.getInetAddress()).isNull();
			assertThat(socket.getRemoteSocketAddress()).isNull();
			assertThat(socket.getLocalSocketAddress()).isNull();
			assertThat(socket.getPort()).isZero();
			assertThat(socket.getLocalPort()).isEqualTo(-1);
			assertThat(socket.getLocalAddress().isAnyLocalAddress()).isTrue();
			socket.setSoTimeout(10_000);
			socket.connect(new InetSocketAddress("127.0.0.9", 5432), 10_000);
			assertThat(socket.isConnected()).isTrue();
			assertThat(socket.isBound()).isTrue();
			assertThat(socket.getPort()).isEqualTo(5432);
			assertThat(socket.getInetAddress().getHostAddress()).isEqualTo("127.0.0.9");
			assertThat(socket.getLocalAddress().isLoopbackAddress()).isTrue();
			assertThat(socket.getLocalPort()).isPositive();
			assertThat(socket.getLocalSocketAddress())
				.isEqualTo(new InetSocketAddress(socket.getLocalAddress(), socket.getLocalPort()));
			assertThat(socket.getChannel()).isNull();
			assertThat(socket.toString()).contains("ConnectionSocket");
			echo(socket, 100_000);
		}
	}

	@Test
	void anAddressNeedNotBeKnownHere() throws Exception {
		InetSocketAddress address = InetSocketAddress.createUnresolved("db.internal", 5432);
		try (Socket socket = this.factory.createSocket()) {
			socket.connect(address);
			assertThat(socket.getRemoteSocketAddress()).isEqualTo(address);
			assertThat(socket.getPort()).isEqualTo(5432);
			assertThat(socket.getInetAddress().getHostName()).isEqualTo("db.internal");
			assertThat(socket.getInetAddress().getHostAddress()).isEqualTo("127.0.0.1");
		}
	}

	@Test
	void anAddressNeedNotBeOneOfTheInternet() throws Exception {
		try (Socket socket = this.factory.createSocket()) {
			socket.connect(WsAddress.of("somewhere"));
			assertThat(socket.getRemoteSocketAddress()).hasToString("somewhere");
			assertThat(socket.getInetAddress().isLoopbackAddress()).isTrue();
			assertThat(socket.getPort()).isZero();
		}
	}

	@Test
	void theFactoryConnectsWhereItIsGivenAnAddress() throws Exception {
		InetAddress any = new InetSocketAddress(0).getAddress();
		InetAddress address = InetAddress.getByName("127.0.0.9");
		for (Socket socket : new Socket[] { this.factory.createSocket("db.internal", 5432),
				this.factory.createSocket("db.internal", 5432, any, 0), this.factory.createSocket(address, 5432),
				this.factory.createSocket(address, 5432, null, 0) }) {
			assertThat(socket.getPort()).isEqualTo(5432);
			echo(socket, 10);
			socket.close();
		}
	}

	@Test
	void theLocalAddressIsNotTheUsersToChoose() throws Exception {
		assertThatExceptionOfType(SocketException.class)
			.isThrownBy(() -> this.factory.createSocket("db", 5432, InetAddress.getLoopbackAddress(), 0))
			.withMessageContaining("Cannot bind");
		try (Socket socket = this.factory.createSocket()) {
			assertThatExceptionOfType(SocketException.class).isThrownBy(() -> socket.bind(new InetSocketAddress(9999)));
			socket.bind(null);
			assertThat(socket.isBound()).isTrue();
			assertThat(socket.getLocalSocketAddress()).isNotNull();
			assertThatExceptionOfType(SocketException.class).isThrownBy(() -> socket.bind(null))
				.withMessage("Already bound");
		}
	}

	@Test
	void aViewOfAConnectionIsConnectedAndAlwaysTheSame() throws Exception {
		WsConnection connection = this.client.connect(this.server.uri("/"));
		Socket socket = connection.asSocket();
		assertThat(connection.asSocket()).isSameAs(socket);
		assertThat(socket.isConnected()).isTrue();
		assertThat(socket.getPort()).isEqualTo(this.server.getPort());
		assertThat(socket.getInetAddress().isLoopbackAddress()).isTrue();
		assertThat(WsAddress.of((InetSocketAddress) socket.getLocalSocketAddress()))
			.isEqualTo(connection.getLocalAddress());
		assertThatExceptionOfType(SocketException.class)
			.isThrownBy(() -> socket.connect(new InetSocketAddress("127.0.0.1", 1)))
			.withMessage("Already connected");
		echo(socket, 1000);
		socket.close();
		assertThat(connection.isOpen()).isFalse();
	}

	@Test
	void closingTheConnectionClosesTheView() throws Exception {
		WsConnection connection = this.client.connect(this.server.uri("/"));
		Socket socket = connection.asSocket();
		connection.close();
		assertThat(socket.isClosed()).isTrue();
		assertSocketClosed(socket::getInputStream);
	}

	@Test
	void aSocketConnectsOnce() throws Exception {
		try (Socket socket = this.factory.createSocket()) {
			socket.connect(new InetSocketAddress("127.0.0.1", 1));
			assertThatExceptionOfType(SocketException.class)
				.isThrownBy(() -> socket.connect(new InetSocketAddress("127.0.0.1", 1)))
				.withMessage("Already connected");
		}
		assertThat(this.server.getAccepted()).isOne();
	}

	@Test
	void argumentsAreChecked() throws IOException {
		try (Socket socket = this.factory.createSocket()) {
			assertThatIllegalArgumentException().isThrownBy(() -> socket.connect(null));
			assertThatIllegalArgumentException()
				.isThrownBy(() -> socket.connect(new InetSocketAddress("127.0.0.1", 1), -1));
			assertThatIllegalArgumentException().isThrownBy(() -> socket.setSoTimeout(-1));
			assertThatIllegalArgumentException().isThrownBy(() -> socket.setSoLinger(true, -1));
			assertThatIllegalArgumentException().isThrownBy(() -> socket.setSendBufferSize(0));
			assertThatIllegalArgumentException().isThrownBy(() -> socket.setReceiveBufferSize(0));
			assertThatIllegalArgumentException().isThrownBy(() -> socket.setTrafficClass(256));
		}
	}

	@Test
	void connectKeepsToItsTimeoutAndClosesTheSocketWhereItFails() throws Exception {
		try (RawServer silent = new RawServer(RawWebSocket::awaitEnd)) {
			Socket socket = this.client.socketFactory(silent.uri("/")).createSocket();
			long start = System.nanoTime();
			assertThatExceptionOfType(SocketTimeoutException.class)
				.isThrownBy(() -> socket.connect(new InetSocketAddress("127.0.0.1", 1), 200))
				.withMessageContaining("200 ms");
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
			assertThat(socket.isClosed()).isTrue();
			assertSocketClosed(() -> socket.connect(new InetSocketAddress("127.0.0.1", 1), 200));
		}
	}

	@Test
	void aTimeoutOfConnectMayExceedTheClients() throws Exception {
		try (RawServer slow = new RawServer((socket) -> {
			String request = socket.readRequest();
			Awaitility.await().pollDelay(Duration.ofMillis(600)).until(() -> true);
			socket.send(RawWebSocket.consent(request));
			socket.echo();
		});
				DefaultWsTunnelClient hasty = DefaultWsTunnelClient.builder()
					.connectTimeout(Duration.ofMillis(200))
					.build();
				Socket socket = hasty.socketFactory(slow.uri("/")).createSocket()) {
			socket.connect(new InetSocketAddress("127.0.0.1", 1), 30_000);
			echo(socket, 10);
		}
	}

	@Test
	void closeEndsConnect() throws Exception {
		try (RawServer silent = new RawServer(RawWebSocket::awaitEnd)) {
			Socket socket = this.client.socketFactory(silent.uri("/")).createSocket();
			Call<Void> connect = DefaultWsTunnelClientTests
				.run(() -> socket.connect(new InetSocketAddress("127.0.0.1", 1)));
			Awaitility.await().until(() -> silent.getAccepted() == 1);
			socket.close();
			assertThat(connect.getFailure()).isInstanceOf(SocketException.class).hasMessage("Socket closed");
		}
	}

	@Test
	void aServerThatIsNotThereIsAConnectException() throws Exception {
		this.server.close();
		assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> this.factory.createSocket("db", 5432))
			.withMessageContaining("localhost:" + this.server.getPort());
	}

	@Test
	void readingGoesOnAfterATimeout() throws Exception {
		try (Socket socket = this.factory.createSocket("db", 5432)) {
			socket.setSoTimeout(1);
			assertThat(socket.getSoTimeout()).isOne();
			for (int i = 0; i < 5; i++) {
				assertThatExceptionOfType(SocketTimeoutException.class)
					.isThrownBy(() -> socket.getInputStream().read());
			}
			socket.setSoTimeout(0);
			echo(socket, 100_000);
		}
	}

	@Test
	void closeReleasesAReader() throws Exception {
		Socket socket = this.factory.createSocket("db", 5432);
		Call<Void> read = DefaultWsTunnelClientTests.run(() -> socket.getInputStream().read()).awaitBlocked();
		socket.close();
		assertThat(read.getFailure()).isInstanceOf(SocketException.class).hasMessage("Socket closed");
	}

	@Test
	void anInterruptAbortsTheConnection() throws Exception {
		Socket socket = this.factory.createSocket("db", 5432);
		Call<Void> read = DefaultWsTunnelClientTests.run(() -> socket.getInputStream().read()).awaitBlocked();
		read.interrupt();
		assertThat(read.getFailure()).isInstanceOf(ClosedByInterruptException.class);
		assertThat(read.endsInterrupted()).isTrue();
		assertThat(socket.isClosed()).isTrue();
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("operations")
	void aClosedSocketSaysSo(String name, Operation operation) throws Exception {
		Socket connected = this.factory.createSocket("db", 5432);
		InputStream in = connected.getInputStream();
		connected.close();
		connected.close();
		assertThat(connected.isClosed()).isTrue();
		assertThat(connected.isConnected()).isTrue();
		assertThat(connected.getPort()).isEqualTo(5432);
		assertThat(connected.getLocalAddress().isAnyLocalAddress()).isTrue();
		assertSocketClosed(in::read);
		assertSocketClosed(in::available);
		assertSocketClosed(() -> operation.run(connected));
		Socket unconnected = this.factory.createSocket();
		unconnected.close();
		assertThat(unconnected.isConnected()).isFalse();
		assertSocketClosed(() -> operation.run(unconnected));
	}

	static Stream<Arguments> operations() {
		return Stream.of(operation("connect", (socket) -> socket.connect(new InetSocketAddress(1))),
				operation("bind", (socket) -> socket.bind(null)), operation("getInputStream", Socket::getInputStream),
				operation("getOutputStream", Socket::getOutputStream),
				operation("shutdownInput", Socket::shutdownInput), operation("shutdownOutput", Socket::shutdownOutput),
				operation("setSoTimeout", (socket) -> socket.setSoTimeout(1)),
				operation("getSoTimeout", Socket::getSoTimeout),
				operation("setTcpNoDelay", (socket) -> socket.setTcpNoDelay(true)),
				operation("getTcpNoDelay", Socket::getTcpNoDelay),
				operation("setSoLinger", (socket) -> socket.setSoLinger(true, 1)),
				operation("setOOBInline", (socket) -> socket.setOOBInline(true)),
				operation("getOOBInline", Socket::getOOBInline),
				operation("sendUrgentData", (socket) -> socket.sendUrgentData(1)),
				operation("setOption", (socket) -> socket.setOption(StandardSocketOptions.SO_KEEPALIVE, true)),
				operation("getOption", (socket) -> socket.getOption(StandardSocketOptions.SO_KEEPALIVE)));
	}

	@Test
	void aStreamsCloseClosesTheSocket() throws Exception {
		Socket first = this.factory.createSocket("db", 5432);
		first.getInputStream().close();
		assertThat(first.isClosed()).isTrue();
		Socket second = this.factory.createSocket("db", 5432);
		second.getOutputStream().close();
		assertThat(second.isClosed()).isTrue();
	}

	@Test
	void anUnconnectedSocketHasNoStreams() throws Exception {
		try (Socket socket = this.factory.createSocket()) {
			assertThatExceptionOfType(SocketException.class).isThrownBy(socket::getInputStream)
				.withMessage("Socket is not connected");
			assertThatExceptionOfType(SocketException.class).isThrownBy(socket::getOutputStream)
				.withMessage("Socket is not connected");
		}
	}

	@Test
	void optionsAreRemembered() throws Exception {
		try (Socket socket = this.factory.createSocket("db", 5432)) {
			assertThat(socket.getTcpNoDelay()).isTrue();
			socket.setTcpNoDelay(false);
			assertThat(socket.getTcpNoDelay()).isFalse();
			assertThat(socket.getKeepAlive()).isTrue();
			socket.setKeepAlive(false);
			assertThat(socket.getKeepAlive()).isFalse();
			assertThat(socket.getSoLinger()).isEqualTo(-1);
			socket.setSoLinger(true, 70_000);
			assertThat(socket.getSoLinger()).isEqualTo(65_535);
			socket.setSoLinger(false, 0);
			assertThat(socket.getSoLinger()).isEqualTo(-1);
			socket.setSendBufferSize(1000);
			assertThat(socket.getSendBufferSize()).isEqualTo(1000);
			socket.setReceiveBufferSize(2000);
			assertThat(socket.getReceiveBufferSize()).isEqualTo(2000);
			socket.setReuseAddress(true);
			assertThat(socket.getReuseAddress()).isTrue();
			socket.setTrafficClass(8);
			assertThat(socket.getTrafficClass()).isEqualTo(8);
			socket.setOOBInline(true);
			assertThat(socket.getOOBInline()).isTrue();
			socket.setPerformancePreferences(1, 2, 3);
			assertThat(socket.setOption(StandardSocketOptions.SO_RCVBUF, 3000)).isSameAs(socket);
			assertThat(socket.getReceiveBufferSize()).isEqualTo(3000);
			assertThat(socket.supportedOptions()).contains(StandardSocketOptions.TCP_NODELAY)
				.doesNotContain(StandardSocketOptions.IP_MULTICAST_LOOP);
			assertThatExceptionOfType(UnsupportedOperationException.class)
				.isThrownBy(() -> socket.getOption(StandardSocketOptions.IP_MULTICAST_LOOP));
		}
	}

	@Test
	void howASilentPeerIsProbedIsSetOnTheTcpConnection() throws Exception {
		SocketOption<Integer> idle = ExtendedSocketOptions.TCP_KEEPIDLE;
		SocketOption<Integer> interval = ExtendedSocketOptions.TCP_KEEPINTERVAL;
		try (Socket socket = this.factory.createSocket()) {
			assumeThat(socket.supportedOptions()).contains(idle, interval);
			assertThat(socket.getOption(idle)).isPositive();
			socket.setOption(idle, 30);
			socket.connect(new InetSocketAddress("127.0.0.1", 1));
			socket.setOption(interval, 7);
			assertThat(socket.getOption(idle)).isEqualTo(30);
			assertThat(socket.getOption(interval)).isEqualTo(7);
			assertThatIOException().isThrownBy(() -> socket.setOption(idle, -1));
			echo(socket, 10);
		}
		try (Socket socket = this.factory.createSocket()) {
			socket.setOption(idle, -1);
			assertThatIOException().isThrownBy(() -> socket.connect(new InetSocketAddress("127.0.0.1", 1)));
			assertThat(socket.isClosed()).isTrue();
		}
	}

	@Test
	void anOptionBehindALostPeerFailsAsThatOfASocket() throws Exception {
		SocketOption<Integer> idle = ExtendedSocketOptions.TCP_KEEPIDLE;
		try (RawServer server = new RawServer((socket) -> {
			socket.accept();
			socket.readFrame();
			socket.getSocket().setSoLinger(true, 0);
		}); Socket socket = this.client.socketFactory(server.uri("/")).createSocket("db", 5432)) {
			assumeThat(socket.supportedOptions()).contains(idle);
			socket.getOutputStream().write(1);
			assertThatIOException().isThrownBy(() -> socket.getInputStream().read());
			Awaitility.await().untilAsserted(() -> assertSocketClosed(() -> socket.setOption(idle, 30)));
			socket.setTcpNoDelay(true);
			assertThat(socket.getTcpNoDelay()).isTrue();
		}
	}

	@Test
	void anOptionThatCannotBeSetAbortsTheConnection() throws Exception {
		SocketOption<Integer> idle = ExtendedSocketOptions.TCP_KEEPIDLE;
		CompletableFuture<Integer> next = new CompletableFuture<>();
		try (RawServer server = new RawServer((socket) -> next.complete(readAfterAccept(socket)));
				Socket socket = this.client.socketFactory(server.uri("/")).createSocket()) {
			assumeThat(socket.supportedOptions()).contains(idle);
			socket.setOption(idle, -1);
			assertThatIOException().isThrownBy(() -> socket.connect(new InetSocketAddress("127.0.0.1", 1)));
			assertThat(socket.isClosed()).isTrue();
			assertThat(Await.value(next)).isEqualTo(-1);
		}
	}

	@Test
	void aTimeoutThatChangesHoldsFromTheNextRead() throws Exception {
		try (Socket socket = this.factory.createSocket("db", 5432)) {
			Call<Void> read = DefaultWsTunnelClientTests.run(() -> socket.getInputStream().read()).awaitBlocked();
			socket.setSoTimeout(1);
			read.staysBlocked();
			socket.getOutputStream().write(1);
			read.get();
			assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> socket.getInputStream().read());
		}
	}

	@Test
	void halfCloseAndUrgentDataAreRefused() throws Exception {
		try (Socket socket = this.factory.createSocket("db", 5432)) {
			assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(socket::shutdownOutput)
				.withMessageContaining("one direction");
			assertThat(socket.isOutputShutdown()).isFalse();
			assertThatExceptionOfType(SocketException.class).isThrownBy(() -> socket.sendUrgentData(1))
				.withMessageContaining("urgent");
			echo(socket, 10);
		}
	}

	@Test
	void afterShutdownInputReadsReturnTheEnd() throws Exception {
		try (Socket socket = this.factory.createSocket("db", 5432)) {
			InputStream in = socket.getInputStream();
			assertThat(socket.isInputShutdown()).isFalse();
			socket.getOutputStream().write(1);
			socket.shutdownInput();
			assertThat(socket.isInputShutdown()).isTrue();
			assertThat(in.read()).isEqualTo(-1);
			assertThatExceptionOfType(SocketException.class).isThrownBy(socket::getInputStream)
				.withMessage("Socket input is shutdown");
			assertThatExceptionOfType(SocketException.class).isThrownBy(socket::shutdownInput);
			socket.getOutputStream().write(2);
		}
	}

	@Test
	void shutdownInputEndsAReadThatWaits() throws Exception {
		try (Socket socket = this.factory.createSocket("db", 5432)) {
			InputStream in = socket.getInputStream();
			Call<Void> read = DefaultWsTunnelClientTests.run(() -> assertThat(in.read()).isEqualTo(-1)).awaitBlocked();
			socket.shutdownInput();
			read.get();
			assertThat(in.read()).isEqualTo(-1);
			socket.getOutputStream().write(1);
		}
	}

	@Test
	void closeWithALingerOfZeroIsAnAbort() throws Exception {
		CompletableFuture<Integer> next = new CompletableFuture<>();
		try (RawServer server = new RawServer((socket) -> next.complete(readAfterAccept(socket)))) {
			Socket socket = this.client.socketFactory(server.uri("/")).createSocket("db", 5432);
			socket.setSoLinger(true, 0);
			socket.close();
			assertThat(Await.value(next)).isEqualTo(-1);
		}
	}

	@Test
	void tlsCanBeLayeredOnIt(@TempDir Path directory) throws Exception {
		TestCertificate certificate = TestCertificate.create(directory, "dns:db.internal");
		try (ServerSocket database = certificate.serverContext().getServerSocketFactory().createServerSocket(0);
				RawServer relay = relay(database.getLocalPort())) {
			DefaultWsTunnelClientTests.run(() -> {
				try (Socket socket = database.accept()) {
					socket.getInputStream().transferTo(socket.getOutputStream());
				}
			});
			Socket plain = this.client.socketFactory(relay.uri("/")).createSocket("db.internal", 5432);
			SSLSocket socket = (SSLSocket) certificate.trustingContext()
				.getSocketFactory()
				.createSocket(plain, "db.internal", 5432, true);
			SSLParameters parameters = socket.getSSLParameters();
			parameters.setEndpointIdentificationAlgorithm("HTTPS");
			socket.setSSLParameters(parameters);
			socket.startHandshake();
			socket.setSoTimeout(50);
			assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> socket.getInputStream().read());
			socket.setSoTimeout(20_000);
			echo(socket, 200_000);
			socket.shutdownOutput();
			assertThat(socket.getInputStream().read()).isEqualTo(-1);
			socket.close();
			assertThat(plain.isClosed()).isTrue();
		}
	}

	private static int readAfterAccept(RawWebSocket socket) throws IOException {
		socket.accept();
		try {
			return socket.getInputStream().read();
		}
		catch (IOException ex) {
			return -1;
		}
	}

	private static RawServer relay(int port) throws IOException {
		return new RawServer((client) -> {
			client.accept();
			try (Socket target = new Socket(InetAddress.getLoopbackAddress(), port)) {
				DefaultWsTunnelClientTests.run(() -> {
					byte[] bytes = new byte[8192];
					int count = target.getInputStream().read(bytes);
					while (count >= 0) {
						client.send(RawWebSocket.frame(0x82, Arrays.copyOf(bytes, count)));
						count = target.getInputStream().read(bytes);
					}
				});
				RawWebSocket.Frame frame = client.readFrame();
				while (frame.opcode() != 8) {
					target.getOutputStream().write(frame.payload());
					frame = client.readFrame();
				}
				client.send(RawWebSocket.frame(0x88, frame.payload()));
			}
		});
	}

	private static void echo(Socket socket, int length) throws Exception {
		byte[] bytes = new byte[length];
		new Random(length).nextBytes(bytes);
		Call<Void> writing = DefaultWsTunnelClientTests.run(() -> socket.getOutputStream().write(bytes));
		assertThat(socket.getInputStream().readNBytes(length)).isEqualTo(bytes);
		writing.get();
	}

	private static void assertSocketClosed(ThrowingCallable operation) {
		assertThatExceptionOfType(SocketException.class).isThrownBy(operation).withMessage("Socket closed");
	}

	private static Arguments operation(String name, Operation operation) {
		return Arguments.of(name, operation);
	}

	interface Operation {

		void run(Socket socket) throws Exception;

	}

}
