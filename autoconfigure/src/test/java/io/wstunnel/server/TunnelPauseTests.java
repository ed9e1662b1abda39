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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.wstunnel.WsConnection;
import io.wstunnel.WsTunnel;
import io.wstunnel.WsTunnelClosedEvent;
import io.wstunnel.testsupport.ServerKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of an application that pauses, or stops and starts again, with open tunnels.
 */
@OnEachServer
@Timeout(60)
class TunnelPauseTests {

	@Parameter
	private ServerKind kind;

	@Test
	void aPausedApplicationThatKeepsItsWebServerServesTunnels() throws Exception {
		try (TunnelServer server = TunnelServer.start(this.kind, Application.class,
				"spring.lifecycle.timeout-per-shutdown-phase=1s", "wstunnel.server.drain-period=0");
				RawWebSocket first = RawWebSocket.open(server.getPort(), "/echo")) {
			first.sendBinary("before");
			assertThat(first.receiveBinary()).isEqualTo("before");
			server.getBean(Tunnels.class).context.pause();
			first.sendBinary("during");
			assertThat(first.receiveBinary()).isEqualTo("during");
			try (RawWebSocket second = RawWebSocket.open(server.getPort(), "/echo")) {
				second.sendBinary("another");
				assertThat(second.receiveBinary()).isEqualTo("another");
			}
		}
	}

	@Test
	void tunnelsEndBeforeAStopReturns() throws Exception {
		try (TunnelServer server = TunnelServer.start(this.kind, Application.class, "wstunnel.server.drain-period=0",
				"wstunnel.close-timeout=2s")) {
			Tunnels tunnels = server.getBean(Tunnels.class);
			try (RawWebSocket socket = RawWebSocket.open(server.getPort(), "/echo")) {
				socket.sendBinary("before");
				assertThat(socket.receiveBinary()).isEqualTo("before");
				Thread stopping = new Thread(tunnels.context::stop);
				stopping.start();
				assertThat(socket.receiveClose()).isEqualTo(1012);
				socket.sendClose(1012);
				assertThat(socket.readToEnd()).isEmpty();
				stopping.join();
			}
			assertThat(tunnels.closed.await(100, TimeUnit.MILLISECONDS)).isTrue();
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		@Bean
		Tunnels tunnels(ConfigurableApplicationContext context) {
			return new Tunnels(context);
		}

	}

	static class Tunnels {

		private final CountDownLatch closed = new CountDownLatch(1);

		private final ConfigurableApplicationContext context;

		Tunnels(ConfigurableApplicationContext context) {
			this.context = context;
		}

		@WsTunnel("/echo")
		void echo(WsConnection connection) throws IOException {
			connection.getInputStream().transferTo(connection.getOutputStream());
		}

		@EventListener
		void closed(WsTunnelClosedEvent event) {
			this.closed.countDown();
		}

	}

}
