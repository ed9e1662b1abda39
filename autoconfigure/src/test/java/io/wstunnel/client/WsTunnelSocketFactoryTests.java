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
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

import javax.net.SocketFactory;

import io.wstunnel.WsTunnelClient;
import io.wstunnel.client.TunnelRegistry.Registration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link WsTunnelSocketFactory} and {@link TunnelRegistry}.
 */
@Timeout(60)
class WsTunnelSocketFactoryTests {

	private final SocketFactory factory = new WsTunnelSocketFactory("db");

	private RawServer server;

	@BeforeEach
	void startServer() throws IOException {
		this.server = DefaultWsTunnelClientTests.echoServer();
	}

	@AfterEach
	void stop() throws IOException {
		this.server.close();
		assertThat(TunnelRegistry.shared().isEmpty()).isTrue();
		Awaitility.await().until(() -> ClientConnectTests.countThreads("wstunnel-client") == 0);
	}

	@Test
	void secretsOfAUriShowNowhere() {
		assertThat(new WsTunnelSocketFactory("wss://user:secret@edge.example/db?token=secret").toString())
			.contains("edge.example")
			.doesNotContain("secret");
		for (String uri : List.of("wss:user:secret@edge.example", "ws:/user:secret@edge.example", "ws://edge/?secret#x",
				"wss://secret@ed_ge/")) {
			assertThatIllegalArgumentException().isThrownBy(() -> new WsTunnelSocketFactory(uri))
				.withMessageNotContaining("secret");
		}
	}

	@Test
	void aUriNeedsNoApplicationContextAndLeavesNoThread() throws Exception {
		SocketFactory factory = new WsTunnelSocketFactory(this.server.uri("/").toString());
		InetAddress address = InetAddress.getLoopbackAddress();
		InetAddress any = new InetSocketAddress(0).getAddress();
		for (Socket socket : new Socket[] { connect(factory.createSocket()), factory.createSocket("db", 5432),
				factory.createSocket("db", 5432, any, 0), factory.createSocket(address, 5432),
				factory.createSocket(address, 5432, any, 0) }) {
			try (socket) {
				echo(socket);
				assertThat(socket.getPort()).isEqualTo(5432);
			}
		}
		assertThat(this.server.getAccepted()).isEqualTo(5);
	}

	@Test
	void aNameIsLookedUpForEachSocket() throws Exception {
		assertThatExceptionOfType(SocketException.class).isThrownBy(this.factory::createSocket)
			.withMessageContaining("'db'")
			.withMessageContaining("give a ws or wss URI");
		try (DefaultWsTunnelClient client = client(this.server);
				Registration shop = register("shop", "db", () -> client);
				Socket socket = connect(this.factory.createSocket())) {
			echo(socket);
			close(shop);
			assertThatExceptionOfType(SocketException.class).isThrownBy(this.factory::createSocket);
			echo(socket);
		}
	}

	@Test
	void theClientIsAskedForWhenItIsNeeded() {
		Supplier<WsTunnelClient> stopping = () -> {
			throw new IllegalStateException("stopping");
		};
		try (Registration shop = register("shop", "db", stopping)) {
			assertThatExceptionOfType(SocketException.class).isThrownBy(this.factory::createSocket)
				.withMessage("Tunnel '" + shop.getContext() + "/db' cannot be used: stopping")
				.withCauseInstanceOf(IllegalStateException.class);
		}
	}

	@Test
	void whatTheOnlyContextDoesNotKnowItsClientReports() {
		try (DefaultWsTunnelClient client = client(this.server);
				Registration shop = register("shop", "db", () -> client)) {
			assertThatExceptionOfType(SocketException.class)
				.isThrownBy(() -> new WsTunnelSocketFactory("bd").createSocket("host", 1))
				.withMessageContaining("'" + shop.getContext() + "/bd'")
				.withMessageContaining("[db]");
		}
	}

