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

package io.wstunnel.contract;

import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.concurrent.CompletableFuture;

import io.wstunnel.WsConnectionSettings;
import io.wstunnel.testsupport.Call;
import io.wstunnel.testsupport.RawPeer;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The contract for the client's end.
 */
@ForEachKindOfThread
class ClientEndTests extends ConnectionContractTests implements TcpProbesContract {

	private static final SocketAddress SOMEWHERE = InetSocketAddress.createUnresolved("database.example", 5432);

	@Override
	protected Rigs createRigs() throws Exception {
		return new ClientEndRigs(null);
	}

	private ClientEndRigs clientRigs() {
		return (ClientEndRigs) rigs();
	}

	@Test
	void s2AnUnconnectedSocketOfTheFactoryConnectsWhenItIsTold() throws Exception {
		Socket socket = clientRigs().client(WsConnectionSettings.defaults())
			.socketFactory(clientRigs().getUri())
			.createSocket();
		assertThat(socket.isConnected()).isFalse();
		CompletableFuture<RawPeer> accepted = clientRigs().accept();
		socket.connect(SOMEWHERE, 20_000);
		assertThat(socket.isConnected()).isTrue();
		try (RawPeer peer = accepted.get()) {
			socket.getOutputStream().write("out".getBytes());
			assertThat(peer.readMessage().payloadAsText()).isEqualTo("out");
			peer.sendBinary("in".getBytes());
			assertThat(socket.getInputStream().readNBytes(2)).asString().isEqualTo("in");
			peer.sendClose(1000);
			peer.readClose();
		}
		socket.close();
	}

	@Test
	void s2ConnectingTakesNoLongerThanItsTimeout() throws Exception {
		try (ServerSocket silent = new ServerSocket(0)) {
			Socket socket = clientRigs().client(WsConnectionSettings.defaults())
				.socketFactory(URI.create("ws://localhost:" + silent.getLocalPort()))
				.createSocket();
			Call<Boolean> connect = run(() -> socket.connect(SOMEWHERE, 200));
			assertThat(connect.getFailure()).isInstanceOf(SocketTimeoutException.class).hasMessageContaining("200 ms");
			socket.close();
		}
	}

}
