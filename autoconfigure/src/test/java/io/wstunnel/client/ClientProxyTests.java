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
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;

import javax.net.ssl.SSLHandshakeException;

import io.wstunnel.WsConnection;
import io.wstunnel.WsHandshakeException;
import io.wstunnel.WsProxyException;
import io.wstunnel.testsupport.Call;
import io.wstunnel.testsupport.CallingThreads;
import io.wstunnel.testsupport.ConnectProxy;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for connections through proxies.
 */
@Timeout(60)
class ClientProxyTests {

	/**
	 * A name that nobody resolves but {@link ConnectProxy}.
	 */
	private static final String HOST = "tunnel.invalid";

	private static TestCertificate certificate;

	private final List<DefaultWsTunnelClient> clients = new ArrayList<>();

	@BeforeAll
	static void createCertificate(@TempDir Path directory) {
		certificate = TestCertificate.create(directory, "dns:" + HOST);
	}

	@AfterEach
	void closeClients() {
		this.clients.forEach(DefaultWsTunnelClient::close);
		Awaitility.await().until(() -> ClientConnectTests.countThreads("wstunnel-client") == 0);
	}

	@Test
	void bytesGoThroughTheProxyWhichResolvesTheName() throws Exception {
		try (RawServer server = DefaultWsTunnelClientTests.echoServer(); ConnectProxy proxy = ConnectProxy.start()) {
			DefaultWsTunnelClient client = client("ws", server, HttpProxy.of("localhost", proxy.getPort()));
			try (WsConnection connection = client.connect("tunnel")) {
				DefaultWsTunnelClientTests.echo(connection, 300_000);
				assertThat(connection.getRemoteAddress()).hasToString(HOST + ":" + server.getPort());
			}
			String authority = HOST + ":" + server.getPort();
			assertThat(proxy.getRequests())
				.containsExactly("CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority + "\r\n\r\n");
		}
	}

	@Test
	void aSocketOfTheFactoryGoesThroughTheProxy() throws Exception {
		try (RawServer server = DefaultWsTunnelClientTests.echoServer();
				ConnectProxy proxy = ConnectProxy.start();
				Socket socket = client("ws", server, HttpProxy.of("localhost", proxy.getPort())).socketFactory("tunnel")
					.createSocket()) {
			socket.connect(InetSocketAddress.createUnresolved("db", 5432), 20_000);
			socket.getOutputStream().write(42);
			assertThat(socket.getInputStream().read()).isEqualTo(42);
			assertThat(proxy.getRequests()).hasSize(1);
		}
	}

	@Test
	void tlsIsVerifiedAgainstTheServerAndNotTheProxy() throws Exception {
		try (RawServer server = tlsServer(); ConnectProxy proxy = ConnectProxy.start()) {
			HttpProxy settings = HttpProxy.of("localhost", proxy.getPort());
			try (WsConnection connection = client("wss", server, settings).connect("tunnel")) {
				DefaultWsTunnelClientTests.echo(connection, 300_000);
			}
			DefaultWsTunnelClient client = add(DefaultWsTunnelClient.builder()
				.sslContext(certificate.trustingContext())
				.tunnel("tunnel",
						ClientTunnel.builder(URI.create("wss://localhost:" + server.getPort()))
							.proxy(settings)
							.build()));
			assertThatExceptionOfType(SSLHandshakeException.class).isThrownBy(() -> client.connect("tunnel"))
				.withMessageContaining("name matching localhost");
		}
	}

	@Test
	void credentialsGoToTheProxyAlone() throws Exception {
		BlockingQueue<String> requests = new LinkedBlockingQueue<>();
		try (RawServer server = new RawServer((socket) -> {
			requests.add(socket.accept());
			socket.echo();
		}); ConnectProxy proxy = ConnectProxy.start("us\u00e9r", "p:w\u00f6rd")) {
			client("ws", server, new HttpProxy("localhost", proxy.getPort(), "us\u00e9r", "p:w\u00f6rd"))
				.connect("tunnel")
				.close();
			String credentials = Base64.getEncoder()
				.encodeToString("us\u00e9r:p:w\u00f6rd".getBytes(StandardCharsets.UTF_8));
			assertThat(RawWebSocket.header(proxy.getRequests().get(0), "Proxy-Authorization"))
				.isEqualTo("Basic " + credentials);
			assertThat(requests.take()).doesNotContainIgnoringCase("Proxy", "Authorization", credentials);
		}
	}

	@Test
	void wrongCredentialsAreTheProxysRefusalAndShowNowhere() throws Exception {
		try (RawServer server = DefaultWsTunnelClientTests.echoServer();
				ConnectProxy proxy = ConnectProxy.start("user", "right")) {
			HttpProxy settings = new HttpProxy("localhost", proxy.getPort(), "user", "topsecret");
			assertThat(settings).hasToString("localhost:" + proxy.getPort());
			assertThatExceptionOfType(WsProxyException.class)
				.isThrownBy(() -> client("ws", server, settings).connect("tunnel"))
				.withMessageContaining("The proxy localhost:" + proxy.getPort())
				.withMessageContaining("does not accept the credentials")
				.satisfies((ex) -> {
					assertThat(ex.getStatusCode()).hasToString("407 PROXY_AUTHENTICATION_REQUIRED");
					assertThat(ex.getHeaders().getFirst("Proxy-Authenticate")).startsWith("Basic");
					assertThat(ex.getProxy()).isEqualTo("localhost:" + proxy.getPort());
					assertThat(ex).hasStackTraceContaining("HTTP status 407");
					assertThat(ex.toString()).doesNotContain("topsecret");
				});
			assertThat(server.getAccepted()).isZero();
		}
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("refusals")
	void aProxyThatDoesNotConsentIsNamed(String response, String message) throws Exception {
		try (RawServer proxy = new RawServer((socket) -> {
			socket.readRequest();
			socket.send(response);
			if (!response.isEmpty() && response.length() < 10_000) {
				socket.awaitEnd();
			}
		})) {
			assertThatExceptionOfType(WsProxyException.class)
				.isThrownBy(() -> client("ws", proxy, HttpProxy.of("localhost", proxy.getPort())).connect("tunnel"))
				.withMessageContaining("proxy localhost:" + proxy.getPort())
				.withMessageContaining(message);
		}
	}

	static Stream<Arguments> refusals() {
		String end = "\r\n\r\n";
		return Stream.of(Arguments.of("HTTP/1.1 407 No" + end, "wants credentials"),
				Arguments.of("HTTP/1.1 407 No\r\nProxy-Authenticate: Negotiate" + end, "asks for 'Negotiate'"),
				Arguments.of("HTTP/1.1 403 Forbidden" + end, "403: does it allow CONNECT to port"),
				Arguments.of("HTTP/1.1 502 Bad Gateway" + end, "502: can it resolve and reach the host"),
				Arguments.of("HTTP/1.1 302 Found\r\nLocation: http://login" + end, "HTTP status 302"),
				Arguments.of("HTTP/1.1 101 Switching Protocols" + end, "HTTP status 101"),
				Arguments.of("HTTP/1.1 200 OK" + end + "x", "is it an HTTP proxy?"),
				Arguments.of("SSH-2.0-OpenSSH_9.6\r\n", "is no HTTP proxy: instead of HTTP/1.1 it answered 'SSH"),
				Arguments.of("", "closed the connection without a response to CONNECT"),
				Arguments.of("HTTP/1.1 200 OK\r\nA: " + "b".repeat(70_000), "65536 bytes"),
				Arguments.of("HTTP/1.1 200 OK\r\n" + "A: b\r\n".repeat(4000), "256 lines"));
	}

	@Test
	void aProxyThatResetsTheConnectionIsNamed() throws Exception {
		try (RawServer proxy = new RawServer((socket) -> {
			socket.readRequest();
			socket.getSocket().setSoLinger(true, 0);
		})) {
			assertThatExceptionOfType(WsProxyException.class)
				.isThrownBy(() -> client("ws", proxy, HttpProxy.of("localhost", proxy.getPort())).connect("tunnel"))
				.withMessageContaining("connection to the proxy localhost:" + proxy.getPort() + " failed");
		}
	}

	@Test
	void aSilentProxyEndsWithTheConnectTimeout() throws Exception {
		try (RawServer proxy = new RawServer(RawWebSocket::awaitEnd)) {
			DefaultWsTunnelClient client = add(DefaultWsTunnelClient.builder()
				.tunnel("tunnel",
						ClientTunnel.builder(URI.create("ws://" + HOST))
							.proxy(HttpProxy.of("localhost", proxy.getPort()))
							.connectTimeout(Duration.ofMillis(300))
							.build()));
			assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> client.connect("tunnel"))
				.withMessageContaining("300 ms")
				.withMessageContaining("the proxy localhost:" + proxy.getPort() + " to CONNECT");
		}
	}

	@Test
	void anInterruptEndsTheWaitForTheProxy() throws Exception {
		try (RawServer proxy = new RawServer(RawWebSocket::awaitEnd)) {
			DefaultWsTunnelClient client = client("ws", proxy, HttpProxy.of("localhost", proxy.getPort()));
			Call<WsConnection> call = CallingThreads.PLATFORM.call(() -> client.connect("tunnel")).awaitBlocked();
			call.interrupt();
			assertThat(call.getFailure()).isInstanceOf(ClosedByInterruptException.class);
			assertThat(call.endsInterrupted()).isTrue();
		}
	}

	@Test
	void closingTheClientEndsTheWaitForTheProxy() throws Exception {
		try (RawServer proxy = new RawServer(RawWebSocket::awaitEnd)) {
			DefaultWsTunnelClient client = client("ws", proxy, HttpProxy.of("localhost", proxy.getPort()));
			Call<WsConnection> call = CallingThreads.PLATFORM.call(() -> client.connect("tunnel")).awaitBlocked();
			client.close();
			assertThat(call.getFailure()).isExactlyInstanceOf(AsynchronousCloseException.class);
		}
	}

	@Test
	void aProxyThatCannotBeReachedIsNamed() throws Exception {
		int port = unusedPort();
		assertThatExceptionOfType(ConnectException.class)
			.isThrownBy(() -> client("ws", 80, HttpProxy.of("localhost", port)).connect("tunnel"))
			.withMessageContaining("the proxy localhost:" + port);
		assertThatExceptionOfType(UnknownHostException.class)
			.isThrownBy(() -> client("ws", 80, HttpProxy.of("proxy.invalid", 80)).connect("tunnel"))
			.withMessageContaining("The proxy proxy.invalid has no address");
	}

	@Test
	void theSelectorIsAskedForTheHttpUriAndItsProxiesAreTriedInOrder() throws Exception {
		try (RawServer server = DefaultWsTunnelClientTests.echoServer();
				RawServer refusing = new RawServer((socket) -> socket.send("HTTP/1.1 503 Busy\r\n\r\n"));
				ConnectProxy proxy = ConnectProxy.start()) {
			InetSocketAddress dead = InetSocketAddress.createUnresolved("localhost", unusedPort());
			InetSocketAddress busy = new InetSocketAddress(InetAddress.getLoopbackAddress(), refusing.getPort());
			Selector selector = new Selector(new Proxy(Proxy.Type.HTTP, dead), new Proxy(Proxy.Type.HTTP, busy),
					new Proxy(Proxy.Type.SOCKS, dead),
					new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved("localhost", proxy.getPort())),
					Proxy.NO_PROXY);
			DefaultWsTunnelClient client = add(DefaultWsTunnelClient.builder().proxySelector(selector));
			URI uri = URI.create("ws://user:secret@" + HOST + ":" + server.getPort() + "/path?token=secret");
			try (WsConnection connection = client.connect(uri)) {
				DefaultWsTunnelClientTests.echo(connection, 1000);
			}
			assertThat(selector.asked).containsExactly(URI.create("http://" + HOST + ":" + server.getPort() + "/path"));
			assertThat(selector.failed).containsExactly(dead);
			assertThat(proxy.getRequests()).hasSize(1);
			assertThat(selector.failures).singleElement().isInstanceOf(ConnectException.class);
			assertThatIOException().isThrownBy(() -> client.connect(URI.create("wss://" + HOST)));
			assertThat(selector.asked.get(1)).isEqualTo(URI.create("https://" + HOST + ":443/"));
		}
	}

