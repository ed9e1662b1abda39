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
import java.io.Serial;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.wstunnel.WsConnection;
import io.wstunnel.WsTunnel;
import io.wstunnel.testsupport.ServerKind;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpointConfig;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.http.ResponseEntity;
import org.springframework.messaging.simp.config.MessageBrokerRegistry;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;
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
import org.springframework.web.socket.server.standard.ServerEndpointExporter;
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

	private static final HttpClient HTTP_CLIENT = HttpClient.newHttpClient();

	@Parameter
	private ServerKind kind;

	private static TunnelServer server;

	@BeforeParameterizedClassInvocation
	static void start(ServerKind kind) {
		server = TunnelServer.start(kind,
				List.of(TunnelServer.WithoutSecurity.class, Application.class, Competitors.class),
				"server.servlet.context-path=/app", "spring.web.resources.static-locations=classpath:/META-INF/");
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
		WebSocket webSocket = HTTP_CLIENT.newWebSocketBuilder()
			.buildAsync(URI.create("ws://localhost:" + server.getPort() + "/app/tunnel"), new WebSocket.Listener() {

				@Override
				public @Nullable CompletionStage<?> onBinary(WebSocket webSocket, java.nio.ByteBuffer data,
						boolean last) {
					received.add(StandardCharsets.UTF_8.decode(data).toString());
					webSocket.request(1);
					return null;
				}

			})
			.get(20, TimeUnit.SECONDS);
		webSocket.sendBinary(StandardCharsets.UTF_8.encode("hello"), true);
		assertThat(received.poll(20, TimeUnit.SECONDS)).isEqualTo("hello");
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

	@ParameterizedTest(name = "{0}")
	@CsvSource(textBlock = """
			# path                                               handshake        ordinary GET
			/tunnel/controller,                                  tunnel,          controller
			/tunnel/router,                                      tunnel,          router
			/additional-spring-configuration-metadata.json,      tunnel,          resource
			/tunnel/enable-web-socket,                           tunnel,          HTTP 400
			/tunnel/stomp,                                       tunnel,          HTTP 400
			/tunnel/server-endpoint,                             server endpoint, HTTP 404
			/tunnel/servlet/path,                                servlet,         servlet
			/tunnel/exact,                                       exact tunnel,    HTTP 404
			/tunnel/alone,                                       tunnel,          HTTP 404
			/elsewhere/controller,                               controller,      controller
			""")
	void oneOfTwoOnAPathWins(String path, String handshake, String get) throws Exception {
		assertThat(handshake(path)).isEqualTo(handshake);
		assertThat(get(path)).isEqualTo(get);
	}

	private static String handshake(String path) throws IOException {
		try (RawWebSocket socket = RawWebSocket.open(server.getPort(), "/app" + path)) {
			String winner = socket.getHeader("X-Winner");
			return (socket.getStatus() == 101) ? socket.receiveBinary() : (winner != null) ? winner : "none";
		}
	}

	private static String get(String path) throws Exception {
		HttpResponse<String> response = HTTP_CLIENT.send(
				HttpRequest.newBuilder(URI.create("http://localhost:" + server.getPort() + "/app" + path)).build(),
				BodyHandlers.ofString());
		String winner = (response.statusCode() == 200) ? "resource" : "HTTP " + response.statusCode();
		return response.headers().firstValue("X-Winner").orElse(winner);
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

		@GetMapping({ "/tunnel/controller", "/elsewhere/{x}" })
		ResponseEntity<Void> page() {
			return ResponseEntity.ok().header("X-Winner", "controller").build();
		}

	}

	/**
	 * One of each kind on the path of a tunnel.
	 */
	@Configuration(proxyBeanMethods = false)
	static class Competitors implements WebSocketConfigurer, WebSocketMessageBrokerConfigurer {

		@WsTunnel("/tunnel/{x}")
		void all(WsConnection connection) throws IOException {
			connection.write(StandardCharsets.UTF_8.encode("tunnel"));
		}

		@WsTunnel("/tunnel/servlet/path")
		void behindAServlet(WsConnection connection) throws IOException {
			all(connection);
		}

		@WsTunnel("/tunnel/exact")
		void exact(WsConnection connection) throws IOException {
			connection.write(StandardCharsets.UTF_8.encode("exact tunnel"));
		}

		@WsTunnel("/additional-spring-configuration-metadata.json")
		void resource(WsConnection connection) throws IOException {
			all(connection);
		}

		@Bean
		RouterFunction<ServerResponse> router() {
			return RouterFunctions.route()
				.GET("/tunnel/router", (request) -> ServerResponse.ok().header("X-Winner", "router").build())
				.build();
		}

		@Override
		public void registerWebSocketHandlers(WebSocketHandlerRegistry registry) {
			registry.addHandler(new TextWebSocketHandler(), "/tunnel/enable-web-socket");
		}

		@Override
		public void registerStompEndpoints(StompEndpointRegistry registry) {
			registry.addEndpoint("/tunnel/stomp");
		}

		@Bean
		static ServerEndpointExporter serverEndpointExporter() {
			return new ServerEndpointExporter();
		}

		@Bean
		static ServerEndpointConfig serverEndpoint() {
			return ServerEndpointConfig.Builder.create(NamedEndpoint.class, "/tunnel/server-endpoint").build();
		}

		@Bean
		static ServletRegistrationBean<HttpServlet> servlet() {
			return new ServletRegistrationBean<>(new HttpServlet() {

				@Serial
				private static final long serialVersionUID = 1L;

				@Override
				protected void doGet(HttpServletRequest request, HttpServletResponse response) {
					response.setHeader("X-Winner", "servlet");
				}

			}, "/tunnel/servlet/*");
		}

	}

	/**
	 * Created by the container.
	 */
	public static class NamedEndpoint extends Endpoint {

		@Override
		public void onOpen(Session session, EndpointConfig config) {
			try {
				session.getBasicRemote().sendBinary(StandardCharsets.UTF_8.encode("server endpoint"));
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

}
