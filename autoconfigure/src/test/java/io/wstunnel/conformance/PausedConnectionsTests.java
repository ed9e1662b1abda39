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

package io.wstunnel.conformance;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import javax.net.ssl.SSLContext;

import io.wstunnel.WsConnection;
import io.wstunnel.client.DefaultWsTunnelClient;
import io.wstunnel.server.TunnelServer;
import io.wstunnel.testsupport.Call;
import io.wstunnel.testsupport.CallingThreads;
import io.wstunnel.testsupport.Payloads;
import io.wstunnel.testsupport.RawPeer;
import io.wstunnel.testsupport.ServerKind;
import io.wstunnel.testsupport.TestTls;
import io.wstunnel.testsupport.TlsBundle;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * Connections that nobody reads, with more pending than they take, cost no processor
 * time.
 */
@Tag("once")
@Tag("endurance")
@Timeout(60)
class PausedConnectionsTests {

	private static final int CONNECTIONS = 50;

	private static final byte[] PENDING = Payloads.bytes(160 * 1024);

	private final List<RawPeer> peers = new ArrayList<>();

	@AfterEach
	void closePeers() throws IOException {
		for (RawPeer peer : this.peers) {
			peer.close();
		}
	}

	@ParameterizedTest
	@CsvSource({ "TOMCAT, false", "TOMCAT, true", "JETTY, false", "JETTY, true" })
	void ofAServer(ServerKind kind, boolean secure) throws Exception {
		String[] properties = secure ? new String[] { "server.ssl.bundle=" + TlsBundle.NAME } : new String[0];
		SSLContext tls = getTls(secure);
		try (TunnelServer server = TunnelServer.start(kind, Application.class, properties)) {
			Strangers strangers = server.getBean(Strangers.class);
			for (int i = 0; i < CONNECTIONS; i++) {
				pause(RawPeer.connect(tls, server.getPort(), "/paused"));
			}
			Awaitility.await().until(() -> strangers.getPaused().size() == CONNECTIONS);
			assertIdle(strangers.getPaused());
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void ofAClient(boolean secure) throws Exception {
		SSLContext tls = getTls(secure);
		DefaultWsTunnelClient.Builder builder = DefaultWsTunnelClient.builder();
		try (ServerSocket listening = new ServerSocket(0, CONNECTIONS, InetAddress.getLoopbackAddress());
				DefaultWsTunnelClient client = ((tls != null) ? builder.sslContext(tls) : builder).build()) {
			URI uri = URI.create((secure ? "wss" : "ws") + "://localhost:" + listening.getLocalPort() + "/");
			List<WsConnection> connections = new ArrayList<>();
			for (int i = 0; i < CONNECTIONS; i++) {
				Call<WsConnection> connecting = CallingThreads.PLATFORM.call(() -> client.connect(uri));
				pause(RawPeer.accept(tls, listening));
				connections.add(connecting.get());
			}
			assertIdle(connections);
		}
	}

	private static @Nullable SSLContext getTls(boolean secure) throws Exception {
		return secure ? TestTls.create().context() : null;
	}

	private void pause(RawPeer peer) throws IOException {
		this.peers.add(peer);
		peer.sendBinary(PENDING);
	}

	private static void assertIdle(Collection<WsConnection> connections) throws Exception {
		for (WsConnection connection : connections) {
			Awaitility.await().until(() -> connection.getInputStream().available() >= 64 * 1024);
		}
		CpuTime.assertIdle();
		connections.forEach(WsConnection::abort);
	}

	@Configuration(proxyBeanMethods = false)
	@Import({ Strangers.class, TlsBundle.class })
	static class Application {

	}

}