	@Test
	void aProxysNoIsNotGoneAround() throws Exception {
		try (RawServer server = DefaultWsTunnelClientTests.echoServer();
				RawServer refusing = new RawServer((socket) -> socket.send("HTTP/1.1 403 Forbidden\r\n\r\n"))) {
			InetSocketAddress proxy = new InetSocketAddress(InetAddress.getLoopbackAddress(), refusing.getPort());
			Selector selector = new Selector(new Proxy(Proxy.Type.HTTP, proxy), Proxy.NO_PROXY);
			DefaultWsTunnelClient client = add(DefaultWsTunnelClient.builder().proxySelector(selector));
			assertThatExceptionOfType(WsProxyException.class).isThrownBy(() -> client.connect(server.uri("/")))
				.withMessageContaining("403");
			assertThat(selector.failed).isEmpty();
			assertThat(server.getAccepted()).isZero();
		}
	}

	@Test
	void whereNoRouteLeadsThereTheFirstFailureIsTold() throws Exception {
		InetSocketAddress dead = InetSocketAddress.createUnresolved("localhost", unusedPort());
		Selector selector = new Selector(new Proxy(Proxy.Type.HTTP, dead), Proxy.NO_PROXY);
		DefaultWsTunnelClient client = add(DefaultWsTunnelClient.builder().proxySelector(selector));
		assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> client.connect(URI.create("ws://" + HOST)))
			.withMessageContaining("the proxy localhost:" + dead.getPort())
			.satisfies((ex) -> assertThat(ex.getSuppressed()).anyMatch(UnknownHostException.class::isInstance));
	}

	@Test
	void aSilentProxyLeavesTimeForTheNext() throws Exception {
		try (RawServer server = DefaultWsTunnelClientTests.echoServer();
				RawServer silent = new RawServer(RawWebSocket::awaitEnd)) {
			Selector selector = new Selector(
					new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved("localhost", silent.getPort())),
					Proxy.NO_PROXY);
			DefaultWsTunnelClient client = add(
					DefaultWsTunnelClient.builder().proxySelector(selector).connectTimeout(Duration.ofSeconds(4)));
			try (WsConnection connection = client.connect(server.uri("/"))) {
				DefaultWsTunnelClientTests.echo(connection, 1000);
			}
			assertThat(silent.getAccepted()).isOne();
			assertThat(selector.failures).isEmpty();
		}
	}

	@Test
	void proxiesOfTypeSocksAreNotGoneAroundInSilence() throws Exception {
		try (RawServer server = DefaultWsTunnelClientTests.echoServer()) {
			Proxy socks = new Proxy(Proxy.Type.SOCKS, InetSocketAddress.createUnresolved("localhost", 1));
			DefaultWsTunnelClient client = add(
					DefaultWsTunnelClient.builder().proxySelector(new Selector(socks, socks)));
			assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> client.connect(server.uri("/")))
				.withMessageContaining("only SOCKS proxies");
			assertThat(server.getAccepted()).isZero();
			add(DefaultWsTunnelClient.builder().proxySelector(new Selector(socks, Proxy.NO_PROXY)))
				.connect(server.uri("/"))
				.close();
		}
	}

	@Test
	void aSelectorThatNamesNothingOrIsMissingMeansDirect() throws Exception {
		try (RawServer server = DefaultWsTunnelClientTests.echoServer()) {
			add(DefaultWsTunnelClient.builder().proxySelector(new Selector())).connect(server.uri("/")).close();
			add(DefaultWsTunnelClient.builder().proxySelector(null)).connect(server.uri("/")).close();
		}
	}

	@Test
	void theSystemPropertiesOfTheJvmApply() throws Exception {
		try (RawServer server = DefaultWsTunnelClientTests.echoServer(); ConnectProxy proxy = ConnectProxy.start()) {
			DefaultWsTunnelClient client = add(DefaultWsTunnelClient.builder());
			System.setProperty("http.proxyHost", "localhost");
			System.setProperty("http.proxyPort", String.valueOf(proxy.getPort()));
			try {
				client.connect(server.uri("/")).close();
				assertThat(proxy.getRequests()).as("loopback goes direct").isEmpty();
				client.connect(URI.create("ws://" + HOST + ":" + server.getPort())).close();
				assertThat(proxy.getRequests()).hasSize(1);
			}
			finally {
				System.clearProperty("http.proxyHost");
				System.clearProperty("http.proxyPort");
			}
		}
	}

	@Test
	void nothingIsLeftBehindByWhatFails() throws Exception {
		try (RawServer refusing = new RawServer((socket) -> {
			socket.readRequest();
			socket.send("HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n");
			socket.awaitEnd();
		}); ConnectProxy proxy = ConnectProxy.start(); ConnectProxy strict = ConnectProxy.start("user", "right")) {
			DefaultWsTunnelClient through = client("ws", refusing, HttpProxy.of("localhost", proxy.getPort()));
			DefaultWsTunnelClient refused = client("ws", refusing, HttpProxy.of("localhost", strict.getPort()));
			DefaultWsTunnelClient dead = client("ws", refusing, HttpProxy.of("localhost", unusedPort()));
			long before = Descriptors.count();
			for (int i = 0; i < 30; i++) {
				assertThatExceptionOfType(WsHandshakeException.class).isThrownBy(() -> through.connect("tunnel"));
				assertThatExceptionOfType(WsProxyException.class).isThrownBy(() -> refused.connect("tunnel"));
				assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> dead.connect("tunnel"));
				assertThatExceptionOfType(WsHandshakeException.class)
					.isThrownBy(() -> through.connect(refusing.uri("/")));
			}
			Awaitility.await().until(() -> Descriptors.count() <= before + 2);
			Awaitility.await().until(() -> ClientConnectTests.countThreads("wstunnel-client") == 0);
		}
	}

	private DefaultWsTunnelClient client(String scheme, RawServer server, HttpProxy proxy) {
		return client(scheme, server.getPort(), proxy);
	}

	private DefaultWsTunnelClient client(String scheme, int port, HttpProxy proxy) {
		return add(DefaultWsTunnelClient.builder()
			.connectTimeout(Duration.ofSeconds(20))
			.sslContext(certificate.trustingContext())
			.tunnel("tunnel",
					ClientTunnel.builder(URI.create(scheme + "://" + HOST + ":" + port)).proxy(proxy).build()));
	}

	private DefaultWsTunnelClient add(DefaultWsTunnelClient.Builder builder) {
		DefaultWsTunnelClient client = builder.resolver(ClientProxyTests::resolve).build();
		this.clients.add(client);
		return client;
	}

	private static InetAddress[] resolve(String host) throws UnknownHostException {
		if (host.endsWith(".invalid")) {
			throw new UnknownHostException(host);
		}
		return InetAddress.getAllByName(host);
	}

	private static RawServer tlsServer() throws IOException {
		return new RawServer(certificate.serverContext()
			.getServerSocketFactory()
			.createServerSocket(0, 50, InetAddress.getLoopbackAddress()), (socket) -> {
				socket.accept();
				socket.echo();
			});
	}

	private static int unusedPort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	/**
	 * Always answers the same, and remembers what it heard.
	 */
	private static final class Selector extends ProxySelector {

		private final List<URI> asked = new ArrayList<>();

		private final List<SocketAddress> failed = new ArrayList<>();

		private final List<IOException> failures = new ArrayList<>();

		private final List<Proxy> proxies;

		Selector(Proxy... proxies) {
			this.proxies = List.of(proxies);
		}

		@Override
		public List<Proxy> select(URI uri) {
			this.asked.add(uri);
			return this.proxies;
		}

		@Override
		public void connectFailed(URI uri, SocketAddress address, IOException failure) {
			assertThat(this.asked).contains(uri);
			this.failed.add(address);
			this.failures.add(failure);
		}

	}

}
