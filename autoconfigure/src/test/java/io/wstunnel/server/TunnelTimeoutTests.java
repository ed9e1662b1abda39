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

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

import io.wstunnel.WsClosedException;
import io.wstunnel.WsConnection;
import io.wstunnel.WsTunnel;
import io.wstunnel.testsupport.Await;
import io.wstunnel.testsupport.ServerKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.socket.CloseStatus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests of tunnels that last for a time, or for a time without traffic.
 */
@OnEachServer
@Timeout(60)
class TunnelTimeoutTests {

	@Parameter
	private ServerKind kind;

	private static TunnelServer server;

	@BeforeParameterizedClassInvocation
	static void start(ServerKind kind) {
		server = TunnelServer.start(kind, Application.class, "wstunnel.server.tunnels.idle.idle-timeout=300ms",
				"wstunnel.server.tunnels.full.idle-timeout=300ms",
				"wstunnel.server.tunnels.short-lived.lifetime=300ms");
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		server.close();
	}

	@Test
	void anIdleTunnelIsClosedAndItsHandlerToldWhy() throws Exception {
		try (RawWebSocket socket = RawWebSocket.open(server.getPort(), "/idle")) {
			assertThat(socket.receiveCloseStatus()).isEqualTo(new CloseStatus(3008, "Idle"));
			WsClosedException failure = nextFailure();
			assertThat(failure).hasMessage("The connection was idle for 300ms");
			assertThat(failure.getStatus().getCode()).isEqualTo(3008);
		}
	}

	@Test
	void aTunnelEndsWithItsLifetime() throws Exception {
		try (RawWebSocket socket = RawWebSocket.open(server.getPort(), "/short")) {
			assertThat(socket.receiveClose()).isEqualTo(3008);
			assertThat(nextFailure()).hasMessage("The lifetime of the connection has ended");
		}
	}

	/**
	 * The peer reads nothing for now, and so cannot be told.
	 */
	@Test
	void aPeerThatAWriteWaitsForSeesTheEndOfTheNetworkConnection() throws Exception {
		try (RawWebSocket socket = RawWebSocket.open(server.getPort(), "/full")) {
			assertThat(nextFailure()).hasMessage("The connection was idle for 300ms");
			assertThatIOException().isThrownBy(() -> {
				while (true) {
					socket.receive(0x2);
				}
			}).satisfies((ex) -> assertThat(ex).isInstanceOfAny(EOFException.class, SocketException.class));
		}
	}

	private static WsClosedException nextFailure() throws InterruptedException {
		return Await.next(server.getBean(Tunnels.class).failures);
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		@Bean
		Tunnels tunnels() {
			return new Tunnels();
		}

	}

	static class Tunnels {

		private final BlockingQueue<WsClosedException> failures = new LinkedBlockingQueue<>();

		@WsTunnel("/idle")
		void idle(WsConnection connection) throws IOException {
			try {
				connection.getInputStream().readAllBytes();
			}
			catch (WsClosedException ex) {
				this.failures.add(ex);
			}
		}

		@WsTunnel("/full")
		void full(WsConnection connection) throws IOException {
			try {
				while (true) {
					connection.write(ByteBuffer.allocate(1 << 20));
				}
			}
			catch (WsClosedException ex) {
				this.failures.add(ex);
			}
		}

		@WsTunnel("/short")
		void shortLived(WsConnection connection) throws IOException {
			idle(connection);
		}

	}

}
