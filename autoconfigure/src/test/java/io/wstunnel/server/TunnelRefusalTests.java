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
import java.security.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

import io.wstunnel.WsConnection;
import io.wstunnel.WsTunnel;
import io.wstunnel.WsTunnelRefusedEvent;
import io.wstunnel.WsTunnelRefusedEvent.Reason;
import io.wstunnel.monitor.TunnelMonitor;
import io.wstunnel.observation.HandshakeOutcome;
import io.wstunnel.observation.TunnelSide;
import io.wstunnel.testsupport.Await;
import io.wstunnel.testsupport.ServerKind;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the limits by tunnel, user and address, and of that of all tunnels.
 */
@Tag("once")
@OnEachServer
@Timeout(60)
class TunnelRefusalTests {

	private static final Map<Reason, HandshakeOutcome> OUTCOMES = Map.of(Reason.CONNECTIONS, HandshakeOutcome.LIMIT,
			Reason.CONNECTIONS_OF_TUNNEL, HandshakeOutcome.LIMIT_OF_TUNNEL, Reason.CONNECTIONS_OF_PRINCIPAL,
			HandshakeOutcome.LIMIT_OF_PRINCIPAL, Reason.CONNECTIONS_OF_ADDRESS, HandshakeOutcome.LIMIT_OF_ADDRESS);

	@Parameter
	private ServerKind kind;

	private static TunnelServer server;

	private final List<RawWebSocket> sockets = new ArrayList<>();

	@BeforeParameterizedClassInvocation
	static void start(ServerKind kind) {
		server = TunnelServer.start(kind, Application.class, "server.forward-headers-strategy=framework",
				"wstunnel.server.remote-address=somewhere", "wstunnel.server.max-connections=5",
				"wstunnel.server.max-connections-per-principal=2", "wstunnel.server.max-connections-per-address=2",
				"wstunnel.server.tunnels.narrow.max-connections=1");
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		server.close();
	}

	@AfterEach
	void closeAll() throws Exception {
		for (RawWebSocket socket : this.sockets) {
			socket.close();
		}
		assertThat(server.getBean(OpenTunnels.class).awaitEnd(Await.LIMIT)).isTrue();
	}

	@Test
	void anAddressHasSoManyTunnelsAndNoMore() throws Exception {
		RawWebSocket first = assertOpens("/echo", "10.0.0.1", null);
		assertOpens("/narrow", "10.0.0.1", null);
		assertRefused("/echo", "10.0.0.1", null, 429, Reason.CONNECTIONS_OF_ADDRESS,
				"Your address has as many tunnels");
		assertRefused("/echo", "10.0.0.1", null, 429, Reason.CONNECTIONS_OF_ADDRESS,
				"Your address has as many tunnels");
		assertOpens("/echo", "10.0.0.2", null);
		end(first);
		assertOpensAtLast("/echo", "10.0.0.1", null);
	}

	@Test
	void theNetworkOfAnIpv6AddressCountsAsOne() throws Exception {
		assertOpens("/echo", "2001:db8::1", null);
		assertOpens("/echo", "2001:db8::2", null);
		assertRefused("/echo", "2001:db8::3", null, 429, Reason.CONNECTIONS_OF_ADDRESS, "Your address has as many");
		assertOpens("/echo", "2001:db8:0:1::1", null);
	}

	@Test
	void aUserHasSoManyTunnelsAndNoMoreWhereverFrom() throws Exception {
		assertOpens("/echo", "10.0.0.1", "alice");
		RawWebSocket second = assertOpens("/narrow", "10.0.0.2", "alice");
		assertRefused("/echo", "10.0.0.3", "alice", 429, Reason.CONNECTIONS_OF_PRINCIPAL,
				"You have as many tunnels open as a user may have");
		assertOpens("/echo", "10.0.0.3", "bob");
		assertOpens("/echo", "10.0.0.4", null);
		end(second);
		assertOpensAtLast("/echo", "10.0.0.3", "alice");
	}

