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
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.wstunnel.WsTunnels;
import io.wstunnel.testsupport.Await;
import io.wstunnel.testsupport.ServerKind;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of what strangers and targets try at a forward that Spring Security guards.
 */
@OnEachServer
@Timeout(60)
class TunnelIntruderTests {

	/**
	 * Looks like a response, and like the close frame of a server.
	 */
	private static final String HOSTILE = "HTTP/1.1 400 \r\n\r\n\u0088\u0002\u0003\u00e8";

	private static ServerSocket target;

	private static TunnelServer server;

	@Parameter
	private ServerKind kind;

	@BeforeAll
	static void openTarget() throws IOException {
		target = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		target.setSoTimeout((int) Await.LIMIT.toMillis());
	}

	@AfterAll
	static void closeTarget() throws IOException {
		target.close();
	}

	@BeforeParameterizedClassInvocation
	static void start(ServerKind kind) {
		server = TunnelServer.start(kind, List.of(Application.class), "spring.security.user.name=user",
				"spring.security.user.password=secret", "wstunnel.server.tunnels.db.path=/db",
				"wstunnel.server.tunnels.db.target=localhost:" + target.getLocalPort(),
				"wstunnel.server.drain-period=100ms");
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		server.close();
	}

	@Test
	void whoIsNotLetInReachesNoTarget() throws Exception {
		try (RawWebSocket stranger = RawWebSocket.open(server.getPort(), "/db")) {
			assertThat(stranger.getStatus()).isEqualTo(401);
		}
		try (RawWebSocket page = open(Map.of("Origin", "https://evil.example"))) {
			assertThat(page.getStatus()).isEqualTo(403);
		}
		try (RawWebSocket user = open(Map.of()); Socket first = accept()) {
			user.sendBinary("hello");
			assertThat(first.getInputStream().readNBytes(5)).asString().isEqualTo("hello");
		}
		awaitNoTunnels();
	}

	@Test
	void whatATargetSendsIsPayloadWhateverItLooksLike() throws Exception {
		try (RawWebSocket socket = open(Map.of()); Socket accepted = accept()) {
			accepted.getOutputStream().write(HOSTILE.getBytes(StandardCharsets.UTF_8));
			assertThat(socket.receiveBinary()).isEqualTo(HOSTILE);
			socket.sendBinary("still open");
			assertThat(accepted.getInputStream().readNBytes(10)).asString().isEqualTo("still open");
		}
		awaitNoTunnels();
	}

	private static RawWebSocket open(Map<String, String> headers) throws IOException {
		String credentials = Base64.getEncoder().encodeToString("user:secret".getBytes(StandardCharsets.UTF_8));
		Map<String, String> all = new HashMap<>(headers);
		all.put("Authorization", "Basic " + credentials);
		return RawWebSocket.open(server.getPort(), "/db", all);
	}

	private static Socket accept() throws IOException {
		Socket socket = target.accept();
		socket.setSoTimeout((int) Await.LIMIT.toMillis());
		return socket;
	}

	private static void awaitNoTunnels() {
		Awaitility.await().atMost(Await.LIMIT).until(() -> server.getBean(WsTunnels.class).getAll().isEmpty());
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
	static class Application {

	}

}
