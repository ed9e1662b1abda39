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
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import io.wstunnel.WsAddress;
import io.wstunnel.WsConnection;
import io.wstunnel.WsRemoteAddressResolver;
import io.wstunnel.WsTunnel;
import io.wstunnel.WsTunnelHandshakeInterceptor;
import io.wstunnel.testsupport.ServerKind;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.socket.WebSocketHandler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the handshake of tunnels as the application configures it.
 */
@OnEachServer
@Timeout(60)
class TunnelHandshakeTests {

	@Parameter
	private ServerKind kind;

	private static final Map<String, String> FORWARDED = Map.of("X-Forwarded-For", "203.0.113.9");

	@Test
	void theRemoteAddressIsThatOfTheRequest() throws Exception {
		try (TunnelServer server = TunnelServer.start(this.kind, Application.class);
				RawWebSocket socket = RawWebSocket.open(server.getPort(), "/addresses", FORWARDED)) {
			assertThat(socket.receiveBinary()).isEqualTo(
					"127.0.0.1:" + socket.getSocket().getLocalPort() + " websocket 127.0.0.1:" + server.getPort());
		}
	}

	@Test
	void forwardedHeadersAreHonouredAsTheApplicationDoes() throws Exception {
		for (String strategy : new String[] { "native", "framework" }) {
			try (TunnelServer server = TunnelServer.start(this.kind, Application.class,
					"server.forward-headers-strategy=" + strategy);
					RawWebSocket socket = RawWebSocket.open(server.getPort(), "/addresses", FORWARDED)) {
				assertThat(socket.receiveBinary()).as(strategy).startsWith("203.0.113.9:");
			}
		}
	}

	@Test
	void anEmptyRemoteAddressIsThePlaceholder() throws Exception {
		try (TunnelServer server = TunnelServer.start(this.kind, Application.class, "wstunnel.server.remote-address=");
				RawWebSocket socket = RawWebSocket.open(server.getPort(), "/addresses")) {
			assertThat(socket.receiveBinary()).startsWith("websocket/unknown-addr ");
		}
	}

	@Test
	void theApplicationCanComputeTheRemoteAddress() throws Exception {
		try (TunnelServer server = TunnelServer.start(this.kind, ComputedAddress.class);
				RawWebSocket socket = RawWebSocket.open(server.getPort(), "/addresses", FORWARDED)) {
			assertThat(socket.receiveBinary()).startsWith("computed of 203.0.113.9 ");
		}
	}

	@Test
	void aConfiguredRemoteAddressWinsOverAComputedOne() throws Exception {
		try (TunnelServer server = TunnelServer.start(this.kind, ComputedAddress.class,
				"wstunnel.server.remote-address=fixed");
				RawWebSocket socket = RawWebSocket.open(server.getPort(), "/addresses", FORWARDED)) {
			assertThat(socket.receiveBinary()).startsWith("fixed ");
		}
	}

	@Test
	void originsCanBeAllowed() throws Exception {
		try (TunnelServer server = TunnelServer.start(this.kind, Application.class,
				"wstunnel.server.allowed-origins=http://good.example",
				"wstunnel.server.allowed-origin-patterns=https://*.good.example")) {
			assertThat(status(server, "Origin", "http://good.example")).isEqualTo(101);
			assertThat(status(server, "Origin", "https://very.good.example")).isEqualTo(101);
			assertThat(status(server, "Origin", "http://localhost:" + server.getPort())).isEqualTo(101);
			assertThat(status(server, "Origin", "http://evil.example")).isEqualTo(403);
		}
	}

	@Test
	void interceptorsAreAppliedInTheirOrder() throws Exception {
		try (TunnelServer server = TunnelServer.start(this.kind, Intercepted.class)) {
			assertThat(status(server, "X-Refuse", "first")).isEqualTo(409);
			assertThat(status(server, "X-Refuse", "second")).isEqualTo(410);
			assertThat(status(server, "X-Refuse", "both")).isEqualTo(409);
			assertThat(status(server, "X-Refuse", "none")).isEqualTo(101);
		}
	}

	private static int status(TunnelServer server, String header, String value) throws IOException {
		try (RawWebSocket socket = RawWebSocket.open(server.getPort(), "/addresses", Map.of(header, value))) {
			return socket.getStatus();
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		@WsTunnel("/addresses")
		void addresses(WsConnection connection) throws IOException {
			String text = connection.getRemoteAddress() + " " + connection.getRemoteAddress().getNetwork() + " "
					+ connection.getLocalAddress();
			connection.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ComputedAddress extends Application {

		@Bean
		WsRemoteAddressResolver resolver() {
			return (request) -> WsAddress.of("computed of " + request.getHeaders().getFirst("X-Forwarded-For"));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Intercepted extends Application {

		@Bean
		@Order(2)
		WsTunnelHandshakeInterceptor second() {
			return new RefusingInterceptor("second", HttpStatus.GONE);
		}

		@Bean
		@Order(1)
		WsTunnelHandshakeInterceptor first() {
			return new RefusingInterceptor("first", HttpStatus.CONFLICT);
		}

	}

	record RefusingInterceptor(String name, HttpStatus status) implements WsTunnelHandshakeInterceptor {

		@Override
		public boolean beforeHandshake(ServerHttpRequest request, ServerHttpResponse response,
				WebSocketHandler wsHandler, Map<String, Object> attributes) {
			String refuse = String.valueOf(request.getHeaders().getFirst("X-Refuse"));
			boolean refused = refuse.equals(this.name) || refuse.equals("both");
			if (refused) {
				response.setStatusCode(this.status);
			}
			return !refused;
		}

		@Override
		public void afterHandshake(ServerHttpRequest request, ServerHttpResponse response, WebSocketHandler wsHandler,
				@Nullable Exception exception) {
		}

	}

}