	@Test
	void aTunnelHasSoManyConnectionsAndNoMore() throws Exception {
		RawWebSocket first = assertOpens("/narrow", "10.0.0.1", null);
		assertRefused("/narrow", "10.0.0.2", null, 503, Reason.CONNECTIONS_OF_TUNNEL,
				"This tunnel has as many connections as it may have");
		assertOpens("/echo", "10.0.0.2", null);
		end(first);
		assertOpensAtLast("/narrow", "10.0.0.2", null);
	}

	@Test
	void thereAreSoManyTunnelsInAllAndNoMore() throws Exception {
		for (int i = 0; i < 5; i++) {
			assertOpens("/echo", "10.0.0." + i, null);
		}
		assertRefused("/echo", "10.0.0.5", null, 503, Reason.CONNECTIONS, "The server has as many tunnels open");
		end(this.sockets.get(0));
		assertOpensAtLast("/echo", "10.0.0.5", null);
	}

	private RawWebSocket assertOpens(String path, String address, @Nullable String user) throws IOException {
		RawWebSocket socket = open(path, address, user);
		this.sockets.add(socket);
		assertThat(socket.getStatus()).isEqualTo(101);
		return socket;
	}

	private void assertOpensAtLast(String path, String address, @Nullable String user) {
		Awaitility.await().atMost(Await.LIMIT).untilAsserted(() -> assertOpens(path, address, user));
	}

	private static void assertRefused(String path, String address, @Nullable String user, int status, Reason reason,
			String message) throws Exception {
		BlockingQueue<WsTunnelRefusedEvent> refused = server.getBean(Application.class).refused;
		refused.clear();
		HandshakeOutcome outcome = OUTCOMES.get(reason);
		long before = refused(path, outcome);
		try (RawWebSocket socket = open(path, address, user)) {
			assertThat(socket.getStatus()).isEqualTo(status);
			assertThat(socket.getHeader("Content-Type")).isEqualToIgnoringCase("text/plain;charset=UTF-8");
			assertThat(socket.getHeader("Retry-After")).isNull();
			assertThat(socket.receiveBody()).startsWith(message).endsWith(".\n");
		}
		WsTunnelRefusedEvent event = Await.next(refused);
		assertThat(event.getTunnelId()).isEqualTo(path.substring(1));
		assertThat(event.getReason()).isEqualTo(reason);
		assertThat(refused).isEmpty();
		Awaitility.await().atMost(Await.LIMIT).until(() -> refused(path, outcome) == before + 1);
	}

	private static long refused(String path, HandshakeOutcome outcome) {
		return server.getBean(TunnelMonitor.class)
			.getTotals(TunnelSide.SERVER, path.substring(1))
			.getRefused()
			.getOrDefault(outcome, 0L);
	}

	private static void end(RawWebSocket socket) throws IOException {
		socket.sendClose(1000);
		assertThat(socket.receiveClose()).isEqualTo(1000);
	}

	private static RawWebSocket open(String path, String address, @Nullable String user) throws IOException {
		return RawWebSocket.open(server.getPort(), path,
				Map.of("X-Forwarded-For", address, "X-User", (user != null) ? user : ""));
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		private final BlockingQueue<WsTunnelRefusedEvent> refused = new LinkedBlockingQueue<>();

		@EventListener
		void refused(WsTunnelRefusedEvent event) {
			this.refused.add(event);
		}

		@Bean
		Tunnels tunnels() {
			return new Tunnels();
		}

		@Bean
		@Order(Ordered.LOWEST_PRECEDENCE)
		Filter userFilter() {
			return (request, response, chain) -> chain.doFilter(new UserRequest((HttpServletRequest) request),
					response);
		}

	}

	static class Tunnels {

		@WsTunnel("/echo")
		void echo(WsConnection connection) throws IOException {
			connection.getInputStream().transferTo(connection.getOutputStream());
		}

		@WsTunnel("/narrow")
		void narrow(WsConnection connection) throws IOException {
			echo(connection);
		}

	}

	/**
	 * Believes who the request says it is of.
	 */
	static class UserRequest extends HttpServletRequestWrapper {

		UserRequest(HttpServletRequest request) {
			super(request);
		}

		@Override
		public @Nullable Principal getUserPrincipal() {
			String name = getHeader("X-User");
			return (name != null) ? () -> name : null;
		}

	}

}
