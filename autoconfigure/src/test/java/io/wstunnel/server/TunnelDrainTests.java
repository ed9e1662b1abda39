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

import java.net.Socket;
import java.net.URI;
import java.time.Duration;

import io.wstunnel.WsConnection;
import io.wstunnel.WsConnectionSettings;
import io.wstunnel.WsTunnel;
import io.wstunnel.client.DefaultWsTunnelClient;
import io.wstunnel.testsupport.Await;
import io.wstunnel.testsupport.RawFrame;
import io.wstunnel.testsupport.RawPeer;
import io.wstunnel.testsupport.ServerKind;
import io.wstunnel.transport.Notice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of what peers are told when the application stops, and what that is good for.
 */
@OnEachServer
@Timeout(120)
class TunnelDrainTests {

	@Parameter
	private ServerKind kind;

	@Test
	void thePeersThatCanBeToldAreAndTheirIdleTunnelsDoNotHoldTheDrainPeriod() throws Exception {
		TunnelServer server = TunnelServer.start(this.kind, Application.class, "wstunnel.server.drain-period=10m");
		WsConnectionSettings settings = WsConnectionSettings.builder().drainIdleTimeout(Duration.ofMillis(100)).build();
		try (DefaultWsTunnelClient client = DefaultWsTunnelClient.builder().settings(settings).build();
				RawPeer peer = RawPeer.connect(null, server.getPort(), "/echo",
						"Sec-WebSocket-Extensions: " + Notice.EXTENSION)) {
			URI uri = URI.create("ws://localhost:" + server.getPort() + "/echo");
			Socket socket = client.socketFactory(uri).createSocket("db", 5432);
			socket.getOutputStream().write(1);
			assertThat(socket.getInputStream().read()).isEqualTo(1);
			WsConnection held = client.connect(uri);
			Thread closing = new Thread(server::close);
			closing.start();
			RawFrame drain = peer.read();
			assertThat(drain.opcode()).isEqualTo(11);
			assertThat(drain.payload()).containsExactly(Notice.DRAIN.getCode());
			peer.sendBinary("still here".getBytes());
			assertThat(peer.readMessage().payloadAsText()).isEqualTo("still here");
			peer.sendClose(1001);
			assertThat(peer.readClose().getCode()).isEqualTo(1001);
			Await.value(held.peerDraining());
			assertThat(held.isOpen()).isTrue();
			held.close();
			closing.join(Await.LIMIT.toMillis());
			assertThat(closing.isAlive()).isFalse();
			assertThat(socket.isClosed()).isTrue();
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		@Bean
		Tunnels tunnels() {
			return new Tunnels();
		}

	}

	static class Tunnels {

		@WsTunnel("/echo")
		void echo(WsConnection connection) throws Exception {
			connection.getInputStream().transferTo(connection.getOutputStream());
		}

	}

}
