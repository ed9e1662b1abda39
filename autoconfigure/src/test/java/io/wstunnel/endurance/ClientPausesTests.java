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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.concurrent.CompletableFuture;

import javax.net.ssl.SSLContext;

import io.wstunnel.WsConnection;
import io.wstunnel.client.DefaultWsTunnelClient;
import io.wstunnel.testsupport.RawPeer;
import io.wstunnel.testsupport.TestTls;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Pauses and resumes of the client's end.
 */
@Tag("endurance")
@Timeout(240)
class ClientPausesTests {

	@Test
	void nothingStallsAndNothingIsLostOrDoubled() throws Exception {
		run(null, DefaultWsTunnelClient.builder(), Endurance.times(100_000));
	}

	@Test
	void nothingStallsAndNothingIsLostOrDoubledOverTls() throws Exception {
		SSLContext tls = TestTls.create().context();
		run(tls, DefaultWsTunnelClient.builder().sslContext(tls), Endurance.times(5_000));
	}

	private static void run(@Nullable SSLContext tls, DefaultWsTunnelClient.Builder builder, int pauses)
			throws Exception {
		try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
				DefaultWsTunnelClient client = builder.settings(Pauses.settings()).build()) {
			CompletableFuture<RawPeer> accepted = CompletableFuture.supplyAsync(() -> accept(tls, listening));
			URI uri = URI.create(((tls != null) ? "wss" : "ws") + "://localhost:" + listening.getLocalPort() + "/");
			try (WsConnection connection = client.connect(uri); RawPeer peer = Endurance.get(accepted)) {
				Pauses.run(connection, peer, pauses);
				connection.abort();
			}
		}
	}

	private static RawPeer accept(@Nullable SSLContext tls, ServerSocket listening) {
		try {
			return RawPeer.accept(tls, listening);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
