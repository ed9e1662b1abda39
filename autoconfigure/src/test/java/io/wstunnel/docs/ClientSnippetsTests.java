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

package io.wstunnel.docs;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;

import javax.net.SocketFactory;

import io.wstunnel.DeadlineAction;
import io.wstunnel.WsClosedException;
import io.wstunnel.WsConnection;
import io.wstunnel.WsConnectionSettings;
import io.wstunnel.WsHandshakeException;
import io.wstunnel.WsTunnelClient;
import io.wstunnel.WsTunnels;
import io.wstunnel.client.DefaultWsTunnelClient;
import io.wstunnel.server.TunnelServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.web.socket.CloseStatus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Runs what {@code docs/client.md} and {@code docs/semantics.md} show.
 */
@Timeout(120)
class ClientSnippetsTests {

	private static TunnelServer server;

	@BeforeAll
	static void start() {
		server = TunnelServer.start(EchoTunnel.class);
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void aConnectionIsAPairOfStreams() throws IOException {
		assertThat(connect(server.getBean(WsTunnelClient.class), uri("/tunnels/echo"))).isEqualTo("hello");
	}

	// tag::connect[]
	String connect(WsTunnelClient client, URI uri) throws IOException {
		try (WsConnection connection = client.connect(uri)) {
			connection.getOutputStream().write("hello".getBytes());
			return new String(connection.getInputStream().readNBytes(5));
		}
	}
	// end::connect[]

	@Test
	void aRefusalHasAStatus() {
		WsTunnelClient client = server.getBean(WsTunnelClient.class);
		assertThatIllegalStateException().isThrownBy(() -> refused(client, uri("/nowhere")))
			.withMessageStartingWith("404 NOT_FOUND: ");
	}

	// tag::refused[]
	WsConnection refused(WsTunnelClient client, URI uri) throws IOException {
		try {
			return client.connect(uri);
		}
		catch (WsHandshakeException ex) {
			String challenge = ex.getHeaders().getFirst("WWW-Authenticate");
			throw new IllegalStateException(ex.getStatusCode() + ": " + ex.getBody() + challenge, ex);
		}
	}
	// end::refused[]

	@Test
	void aSocketOfTheFactoryIsAConnection() throws IOException {
		assertThat(socket(server.getBean(WsTunnelClient.class), uri("/tunnels/echo"))).isEqualTo("hello");
	}

	// tag::socket[]
	String socket(WsTunnelClient client, URI uri) throws IOException {
		SocketFactory factory = client.socketFactory(uri);
		try (Socket socket = factory.createSocket("whatever.the.driver.says", 5432)) {
			socket.setSoTimeout(5000);
			socket.getOutputStream().write("hello".getBytes());
			return new String(socket.getInputStream().readNBytes(5));
		}
	}
	// end::socket[]

	@Test
	void aClientNeedsNoBoot() throws IOException {
		assertThat(withoutBoot(uri("/tunnels/echo"))).isEqualTo("hello");
	}

	// tag::without-boot[]
	String withoutBoot(URI uri) throws IOException {
		WsConnectionSettings settings = WsConnectionSettings.builder()
			.readTimeout(Duration.ofSeconds(30))
			.deadlineAction(DeadlineAction.KEEP_OPEN)
			.build();
		try (DefaultWsTunnelClient client = DefaultWsTunnelClient.builder()
			.settings(settings)
			.connectTimeout(Duration.ofSeconds(5))
			.build()) {
			return connect(client, uri);
		}
	}
	// end::without-boot[]

	@Test
	void deadlinesHoldForWhoIsBlockedAlready() throws IOException {
		WsTunnelClient client = server.getBean(WsTunnelClient.class);
		try (WsConnection connection = client.connect(uri("/tunnels/echo"))) {
			assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> readWithin(connection));
			assertThat(connection.isOpen()).isFalse();
		}
	}

	// tag::deadline[]
	int readWithin(WsConnection connection) throws IOException {
		connection.setReadDeadline(Instant.now().plusMillis(100));
		try {
			return connection.getInputStream().read();
		}
		finally {
			connection.setReadDeadline(null);
		}
	}
	// end::deadline[]

	@Test
	void theEndOfAStreamTellsWhetherItIsComplete() throws IOException {
		WsTunnelClient client = server.getBean(WsTunnelClient.class);
		try (WsConnection connection = client.connect(uri("/tunnels/echo"))) {
			connection.getOutputStream().write("hello".getBytes());
			assertThat(connection.getInputStream().readNBytes(5)).hasSize(5);
			server.getBean(WsTunnels.class).getAll().forEach((tunnel) -> tunnel.getConnection().abort());
			assertThat(readToTheEnd(connection)).isEqualTo("cut with 1006");
		}
	}

	// tag::end[]
	String readToTheEnd(WsConnection connection) throws IOException {
		try {
			byte[] all = connection.getInputStream().readAllBytes();
			return "complete, " + all.length + " bytes";
		}
		catch (WsClosedException ex) {
			CloseStatus status = ex.getStatus();
			return "cut with " + status.getCode();
		}
	}
	// end::end[]

	private static URI uri(String path) {
		return URI.create("ws://localhost:" + server.getPort() + path);
	}

}
