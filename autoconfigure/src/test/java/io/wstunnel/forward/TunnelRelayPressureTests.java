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
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.LockSupport;

import io.wstunnel.WsConnection;
import io.wstunnel.WsConnectionPair;
import io.wstunnel.WsConnectionSettings;
import io.wstunnel.connection.TransportConnection;
import io.wstunnel.testsupport.Await;
import io.wstunnel.testsupport.Call;
import io.wstunnel.testsupport.CallingThreads;
import io.wstunnel.testsupport.Payloads;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.web.socket.CloseStatus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests of {@link TunnelRelay} where one side does not take what the other sends.
 */
@Timeout(120)
class TunnelRelayPressureTests {

	private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);

	private RelayRig rig;

	@BeforeEach
	void start() throws Exception {
		this.rig = RelayRig.withoutHalfClose();
	}

	@AfterEach
	void close() throws IOException {
		this.rig.close();
	}

	@Test
	void aTargetThatDoesNotReadStopsThePeer() throws Exception {
		int total = 32 * 1024 * 1024;
		Call<Void> writer = CallingThreads.PLATFORM.call(() -> {
			for (int position = 0; position < total; position += 64 * 1024) {
				peer().getOutputStream().write(Payloads.bytes(position, 64 * 1024));
			}
			peer().close();
			return null;
		});
		writer.awaitBlocked();
		Awaitility.await().atMost(Await.LIMIT).until(RelayBuffers::getLent, (lent) -> lent == 1);
		long position = 0;
		byte[] bytes = new byte[64 * 1024];
		for (int count = target().getInputStream().read(bytes); count >= 0; count = target().getInputStream()
			.read(bytes)) {
			Payloads.check(ByteBuffer.wrap(bytes, 0, count), position);
			position += count;
		}
		writer.get();
		assertThat(position).isEqualTo(total);
	}

	/**
	 * The tunnel of a server is closed once its handler has ended, which shall not be
	 * before the target has had everything.
	 */
	@Test
	void whatWasSentBeforeAnOrderlyCloseIsDeliveredHoweverLateTheTargetReads() throws Exception {
		this.rig.narrowTargets();
		try (WsConnectionPair served = createImpatient()) {
			CompletableFuture<Void> tunnel = served
				.serveAsync((connection) -> TunnelRelay.start(connection, this.rig.dial()));
			try (Socket slow = this.rig.accept()) {
				long sent = fill(served);
				served.getClient().close();
				assertThat(Await.value(served.getServer().closed()).getCode()).isEqualTo(1000);
				Awaitility.await().during(Duration.ofMillis(200)).until(() -> RelayBuffers.getLent() == 1);
				assertThat(slow.getInputStream().readAllBytes()).hasSize(Math.toIntExact(sent));
			}
			Await.value(tunnel);
		}
	}

	@Test
	void aTargetThatFloodsAndDoesNotReadWhenItsPeerHasLeftIsReset() throws Exception {
		this.rig.narrowTargets();
		try (WsConnectionPair other = createImpatient()) {
			CompletionStage<CloseStatus> ended = TunnelRelay.start(other.getServer(), this.rig.dial());
			try (Socket flooding = this.rig.accept()) {
				fill(other);
				other.getClient().getOutputStream().write(HELLO);
				Awaitility.await()
					.until(((TransportConnection) other.getServer())::getBytesUnread, (bytes) -> bytes == HELLO.length);
				Call<Void> close = CallingThreads.PLATFORM.call(() -> {
					other.getClient().close();
					return null;
				});
				assertThatExceptionOfType(SocketException.class).isThrownBy(() -> {
					while (true) {
						flooding.getOutputStream().write(new byte[64 * 1024]);
					}
				});
				assertThat(Await.value(ended).getCode()).isEqualTo(1000);
				close.get();
			}
		}
	}

	@Test
	void aCutWhileTheTargetDoesNotReadResetsIt() throws Exception {
		Call<Void> writer = CallingThreads.PLATFORM.call(() -> {
			while (true) {
				peer().getOutputStream().write(new byte[64 * 1024]);
			}
		});
		writer.awaitBlocked();
		peer().abort();
		assertThatIOException().isThrownBy(writer::get);
		RelayRig.assertReset(target());
	}

	@Test
	void aPeerThatDoesNotReadStopsTheTarget() throws Exception {
		int total = 32 * 1024 * 1024;
		target().setSendBufferSize(64 * 1024);
		Call<Void> writer = CallingThreads.PLATFORM.call(() -> {
			for (int position = 0; position < total; position += 64 * 1024) {
				target().getOutputStream().write(Payloads.bytes(position, 64 * 1024));
			}
			target().close();
			return null;
		});
		Awaitility.await()
			.atMost(Await.LIMIT)
			.during(Duration.ofMillis(200))
			.until(() -> this.rig.getRelayed().isOpen() && !writer.isDone());
		Payloads.check(ByteBuffer.wrap(peer().getInputStream().readAllBytes()), 0);
		writer.get();
	}

	/**
	 * A server that answers a close soon that its relay has not come to.
	 */
	private static WsConnectionPair createImpatient() {
		return WsConnectionPair.builder()
			.serverSettings(WsConnectionSettings.builder().closeTimeout(Duration.ofMillis(100)).build())
			.build();
	}

	/**
	 * Send until the target takes no more and something has stayed in the relay, but
	 * nothing in the receive window.
	 */
	private static long fill(WsConnectionPair pair) throws IOException {
		TransportConnection relayed = (TransportConnection) pair.getServer();
		byte[] block = new byte[16 * 1024];
		long sent = 0;
		while (RelayBuffers.getLent() == 0) {
			pair.getClient().getOutputStream().write(block);
			sent += block.length;
			long total = sent;
			Awaitility.await()
				.pollInterval(Duration.ofMillis(1))
				.atMost(Await.LIMIT)
				.until(() -> relayed.getBytesReceived() == total);
			long start = System.nanoTime();
			while (RelayBuffers.getLent() != 0 && System.nanoTime() - start < Duration.ofMillis(300).toNanos()) {
				LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
			}
		}
		assertThat(relayed.getBytesUnread()).isZero();
		return sent;
	}

	private WsConnection peer() {
		return this.rig.getPeer();
	}

	private Socket target() {
		return this.rig.getTarget();
	}

}
