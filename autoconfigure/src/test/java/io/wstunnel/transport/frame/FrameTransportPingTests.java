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

package io.wstunnel.transport.frame;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

import io.wstunnel.MessageType;
import io.wstunnel.testsupport.LoopbackSocket;
import io.wstunnel.testsupport.RawFrame;
import io.wstunnel.testsupport.RawPeer;
import io.wstunnel.transport.TransportListener;
import io.wstunnel.transport.loopback.LoopbackPair;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.web.socket.CloseStatus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests of the pings of a {@link FrameTransport}, and of the signs of life that it sees.
 */
@Timeout(60)
class FrameTransportPingTests {

	private static final int FRAME = 64 * 1024;

	private FrameTransport transport;

	private RawPeer peer;

	@BeforeEach
	void connect() throws IOException {
		LoopbackPair pair = LoopbackPair.create(new InetSocketAddress("127.0.0.1", 1),
				new InetSocketAddress("127.0.0.1", 2));
		this.transport = new FrameTransport(pair.client(), Role.CLIENT, null);
		this.transport.start(MessageType.BINARY, new TransportListener() {

			@Override
			public void onReadable() {
				FrameTransportPingTests.this.transport.read(ByteBuffer.allocate(16));
			}

			@Override
			public void onWritable() {
			}

		});
		this.peer = new RawPeer(new LoopbackSocket(pair.server()), false);
	}

	@AfterEach
	void close() throws IOException {
		this.transport.close();
		this.peer.close();
	}

	@Test
	void aPingIsEmptyAndMasked() throws IOException {
		assertThat(this.transport.ping()).isTrue();
		RawFrame ping = this.peer.read();
		assertThat(ping.opcode()).isEqualTo(RawFrame.PING);
		assertThat(ping.fin()).isTrue();
		assertThat(ping.payload()).isEmpty();
	}

	@Test
	void onePingWaitsBehindTheFrameOnItsWay() throws IOException {
		int sent = fill();
		for (int i = 0; i < 5; i++) {
			assertThat(this.transport.ping()).isTrue();
		}
		this.transport.endMessage();
		List<Integer> opcodes = new ArrayList<>();
		for (int i = 0; i < sent + 2; i++) {
			opcodes.add(this.peer.read().opcode());
		}
		assertThat(opcodes).containsOnlyOnce(RawFrame.PING);
		assertThat(opcodes.get(0)).isEqualTo(RawFrame.BINARY);
		this.transport.ping();
		assertThat(this.peer.read().opcode()).isEqualTo(RawFrame.PING);
	}

	@Test
	void noPingFollowsAClose() throws IOException {
		this.transport.sendClose(CloseStatus.NORMAL);
		this.transport.ping();
		assertThat(this.peer.readClose().getCode()).isEqualTo(1000);
		this.transport.shutdownOutput();
		assertThat(this.peer.readEnd().frames()).isEmpty();
	}

	@Test
	void aPingFailsWithTheConnection() {
		this.transport.close();
		assertThatIOException().isThrownBy(this.transport::ping);
	}

	@Test
	void bytesOfAnyKindAreASignOfLife() throws IOException {
		long before = this.transport.getLastSign();
		assertThat(this.transport.read(ByteBuffer.allocate(16))).isZero();
		assertThat(this.transport.getLastSign()).isEqualTo(before);
		this.peer.send(RawFrame.of(RawFrame.PONG));
		Awaitility.await().until(() -> this.transport.getLastSign() - before > 0);
	}

	@Test
	void roomForWhatHadToWaitIsASignOfLife() throws IOException {
		long before = this.transport.getLastSign();
		fill();
		assertThat(this.transport.flush()).isFalse();
		assertThat(this.transport.getLastSign()).isEqualTo(before);
		this.peer.read();
		this.peer.read();
		this.peer.read();
		Awaitility.await().until(() -> this.transport.getLastSign() - before > 0);
	}

	/**
	 * Send until the peer has no more room.
	 */
	private int fill() throws IOException {
		int sent = 0;
		while (this.transport.send(ByteBuffer.allocate(FRAME), false)) {
			sent++;
		}
		return sent;
	}

}
