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

package io.wstunnel.forward;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;

import io.wstunnel.WsConnection;
import io.wstunnel.WsConnectionPair;
import io.wstunnel.WsConnectionSettings;
import io.wstunnel.testsupport.Await;
import org.awaitility.Awaitility;

import org.springframework.web.socket.CloseStatus;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A relay with both of its ends in hand: the peer of its connection and its target, a
 * real socket. More relays can be given targets of the same port.
 */
final class RelayRig implements AutoCloseable {

	private static final TargetDialer DIALER = new TargetDialer(Duration.ofSeconds(5), 10);

	private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

	private final WsConnectionPair pair;

	private final CompletionStage<CloseStatus> end;

	private final Socket target;

	/**
	 * Start a relay.
	 * @param pair the connection to relay, that of the server, and its peer
	 */
	RelayRig(WsConnectionPair pair) throws Exception {
		this.pair = pair;
		this.end = TunnelRelay.start(pair.getServer(), dial());
		this.target = accept();
	}

	/**
	 * Start a relay of a connection that cannot be half-closed.
	 */
	static RelayRig withoutHalfClose() throws Exception {
		return new RelayRig(WsConnectionPair.builder()
			.settings(WsConnectionSettings.builder().controlExtension(false).build())
			.build());
	}

	WsConnection getPeer() {
		return this.pair.getClient();
	}

	WsConnection getRelayed() {
		return this.pair.getServer();
	}

	Socket getTarget() {
		return this.target;
	}

	CloseStatus awaitEnd() throws Exception {
		return Await.value(this.end);
	}

	int getPort() {
		return this.listener.getLocalPort();
	}

	/**
	 * Let targets that are dialled from now on take little that they do not read.
	 */
	void narrowTargets() throws IOException {
		this.listener.setReceiveBufferSize(64 * 1024);
	}

	TargetChannel dial() throws Exception {
		return DIALER.dial(new TargetPattern("127.0.0.1:" + getPort(), null), Map.of());
	}

	/**
	 * Accept the target of the next relay, or of what else has connected.
	 */
	Socket accept() throws IOException {
		Socket socket = this.listener.accept();
		socket.setSoTimeout((int) Await.LIMIT.toMillis());
		return socket;
	}

	static void reset(Socket socket) throws IOException {
		socket.setSoLinger(true, 0);
		socket.close();
	}

	/**
	 * Assert that the other end of a socket was reset, which reading it shows.
	 */
	static void assertReset(Socket socket) {
		assertThatExceptionOfType(SocketException.class).isThrownBy(() -> socket.getInputStream().readAllBytes())
			.withMessageContaining("reset");
	}

	/**
	 * End everything, and wait until no relay has a buffer any more.
	 */
	@Override
	public void close() throws IOException {
		this.pair.close();
		this.target.close();
		this.listener.close();
		Awaitility.await().atMost(Await.LIMIT).until(RelayBuffers::getLent, (lent) -> lent == 0);
	}

}
