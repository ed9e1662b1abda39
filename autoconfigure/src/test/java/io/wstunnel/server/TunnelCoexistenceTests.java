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
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.wstunnel.WsConnection;
import io.wstunnel.WsTunnel;
import io.wstunnel.testsupport.ServerKind;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.messaging.simp.config.MessageBrokerRegistry;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.EnableWebSocketMessageBroker;
import org.springframework.web.socket.config.annotation.StompEndpointRegistry;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistry;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;
import org.springframework.web.socket.handler.TextWebSocketHandler;
import org.springframework.web.socket.server.jetty.JettyRequestUpgradeStrategy;
import org.springframework.web.socket.server.standard.StandardWebSocketUpgradeStrategy;
import org.springframework.web.socket.server.support.DefaultHandshakeHandler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of tunnels in an application that uses Spring's WebSocket support itself, below a
 * context path.
 */
@OnEachServer
@Timeout(60)
class TunnelCoexistenceTests {

	@Parameter
	private ServerKind kind;

	private static TunnelServer server;

	@BeforeParameterizedClassInvocation
	static void start(ServerKind kind) {
		server = TunnelServer.start(kind, Application.class, "server.servlet.context-path=/app");
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		server.close();
	}

	@Test
	void theTunnelIsServed() throws Exception {
		try (RawWebSocket socket = RawWebSocket.open(server.getPort(), "/app/tunnel")) {
			socket.sendBinary("hello");
			assertThat(socket.receiveBinary()).isEqualTo("hello");
		}
	}

	@Test
	void theClientOfTheJdkIsServed() throws Exception {
		BlockingQueue<String> received = new LinkedBlockingQueue<>();
		WebSocket webSocket = HttpClient.newHttpClient()
			.newWebSocketBuilder()
			.buildAsync(URI.create("ws://localhost:" + server.getPort() + "/app/tunnel"), new WebSocket.Listener() {

				@Override
				public @Nullable CompletionStage<?> onBinary(WebSocket webSocket, java.nio.ByteBuffer data,
						boolean last) {
					received.add(StandardCharsets.UTF_8.decode(data).toString());
					webSocket.request(1);
					return null;
				}

			})
			.get(10, TimeUnit.SECONDS);
		webSocket.sendBinary(StandardCharsets.UTF_8.encode("hello"), true);
		assertThat(received.poll(10, TimeUnit.SECONDS)).isEqualTo("hello");
		webSocket.abort();
	}

	@Test
	void theHandlerOfTheApplicationIsServed() throws Exception {
		try (RawWebSocket socket = RawWebSocket.open(server.getPort(), "/app/own")) {
			socket.send(0x1, "hello".getBytes(StandardCharsets.UTF_8));
			assertThat(socket.receive(0x1)).asString().isEqualTo("own hello");
		}
	}

	@Test
	void theBrokerOfTheApplicationIsServed() throws Exception {
		try (RawWebSocket socket = RawWebSocket.open(server.getPort(), "/app/stomp")) {
			socket.send(0x1, "CONNECT\naccept-version:1.2\nhost:x\n\n\0".getBytes(StandardCharsets.UTF_8));
			assertThat(socket.receive(0x1)).asString().startsWith("CONNECTED");
		}
	}

	@Test
	void aControllerOfEveryPathDoesNotTakeHandshakes() throws Exception {
		try (RawWebSocket socket = RawWebSocket.open(server.getPort(), "/app/tunnel",
				java.util.Map.of("Upgrade", ""))) {
			assertThat(socket.getStatus()).isEqualTo(200);
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableWebSocket
	@EnableWebSocketMessageBroker
	static class Application implements WebSocketConfigurer, WebSocketMessageBrokerConfigurer {

		private final ServerKind kind;

		Application(Environment environment) {
			this.kind = environment.getRequiredProperty(ServerKind.PROPERTY, ServerKind.class);
		}

		/**
		 * What Spring would choose if only one server were on the class path.
		 */
		private DefaultHandshakeHandler createHandshakeHandler() {
			return new DefaultHandshakeHandler((this.kind == ServerKind.JETTY) ? new JettyRequestUpgradeStrategy()
					: new StandardWebSocketUpgradeStrategy());
		}

		@Bean
		Tunnels tunnels() {
			return new Tunnels();
		}

		@Bean
		Pages pages() {
			return new Pages();
		}

		@Override
		public void registerWebSocketHandlers(WebSocketHandlerRegistry registry) {
			registry.addHandler(new TextWebSocketHandler() {

				@Override
				protected void handleTextMessage(WebSocketSession session, TextMessage message) throws IOException {
					session.sendMessage(new TextMessage("own " + message.getPayload()));
				}

			}, "/own").setHandshakeHandler(createHandshakeHandler());
		}

		@Override
		public void registerStompEndpoints(StompEndpointRegistry registry) {
			registry.addEndpoint("/stomp").setHandshakeHandler(createHandshakeHandler());
		}

		@Override
		public void configureMessageBroker(MessageBrokerRegistry registry) {
			registry.enableSimpleBroker("/topic");
		}

	}

	static class Tunnels {

		@WsTunnel("/tunnel")
		void echo(WsConnection connection) throws IOException {
			connection.getInputStream().transferTo(connection.getOutputStream());
		}

	}

	@RestController
	static class Pages {

		@GetMapping("/tunnel")
		String everything() {
			return "page";
		}

	}

}
