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
import java.security.Principal;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

import io.wstunnel.WsConnection;
import io.wstunnel.WsTunnel;
import io.wstunnel.WsTunnels;
import io.wstunnel.testsupport.Await;
import io.wstunnel.testsupport.ServerKind;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.TaskDecorator;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.socket.CloseStatus;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of tunnels in an application with Spring Security.
 */
@Tag("once")
@OnEachTransport
@Timeout(60)
class TunnelSecurityTests {

	@Parameter(0)
	private ServerKind kind;

	@Parameter(1)
	private String transport;

	private static TunnelServer server;

	@BeforeParameterizedClassInvocation
	static void start(ServerKind kind, String transport) {
		server = TunnelServer.start(kind, List.of(Application.class), "spring.security.user.name=user",
				"spring.security.user.password=secret", "wstunnel.server.transport=" + transport);
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		server.close();
	}

	@Test
	void aHandshakeWithoutCredentialsIsRefused() throws Exception {
		try (RawWebSocket socket = RawWebSocket.open(server.getPort(), "/who")) {
			assertThat(socket.getStatus()).isEqualTo(401);
		}
	}

	@Test
	void theUserOfTheHandshakeIsThatOfTheHandler() throws Exception {
		try (RawWebSocket socket = open("/who")) {
			assertThat(socket.getStatus()).isEqualTo(101);
			assertThat(socket.receiveBinary()).isEqualTo("user user user user");
		}
	}

	@Test
	void theSecurityContextIsGoneAfterTheHandler() throws Exception {
		Application application = server.getBean(Application.class);
		Awaitility.await().atMost(Await.LIMIT).until(() -> application.running.get() == 0);
		application.after.clear();
		try (RawWebSocket socket = open("/who")) {
			socket.receiveBinary();
			socket.receiveClose();
			socket.sendClose(1000);
			assertThat(Await.next(application.after)).isEqualTo("null");
		}
	}

	@Test
	void tunnelsAreFoundAndClosedByTheirUser() throws Exception {
		WsTunnels tunnels = server.getBean(WsTunnels.class);
		try (RawWebSocket socket = open("/echo")) {
			socket.sendBinary("x");
			socket.receiveBinary();
			assertThat(tunnels.findByPrincipal("user")).isNotEmpty();
			assertThat(tunnels.closeByPrincipal("nobody", CloseStatus.POLICY_VIOLATION)).isZero();
			assertThat(tunnels.closeByPrincipal("user", CloseStatus.POLICY_VIOLATION)).isPositive();
			assertThat(socket.receiveClose()).isEqualTo(1008);
		}
	}

	private static RawWebSocket open(String path) throws IOException {
		String credentials = Base64.getEncoder().encodeToString("user:secret".getBytes(StandardCharsets.UTF_8));
		return RawWebSocket.open(server.getPort(), path, Map.of("Authorization", "Basic " + credentials));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
	static class Application {

		private final AtomicInteger running = new AtomicInteger();

		private final BlockingQueue<String> after = new LinkedBlockingQueue<>();

		@Bean
		Tunnels tunnels() {
			return new Tunnels();
		}

		@Bean
		TaskDecorator observer() {
			return (task) -> () -> {
				this.running.incrementAndGet();
				try {
					task.run();
					this.after.add(String.valueOf(SecurityContextHolder.getContext().getAuthentication()));
				}
				finally {
					this.running.decrementAndGet();
				}
			};
		}

	}

	static class Tunnels {

		@WsTunnel("/who")
		void who(WsConnection connection, Principal principal, @Nullable Authentication authentication)
				throws IOException {
			Authentication current = SecurityContextHolder.getContext().getAuthentication();
			Principal user = connection.getHandshake().principal();
			String text = principal.getName() + " " + authentication.getName() + " " + user.getName() + " "
					+ current.getName();
			connection.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
		}

		@WsTunnel("/echo")
		void echo(WsConnection connection) throws IOException {
			connection.getInputStream().transferTo(connection.getOutputStream());
		}

	}

}
