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
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import io.wstunnel.WsConnection;
import io.wstunnel.WsConnectionSettings;
import io.wstunnel.client.DefaultWsTunnelClient;
import io.wstunnel.testsupport.Call;
import io.wstunnel.testsupport.CallingThreads;
import io.wstunnel.testsupport.RawFrame;
import io.wstunnel.testsupport.RawPeer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.util.function.ThrowingConsumer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * All connections of the client share the thread that tells when they can go on. A peer
 * that never stops sending must not have it for itself.
 */
@Timeout(60)
class ClientFairnessTests {

	private static final int ROUNDS = 100;

	private final AtomicBoolean stopped = new AtomicBoolean();

	private final DefaultWsTunnelClient client = DefaultWsTunnelClient.builder()
		.settings(WsConnectionSettings.builder().closeTimeout(Duration.ofSeconds(30)).build())
		.build();

	private ServerSocket listening;

	@BeforeEach
	void listen() throws IOException {
		this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
	}

	@AfterEach
	void stop() throws IOException {
		this.stopped.set(true);
		this.listening.close();
		this.client.close();
	}

	@ParameterizedTest
	@EnumSource(value = Flood.class, mode = EnumSource.Mode.EXCLUDE, names = "DATA")
	void aPeerThatFloodsAConnectionThatNobodyReadsDoesNotStarveAnother(Flood flood) throws Exception {
		assertFair(flood, (connection) -> {
		});
	}

	@Test
	void aPeerThatFloodsAConnectionThatIsClosedDoesNotStarveAnother() throws Exception {
		assertFair(Flood.DATA, (connection) -> CallingThreads.PLATFORM.call(() -> {
			connection.close();
			return true;
		}));
	}

	@Test
	void aPeerThatFloodsABlockedReaderWithNothingDoesNotStarveAnother() throws Exception {
		assertFair(Flood.EMPTY_MESSAGES,
				(connection) -> CallingThreads.PLATFORM.call(() -> connection.read(ByteBuffer.allocate(1))));
	}

	private void assertFair(Flood flood, ThrowingConsumer<WsConnection> use) throws Exception {
		Call<WsConnection> flooded = connect();
		try (RawPeer flooding = RawPeer.accept(null, this.listening)) {
			WsConnection connection = flooded.get();
			use.accept(connection);
			Call<WsConnection> connecting = connect();
			try (RawPeer peer = RawPeer.accept(null, this.listening)) {
				AtomicLong sent = new AtomicLong();
				Call<Boolean> call = flood(flooding, flood, sent);
				Awaitility.await().until(() -> sent.get() > 10);
				playPingPong(connecting.get(), peer);
				assertThat(call.isDone()).as("The flood has ended: %s", call).isFalse();
			}
			connection.abort();
		}
	}

	private Call<WsConnection> connect() {
		URI uri = URI.create("ws://localhost:" + this.listening.getLocalPort() + "/");
		return CallingThreads.PLATFORM.call(() -> this.client.connect(uri));
	}

	private Call<Boolean> flood(RawPeer peer, Flood flood, AtomicLong sent) {
		RawFrame[] frames = new RawFrame[flood.count];
		Arrays.fill(frames, flood.frame);
		byte[] bytes = peer.encode(frames);
		return CallingThreads.PLATFORM.call(() -> {
			while (!this.stopped.get()) {
				peer.sendBytes(bytes);
				sent.incrementAndGet();
			}
			return true;
		});
	}

	/**
	 * The reader waits in each round, so that only the shared thread can wake it.
	 */
	private static void playPingPong(WsConnection connection, RawPeer peer) throws Exception {
		Call<Boolean> echo = CallingThreads.PLATFORM.call(() -> {
			Echo.echo(connection);
			return true;
		});
		for (int round = 0; round < ROUNDS; round++) {
			peer.sendBinary((byte) round);
			assertThat(peer.readMessage().payload()).containsExactly(round);
		}
		peer.sendClose(1000);
		peer.readEnd();
		peer.close();
		echo.get();
	}

	enum Flood {

		EMPTY_MESSAGES(RawFrame.binary(), 30_000),

		PINGS(RawFrame.of(RawFrame.PING, new byte[100]), 600),

		PONGS(RawFrame.of(RawFrame.PONG, new byte[100]), 600),

		DATA(RawFrame.binary(new byte[60_000]), 1);

		private final RawFrame frame;

		private final int count;

		Flood(RawFrame frame, int count) {
			this.frame = frame;
			this.count = count;
		}

	}

}