	@Test
	void anAmbiguousNameIsAnErrorUntilItIsQualified() throws Exception {
		try (RawServer other = DefaultWsTunnelClientTests.echoServer();
				DefaultWsTunnelClient client = client(this.server);
				DefaultWsTunnelClient otherClient = client(other);
				Registration shop = register("shop", "db", () -> client);
				Registration otherShop = register("shop", "db", () -> otherClient)) {
			assertThat(shop.getContext()).startsWith("shop-").isNotEqualTo(otherShop.getContext());
			assertThatExceptionOfType(SocketException.class).isThrownBy(this.factory::createSocket)
				.withMessageContaining(shop.getContext() + "/db")
				.withMessageContaining(otherShop.getContext() + "/db")
				.withMessageContaining("wstunnel.client.context");
			assertThat(other.getAccepted() + this.server.getAccepted()).isZero();
			connect(new WsTunnelSocketFactory(otherShop.getContext() + "/db").createSocket()).close();
			assertThat(other.getAccepted()).isOne();
			connect(new WsTunnelSocketFactory(shop.getContext() + "/db").createSocket()).close();
			assertThat(this.server.getAccepted()).isOne();
			close(otherShop);
			connect(this.factory.createSocket()).close();
			assertThat(this.server.getAccepted()).isEqualTo(2);
		}
	}

	@Test
	void amongSeveralContextsTheOneThatHasTheTunnelIsMeant() throws Exception {
		try (DefaultWsTunnelClient client = client(this.server);
				Registration shop = register("shop", "db", () -> client);
				Registration stock = register("my stock/2", "mq", () -> client)) {
			connect(this.factory.createSocket()).close();
			assertThatExceptionOfType(SocketException.class)
				.isThrownBy(() -> new WsTunnelSocketFactory("bd").createSocket())
				.withMessageContaining("There is no tunnel 'bd'")
				.withMessageEndingWith(stock.getContext() + "/mq, " + shop.getContext() + "/db");
			assertThat(stock.getContext()).matches("my-stock-2-\\d+");
		}
	}

	@Test
	void theNameOfAClosedContextIsNeverReused() {
		Registration first = register("shop", "db", () -> null);
		close(first);
		try (DefaultWsTunnelClient client = client(this.server);
				Registration second = register("shop", "db", () -> client)) {
			assertThatExceptionOfType(SocketException.class)
				.isThrownBy(() -> new WsTunnelSocketFactory(first.getContext() + "/db").createSocket())
				.withMessageContaining("closed")
				.withMessageContaining(second.getContext() + "/db");
		}
	}

	@Test
	void whatIsNeitherNameNorUriIsRefusedAtOnce() {
		assertThatIllegalArgumentException().isThrownBy(() -> new WsTunnelSocketFactory(null))
			.withMessageContaining("socketFactoryArg");
		assertThatIllegalArgumentException().isThrownBy(() -> new WsTunnelSocketFactory(" "));
		assertThatIllegalArgumentException().isThrownBy(() -> new WsTunnelSocketFactory("http://host/"))
			.withMessageContaining("ws or wss");
	}

	@Test
	void aPasswordInAUriDoesNotShow() {
		assertThatIllegalArgumentException().isThrownBy(() -> new WsTunnelSocketFactory("wss://me:se cret@host/"))
			.withMessageContaining("at index")
			.withMessageNotContaining("cret")
			.withNoCause();
		assertThat(new WsTunnelSocketFactory("wss://me:secret@host/db"))
			.hasToString("WsTunnelSocketFactory[wss://host/db]");
		assertThat(this.factory).hasToString("WsTunnelSocketFactory[db]");
	}

	@Test
	void noTunnelIsTheDefault() throws Exception {
		assertThatExceptionOfType(ReflectiveOperationException.class)
			.isThrownBy(() -> WsTunnelSocketFactory.class.getMethod("getDefault").invoke(null))
			.withCauseInstanceOf(UnsupportedOperationException.class);
	}

	/**
	 * Close early what is closed once more in the end.
	 */
	private static void close(Registration registration) {
		registration.close();
	}

	private static Registration register(String id, String tunnel, Supplier<WsTunnelClient> client) {
		return TunnelRegistry.shared().register(id, () -> Set.of(tunnel), client);
	}

	private static DefaultWsTunnelClient client(RawServer server) {
		URI uri = server.uri("/");
		return DefaultWsTunnelClient.builder().tunnel("db", ClientTunnel.builder(uri).build()).build();
	}

	private static Socket connect(Socket socket) throws IOException {
		socket.connect(InetSocketAddress.createUnresolved("db", 5432), 20_000);
		return socket;
	}

	private static void echo(Socket socket) throws IOException {
		socket.getOutputStream().write(7);
		assertThat(socket.getInputStream().read()).isEqualTo(7);
	}

}
