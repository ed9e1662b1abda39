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
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.wstunnel.WsConnection;
import io.wstunnel.WsConnectionSettings;
import io.wstunnel.WsTunnel;
import io.wstunnel.WsTunnelHandshakeInterceptor;
import io.wstunnel.monitor.TunnelMonitor;
import io.wstunnel.monitor.TunnelTotals;
import io.wstunnel.observation.HandshakeOutcome;
import io.wstunnel.observation.TunnelSide;
import io.wstunnel.testsupport.Await;
import io.wstunnel.testsupport.ServerKind;
import jakarta.servlet.Filter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.server.support.WebSocketHandlerMapping;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of handshakes that are answered, and of whose session of the server's own
 * WebSocket no tunnel comes.
 */
@OnEachServer
@Timeout(60)
class TunnelSessionOpeningTests {

	@Parameter
	private ServerKind kind;

	private static TunnelServer server;

	@BeforeParameterizedClassInvocation
	static void start(ServerKind kind) {
		server = TunnelServer.start(kind, Application.class, "wstunnel.server.transport=session");
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		server.close();
	}

	@Test
	void aSessionThatCannotBeServedGivesItsPlaceBackAtOnceAndIsCountedAsRefused() throws Exception {
		try (RawWebSocket socket = RawWebSocket.open(server.getPort(), "/echo", Map.of("X-Fail", "yes"))) {
			assertThat(socket.getStatus()).isEqualTo(101);
			assertThat(socket.receiveClose()).isEqualTo(1011);
		}
		assertThat(server.getBean(OpenTunnels.class).awaitEnd(SessionHandshake.OPENING_TIME.dividedBy(2))).isTrue();
		assertRefused("echo");
	}

	@Test
	void aSessionThatTheServerOpensTooLateIsCountedAsRefusedAndNotServed() throws Exception {
		try (RawWebSocket socket = RawWebSocket.open(server.getPort(), "/impatient?late")) {
			assertThat(socket.getStatus()).isEqualTo(101);
			assertThat(socket.readToEnd()).isEmpty();
		}
		assertRefused("impatient");
	}

	private static void assertRefused(String tunnel) {
		TunnelTotals totals = server.getBean(TunnelMonitor.class).getTotals(TunnelSide.SERVER, tunnel);
		assertThat(totals.getOpened()).isZero();
		assertThat(totals.getRefused()).containsOnly(Map.entry(HandshakeOutcome.ERROR, 1L));
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		/**
		 * A tunnel whose sessions the server has to open sooner than those of others.
		 */
		@Bean
		WebSocketHandlerMapping impatientTunnel(ConfigurableApplicationContext context, OpenTunnels tunnels,
				TunnelMonitor monitor) {
			Tunnel tunnel = new Tunnel("impatient", "/impatient", List.of(), WsConnectionSettings.defaults(), null,
					(connection) -> {
					}, RequestArguments.NONE, List.of());
			TunnelUpgradeStrategy strategy = new TunnelUpgradeStrategy(
					new Admission(tunnels, null, List.of(), Duration.ZERO, context), ServerTransport.SESSION,
					new SessionHandshake(Duration.ofMillis(200)));
			TunnelRequestHandler handler = new TunnelRequestHandler(new ServerTunnelHandler(tunnel, tunnels,
					Executors.of(new SimpleAsyncTaskExecutor()), context, monitor),
					new TunnelHandshakeHandler(strategy), "impatient", monitor);
			handler.setHandshakeInterceptors(List.of(new HandshakeFactsInterceptor(RequestArguments.NONE, null)));
			WebSocketHandlerMapping mapping = new WebSocketHandlerMapping();
			mapping.setUrlMap(Map.of(tunnel.path(), handler));
			mapping.setOrder(-3);
			mapping.setWebSocketUpgradeMatch(true);
			return mapping;
		}

		/**
		 * Holds a handshake up until nobody waits for its session any more.
		 */
		@Bean
		Filter lateFilter(OpenTunnels tunnels) {
			return (request, response, chain) -> {
				chain.doFilter(request, response);
				if (request.getParameter("late") != null) {
					awaitEnd(tunnels);
				}
			};
		}

		private static void awaitEnd(OpenTunnels tunnels) {
			try {
				assertThat(tunnels.awaitEnd(Await.LIMIT)).isTrue();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}

		@Bean
		WsTunnelHandshakeInterceptor forgetfulInterceptor() {
			return new ForgetfulInterceptor();
		}

		@Bean
		Tunnels tunnels() {
			return new Tunnels();
		}

	}

	static class Tunnels {

		@WsTunnel("/echo")
		void echo(WsConnection connection) throws IOException {
			connection.getInputStream().transferTo(connection.getOutputStream());
		}

	}

	/**
	 * Removes what the tunnel needs.
	 */
	static class ForgetfulInterceptor implements WsTunnelHandshakeInterceptor {

		@Override
		public boolean beforeHandshake(ServerHttpRequest request, ServerHttpResponse response,
				WebSocketHandler wsHandler, Map<String, Object> attributes) {
			if (request.getHeaders().getFirst("X-Fail") != null) {
				attributes.clear();
			}
			return true;
		}

		@Override
		public void afterHandshake(ServerHttpRequest request, ServerHttpResponse response, WebSocketHandler wsHandler,
				@Nullable Exception exception) {
		}

	}

}
