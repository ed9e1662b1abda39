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

package io.wstunnel.endurance;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import javax.net.ssl.SSLContext;

import io.wstunnel.WsConnection;
import io.wstunnel.WsTunnelRegistration;
import io.wstunnel.server.TunnelServer;
import io.wstunnel.testsupport.RawPeer;
import io.wstunnel.testsupport.ServerKind;
import io.wstunnel.testsupport.TestTls;
import io.wstunnel.testsupport.TlsBundle;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * Pauses and resumes of the server's end, for the tests of each server.
 */
@Tag("endurance")
@Timeout(240)
abstract class ServerPauses {

	private final ServerKind kind;

	/**
	 * Create the tests of a server.
	 * @param kind the server
	 */
	ServerPauses(ServerKind kind) {
		this.kind = kind;
	}

	@Test
	void nothingStallsAndNothingIsLostOrDoubled() throws Exception {
		try (TunnelServer server = TunnelServer.start(this.kind, Application.class)) {
			run(server, null, Endurance.times(100_000));
		}
	}

	@Test
	void nothingStallsAndNothingIsLostOrDoubledOverTls() throws Exception {
		try (TunnelServer server = TunnelServer.start(this.kind, Application.class,
				"server.ssl.bundle=" + TlsBundle.NAME)) {
			run(server, TestTls.create().context(), Endurance.times(5_000));
		}
	}

	private static void run(TunnelServer server, @Nullable SSLContext tls, int pauses) throws Exception {
		Tunnel tunnel = server.getBean(Tunnel.class);
		try (RawPeer peer = RawPeer.connect(tls, server.getPort(), "/pauses")) {
			Pauses.run(Endurance.get(tunnel.connection), peer, pauses);
		}
		finally {
			tunnel.end.countDown();
		}
	}

	@Configuration(proxyBeanMethods = false)
	@Import(TlsBundle.class)
	static class Application {

		@Bean
		Tunnel tunnel() {
			return new Tunnel();
		}

		@Bean
		WsTunnelRegistration registration(Tunnel tunnel) {
			return WsTunnelRegistration.builder("pauses", tunnel::handle)
				.path("/pauses")
				.settings(Pauses.settings())
				.build();
		}

	}

	static class Tunnel {

		private final CompletableFuture<WsConnection> connection = new CompletableFuture<>();

		private final CountDownLatch end = new CountDownLatch(1);

		void handle(WsConnection connection) throws InterruptedException {
			this.connection.complete(connection);
			this.end.await();
		}

	}

}
