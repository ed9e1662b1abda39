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

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.wstunnel.MessageType;
import io.wstunnel.WsClosedException;
import io.wstunnel.WsConnection;
import io.wstunnel.WsConnectionSettings;
import io.wstunnel.WsHandshakeException;
import io.wstunnel.WsTunnelClient;
import io.wstunnel.WsTunnels;
import io.wstunnel.client.DefaultWsTunnelClient;
import io.wstunnel.testsupport.CallingThreads;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Runs what {@code docs/server.md} and {@code docs/limits.md} show.
 */
@Timeout(120)
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = "spring.config.location=classpath:/docs/server.yaml")
class ServerSnippetsTests {

	@Autowired
	private WsTunnelClient client;

	@Autowired
	private ServerTunnels.Events events;

	@Autowired
	private ServerTunnels.Sessions sessions;

	@Autowired
	private LimitedTunnels limits;

	@Autowired
	private WsTunnels tunnels;

	@LocalServerPort
	private int port;

	@Test
	void parametersComeFromTheRequest() throws IOException {
		assertThat(readAll("/tunnels/tables/users?rows=3")).isEqualTo("3 rows of users for anybody");
	}

	@Test
	void messagesMayBeText() throws IOException {
		WsConnectionSettings text = WsConnectionSettings.builder().messageType(MessageType.TEXT).build();
		try (DefaultWsTunnelClient texting = DefaultWsTunnelClient.builder()
			.settings(text)
			.subprotocols("upper.v1")
			.build(); WsConnection connection = texting.connect(uri("/tunnels/upper"))) {
			connection.getOutputStream().write("hello".getBytes());
			assertThat(connection.getInputStream().readNBytes(5)).asString().isEqualTo("HELLO");
			assertThat(connection.getHandshake().subprotocol()).isEqualTo("upper.v1");
		}
		try (DefaultWsTunnelClient texting = DefaultWsTunnelClient.builder().settings(text).build();
				WsConnection connection = texting.connect(uri("/tunnels/clock"))) {
			assertThat(connection.getInputStream().readAllBytes()).asString().isEqualTo("12:00");
		}
	}

	@Test
	void aRelayCarriesBothDirections() throws Exception {
		try (ServerSocket target = new ServerSocket(0)) {
			CallingThreads.PLATFORM.call(() -> {
				try (var socket = target.accept()) {
					InputStream greeting = new ByteArrayInputStream("> ".getBytes());
					InputStream two = new ByteArrayInputStream(socket.getInputStream().readNBytes(2));
					new SequenceInputStream(greeting, two).transferTo(socket.getOutputStream());
				}
				return null;
			});
			try (WsConnection connection = this.client.connect(uri("/tunnels/relay/" + target.getLocalPort()))) {
				connection.getOutputStream().write("ls".getBytes());
				assertThat(connection.getInputStream().readAllBytes()).asString().isEqualTo("> ls");
			}
		}
	}

	@Test
	void aTunnelMayLiveUntilAStageCompletes() throws IOException {
		try (WsConnection connection = this.client.connect(uri("/tunnels/copy"))) {
			connection.getOutputStream().write("copy".getBytes());
			assertThat(connection.getInputStream().readNBytes(4)).asString().isEqualTo("copy");
		}
	}

	@Test
	void eventsTellOfATunnelsBeginningAndEnd() throws IOException {
		assertThat(readAll("/tunnels/shell")).isEqualTo("ready");
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.untilAsserted(() -> assertThat(this.events.getEnded()).contains("shell: 1000, 0 bytes in, 5 bytes out"));
	}

	@Test
	void aHandshakeMayBeRefused() {
		try (DefaultWsTunnelClient refused = DefaultWsTunnelClient.create()) {
			assertThatExceptionOfType(WsHandshakeException.class)
				.isThrownBy(() -> refused.connect(uri("/tunnels/nowhere")))
				.satisfies((ex) -> assertThat(ex.getStatusCode().value()).isEqualTo(404));
		}
	}

	@Test
	void openTunnelsCanBeClosed() throws IOException {
		try (WsConnection connection = this.client.connect(uri("/tunnels/copy"))) {
			Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> this.sessions.close("copy") > 0);
			assertThatExceptionOfType(WsClosedException.class).isThrownBy(() -> connection.getInputStream().read())
				.satisfies((ex) -> assertThat(ex.getStatus().getCode()).isEqualTo(1008));
		}
	}

	@Test
	void handshakesAboveALimitAreRefused() throws IOException {
		List<WsConnection> open = new ArrayList<>();
		try {
			assertThatExceptionOfType(WsHandshakeException.class).isThrownBy(() -> {
				while (open.size() <= 50) {
					open.add(this.client.connect(uri("/tunnels/copy")));
				}
			}).satisfies((ex) -> assertThat(ex.getStatusCode().value()).isEqualTo(429));
			assertThat(this.limits.getRefused()).containsExactly("copy: CONNECTIONS_OF_ADDRESS");
		}
		finally {
			open.forEach(WsConnection::abort);
			Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> this.tunnels.getAll().isEmpty());
		}
	}

	private String readAll(String path) throws IOException {
		try (WsConnection connection = this.client.connect(uri(path))) {
			return new String(connection.getInputStream().readAllBytes());
		}
	}

	private URI uri(String path) {
		return URI.create("ws://localhost:" + this.port + path);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(exclude = { DataSourceAutoConfiguration.class, ServletWebSecurityAutoConfiguration.class,
			UserDetailsServiceAutoConfiguration.class })
	@Import({ ServerTunnels.Methods.class, ServerTunnels.Relay.class, ServerTunnels.Stage.class,
			ServerTunnels.Events.class, ServerTunnels.Beans.class, ServerTunnels.Sessions.class, LimitedTunnels.class })
	static class Application {

	}

}
