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
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.LockSupport;

import io.wstunnel.WsClosedException;
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
 * Tests of {@link TunnelRelay} between a connection that cannot be half-closed and a real
 * socket.
 */
@Timeout(120)
class TunnelRelayTests {

	private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);

	private static final TargetDialer DIALER = new TargetDialer(Duration.ofSeconds(5), 10);

	private final WsConnectionPair pair = WsConnectionPair.builder()
		.settings(WsConnectionSettings.builder().controlExtension(false).build())
		.build();

	private ServerSocket listener;

	private Socket target;

	private CompletionStage<CloseStatus> end;

	@BeforeEach
	void open() throws Exception {
		this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		this.end = TunnelRelay.start(this.pair.getServer(), dial());
		this.target = accept();
	}

	@AfterEach
	void close() throws IOException {
		this.pair.close();
		this.target.close();
		this.listener.close();
		Awaitility.await().atMost(Await.LIMIT).until(RelayBuffers::getLent, (lent) -> lent == 0);
	}

	@Test
	void bytesGoBothWays() throws Exception {
		peer().getOutputStream().write(HELLO);
		assertThat(this.target.getInputStream().readNBytes(HELLO.length)).isEqualTo(HELLO);
		this.target.getOutputStream().write(HELLO);
		assertThat(peer().getInputStream().readNBytes(HELLO.length)).isEqualTo(HELLO);
	}

	@Test
	void manyBytesGoBothWaysAtOnce() throws Exception {
		int total = 8 * 1024 * 1024;
		Call<Void> up = CallingThreads.PLATFORM.call(() -> {
			for (int position = 0; position < total; position += 50_000) {
				peer().getOutputStream().write(Payloads.bytes(position, Math.min(50_000, total - position)));
			}
			return null;
		});
		Call<Void> down = CallingThreads.PLATFORM.call(() -> {
			for (int position = 0; position < total; position += 50_000) {
				this.target.getOutputStream().write(Payloads.bytes(position, Math.min(50_000, total - position)));
			}
			return null;
		});
		Call<byte[]> atTarget = CallingThreads.PLATFORM.call(() -> this.target.getInputStream().readNBytes(total));
		Payloads.check(ByteBuffer.wrap(peer().getInputStream().readNBytes(total)), 0);
		Payloads.check(ByteBuffer.wrap(atTarget.get()), 0);
		up.get();
		down.get();
	}

	@Test
	void anOrderlyEndOfTheTargetClosesWith1000BehindItsBytes() throws Exception {
		this.target.getOutputStream().write(HELLO);
		this.target.close();
		assertThat(peer().getInputStream().readAllBytes()).isEqualTo(HELLO);
		assertThat(Await.value(peer().closed()).getCode()).isEqualTo(1000);
		assertThat(Await.value(this.end).getCode()).isEqualTo(1000);
	}

	@Test
	void aResetOfTheTargetIsNoEnd() throws Exception {
		this.target.getOutputStream().write(HELLO);
		assertThat(peer().getInputStream().readNBytes(HELLO.length)).isEqualTo(HELLO);
		reset(this.target);
		assertPeerReadsFailure(CloseStatus.SERVER_ERROR.getCode());
	}

	@Test
	void anOrderlyCloseOfThePeerEndsTheStreamBehindItsBytes() throws Exception {
		peer().getOutputStream().write(HELLO);
		peer().close();
		assertThat(this.target.getInputStream().readAllBytes()).isEqualTo(HELLO);
		assertThat(Await.value(this.end).getCode()).isEqualTo(1000);
	}

	@Test
	void aTargetThatStillSendsSeesTheEndAndNoReset() throws Exception {
		peer().close();
		this.target.getOutputStream().write(Payloads.bytes(100_000));
		assertThat(this.target.getInputStream().readAllBytes()).isEmpty();
	}

	@Test
	void aCutOfThePeerResetsTheTarget() {
		peer().abort();
		assertTargetIsReset();
	}

	@Test
	void aCloseOfThePeerWithAnErrorResetsTheTarget() throws Exception {
		peer().close(new CloseStatus(4000));
		assertTargetIsReset();
	}

	@Test
	void aCloseAtThisEndResetsTheTarget() throws Exception {
		CallingThreads.PLATFORM.call(() -> {
			this.pair.getServer().close(CloseStatus.SERVICE_RESTARTED);
			return null;
		});
		assertTargetIsReset();
		assertPeerReadsFailure(CloseStatus.SERVICE_RESTARTED.getCode());
	}

	@Test
	void theDeathOfTheProcessResetsTheTarget() throws Exception {
		Process process = RelayProcess.start(this.listener.getLocalPort());
		try (Socket other = accept()) {
			assertThat(other.getInputStream().readNBytes(HELLO.length)).isEqualTo(HELLO);
			process.destroyForcibly();
			assertThatExceptionOfType(SocketException.class).isThrownBy(() -> other.getInputStream().read())
				.withMessageContaining("reset");
		}
		finally {
			process.destroyForcibly();
		}
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
		for (int count = this.target.getInputStream().read(bytes); count >= 0; count = this.target.getInputStream()
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
		this.listener.setReceiveBufferSize(64 * 1024);
		try (WsConnectionPair served = createImpatient()) {
			CompletableFuture<Void> tunnel = served.serveAsync((connection) -> TunnelRelay.start(connection, dial()));
			try (Socket slow = accept()) {
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
		this.listener.setReceiveBufferSize(64 * 1024);
		try (WsConnectionPair other = createImpatient()) {
			CompletionStage<CloseStatus> ended = TunnelRelay.start(other.getServer(), dial());
			try (Socket flooding = accept()) {
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
		assertTargetIsReset();
	}

	@Test
	void aPeerThatDoesNotReadStopsTheTarget() throws Exception {
		int total = 32 * 1024 * 1024;
		this.target.setSendBufferSize(64 * 1024);
		Call<Void> writer = CallingThreads.PLATFORM.call(() -> {
			for (int position = 0; position < total; position += 64 * 1024) {
				this.target.getOutputStream().write(Payloads.bytes(position, 64 * 1024));
			}
			this.target.close();
			return null;
		});
		Awaitility.await()
			.atMost(Await.LIMIT)
			.during(Duration.ofMillis(200))
			.until(() -> this.pair.getServer().isOpen() && !writer.isDone());
		Payloads.check(ByteBuffer.wrap(peer().getInputStream().readAllBytes()), 0);
		writer.get();
	}

	/**
	 * What was to happen later to a connection that has ended must not hold it until
	 * then.
	 */
	@Test
	void aRelayThatHasEndedIsNotKeptInMemory() throws Exception {
		WeakReference<TargetChannel> ended = relayToTheEnd();
		Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> {
			System.gc();
			return ended.get() == null;
		});
	}

	private WeakReference<TargetChannel> relayToTheEnd() throws Exception {
		TargetChannel channel = dial();
		WsConnectionPair other = WsConnectionPair.create();
		CompletionStage<CloseStatus> otherEnd = TunnelRelay.start(other.getServer(), channel);
		try (Socket accepted = accept()) {
			other.getClient().getOutputStream().write(HELLO);
			other.getClient().close();
			assertThat(accepted.getInputStream().readAllBytes()).isEqualTo(HELLO);
			assertThat(Await.value(otherEnd).getCode()).isEqualTo(1000);
		}
		other.close();
		Awaitility.await().atMost(Await.LIMIT).until(channel::isClosed);
		return new WeakReference<>(channel);
	}

	@Test
	void relaysThatRestHaveNoThreads() throws Exception {
		int before = Thread.activeCount();
		List<WsConnectionPair> pairs = new ArrayList<>();
		List<Socket> targets = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			WsConnectionPair other = WsConnectionPair.create();
			pairs.add(other);
			TunnelRelay.start(other.getServer(), dial());
			targets.add(accept());
		}
		Awaitility.await().atMost(Await.LIMIT).until(() -> Thread.activeCount() <= before + 5);
		assertThat(RelayBuffers.getLent()).isZero();
		for (int i = 0; i < 100; i++) {
			targets.get(i).getOutputStream().write(HELLO);
			assertThat(pairs.get(i).getClient().getInputStream().readNBytes(HELLO.length)).isEqualTo(HELLO);
			pairs.get(i).close();
			targets.get(i).close();
		}
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

	private TargetChannel dial() throws Exception {
		return DIALER.dial(new TargetPattern("127.0.0.1:" + this.listener.getLocalPort(), null), Map.of());
	}

	private Socket accept() throws IOException {
		Socket socket = this.listener.accept();
		socket.setSoTimeout((int) Await.LIMIT.toMillis());
		return socket;
	}

	private WsConnection peer() {
		return this.pair.getClient();
	}

	private void assertPeerReadsFailure(int code) {
		assertThatExceptionOfType(WsClosedException.class).isThrownBy(() -> peer().getInputStream().readAllBytes())
			.satisfies((ex) -> assertThat(ex.getStatus().getCode()).isEqualTo(code));
	}

	private void assertTargetIsReset() {
		assertThatExceptionOfType(SocketException.class).isThrownBy(() -> this.target.getInputStream().readAllBytes())
			.withMessageContaining("reset");
	}

	private static void reset(Socket socket) throws IOException {
		socket.setSoLinger(true, 0);
		socket.close();
	}

}
