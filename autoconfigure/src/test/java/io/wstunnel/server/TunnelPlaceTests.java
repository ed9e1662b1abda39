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
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import io.wstunnel.WsConnection;
import io.wstunnel.WsCredentialExpiryResolver;
import io.wstunnel.WsTunnel;
import io.wstunnel.WsTunnelClosedEvent;
import io.wstunnel.WsTunnelHandshakeInterceptor;
import io.wstunnel.testsupport.Await;
import io.wstunnel.testsupport.ServerKind;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.socket.WebSocketHandler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of when a handshake takes a place, and when that is free again.
 */
@OnEachServer
@Timeout(60)
class TunnelPlaceTests {

	@Parameter
	private ServerKind kind;

	private static TunnelServer server;

	@BeforeParameterizedClassInvocation
	static void start(ServerKind kind) {
		server = TunnelServer.start(kind, Application.class, "wstunnel.server.max-connections=1");
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		server.close();
	}

	@BeforeEach
	void awaitNoTunnels() throws InterruptedException {
		assertThat(server.getBean(OpenTunnels.class).awaitEnd(Await.LIMIT)).isTrue();
	}

	@Test
	void aHandshakeWhoseExpiryCannotBeToldTakesNoPlace() throws Exception {
		assertThat(status(Map.of("X-Fail", "exception"))).isEqualTo(500);
		assertThat(status(Map.of("X-Fail", "error"))).isEqualTo(500);
		assertThat(status(Map.of())).isEqualTo(101);
	}

	@Test
	void theOriginAndTheInterceptorsAreAskedBeforeTheLimit() throws Exception {
		try (RawWebSocket socket = RawWebSocket.open(server.getPort(), "/echo")) {
			assertThat(socket.getStatus()).isEqualTo(101);
			assertThat(status(Map.of("Origin", "http://evil.example"))).isEqualTo(403);
			assertThat(status(Map.of("X-Refuse", "yes"))).isEqualTo(401);
			assertThat(status(Map.of())).isEqualTo(503);
		}
	}

	@Test
	void aPlaceIsFreeWhenTheListenersOfItsTunnelsEndHaveReturned() throws Exception {
		Application application = server.getBean(Application.class);
		CountDownLatch proceed = new CountDownLatch(1);
		application.proceed = proceed;
		try {
			try (RawWebSocket socket = RawWebSocket.open(server.getPort(), "/echo")) {
				socket.sendClose(1000);
				assertThat(socket.receiveClose()).isEqualTo(1000);
			}
			Await.latch(application.told);
			assertThat(status(Map.of())).isEqualTo(503);
		}
		finally {
			application.proceed = null;
			proceed.countDown();
		}
		Awaitility.await().atMost(Await.LIMIT).untilAsserted(() -> assertThat(status(Map.of())).isEqualTo(101));
	}

	private static int status(Map<String, String> headers) throws IOException {
		try (RawWebSocket socket = RawWebSocket.open(server.getPort(), "/echo", headers)) {
			return socket.getStatus();
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		private final CountDownLatch told = new CountDownLatch(1);

		private volatile CountDownLatch proceed;

		@EventListener
		void closed(WsTunnelClosedEvent event) {
			CountDownLatch proceed = this.proceed;
			if (proceed != null) {
				this.told.countDown();
				Await.latch(proceed);
			}
		}

		@Bean
		WsCredentialExpiryResolver failingResolver() {
			return (request) -> {
				String failure = request.getHeaders().getFirst("X-Fail");
				if ("exception".equals(failure)) {
					throw new IllegalStateException("This failure is part of a test");
				}
				if ("error".equals(failure)) {
					throw new NoClassDefFoundError("This failure is part of a test");
				}
				return null;
			};
		}

		@Bean
		WsTunnelHandshakeInterceptor gatekeeper() {
			return new Gatekeeper();
		}

		@Bean
		Tunnels tunnels() {
			return new Tunnels();
		}

	}

	static class Gatekeeper implements WsTunnelHandshakeInterceptor {

		@Override
		public boolean beforeHandshake(ServerHttpRequest request, ServerHttpResponse response,
				WebSocketHandler wsHandler, Map<String, Object> attributes) {
			boolean refuse = request.getHeaders().getFirst("X-Refuse") != null;
			if (refuse) {
				response.setStatusCode(HttpStatus.UNAUTHORIZED);
			}
			return !refuse;
		}

		@Override
		public void afterHandshake(ServerHttpRequest request, ServerHttpResponse response, WebSocketHandler wsHandler,
				@Nullable Exception exception) {
		}

	}

	static class Tunnels {

		@WsTunnel("/echo")
		void echo(WsConnection connection) throws IOException {
			connection.getInputStream().transferTo(connection.getOutputStream());
		}

	}

}
