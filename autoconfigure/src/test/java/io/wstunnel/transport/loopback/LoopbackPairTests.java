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

package io.wstunnel.transport.loopback;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import io.wstunnel.testsupport.Call;
import io.wstunnel.testsupport.CallingThreads;
import io.wstunnel.testsupport.Payloads;
import io.wstunnel.transport.TransportListener;
import io.wstunnel.transport.frame.FrameChannel;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests of {@link LoopbackPair} and its channels.
 */
@Timeout(60)
class LoopbackPairTests {

	private static final InetSocketAddress CLIENT = new InetSocketAddress("127.0.0.1", 1);

	private static final InetSocketAddress SERVER = new InetSocketAddress("127.0.0.1", 2);

	private final LoopbackPair pair = LoopbackPair.create(CLIENT, SERVER);

	private final Told client = new Told(this.pair.client());

	private final Told server = new Told(this.pair.server());

	@AfterEach
	void close() {
		this.pair.client().close();
		this.pair.server().close();
		awaitNoThread();
	}

	@Test
	void eachEndHasTheAddressOfTheOther() {
		assertThat(this.pair.client().getLocalAddress()).isEqualTo(CLIENT);
		assertThat(this.pair.client().getRemoteAddress()).isEqualTo(SERVER);
		assertThat(this.pair.server().getLocalAddress()).isEqualTo(SERVER);
		assertThat(this.pair.server().getRemoteAddress()).isEqualTo(CLIENT);
	}

	@Test
	void aPairThatIsNotUsedHasNoThread() {
		this.pair.client().requestRead();
		this.pair.server().requestRead();
		assertThat(hasThread()).isFalse();
	}

	@Test
	void aPairThatRestsLetsItsThreadGoAndGetsAnother() throws Exception {
		for (int i = 0; i < 2; i++) {
			this.pair.server().requestRead();
			this.pair.client().write(ByteBuffer.allocate(1));
			this.server.readable.acquire();
			awaitNoThread();
		}
	}

	@Test
	void aWriterIsStoppedWhenThePipeIsFullAndToldWhenHalfOfItIsFree() throws Exception {
		ByteBuffer bytes = ByteBuffer.wrap(Payloads.bytes(LoopbackPipe.CAPACITY + 1));
		assertThat(this.pair.client().write(bytes)).isFalse();
		assertThat(bytes.remaining()).isOne();
		this.pair.client().requestWrite();
		Payloads.check(read(this.pair.server(), LoopbackPipe.CAPACITY / 2 - 1), 0);
		assertThat(this.client.writable.tryAcquire(50, TimeUnit.MILLISECONDS)).isFalse();
		Payloads.check(read(this.pair.server(), 1), LoopbackPipe.CAPACITY / 2 - 1);
		this.client.writable.acquire();
		assertThat(this.pair.client().write(bytes)).isTrue();
		Payloads.check(read(this.pair.server(), LoopbackPipe.CAPACITY / 2 + 1), LoopbackPipe.CAPACITY / 2);
		assertThat(this.pair.server().read(ByteBuffer.allocate(1))).isZero();
	}

	@Test
	void whatIsReadyAlreadyIsToldAtOnceAndOnce() throws Exception {
		this.pair.client().write(ByteBuffer.allocate(1));
		this.pair.server().requestRead();
		this.pair.server().requestWrite();
		this.server.readable.acquire();
		this.server.writable.acquire();
		this.pair.client().write(ByteBuffer.allocate(1));
		read(this.pair.server(), 2);
		assertThat(this.server.readable.tryAcquire(50, TimeUnit.MILLISECONDS)).isFalse();
		assertThat(this.server.writable.availablePermits()).isZero();
	}

	@Test
	void theEndComesBehindWhatWasWritten() throws Exception {
		this.pair.client().write(ByteBuffer.wrap(Payloads.bytes(3)));
		this.pair.client().shutdownOutput();
		Payloads.check(read(this.pair.server(), 3), 0);
		assertThat(this.pair.server().read(ByteBuffer.allocate(1))).isEqualTo(-1);
		assertThat(this.pair.server().drain(ByteBuffer.allocate(1))).isEqualTo(-1);
		assertThat(this.pair.server().write(ByteBuffer.allocate(1))).isTrue();
		assertThatExceptionOfType(ClosedChannelException.class)
			.isThrownBy(() -> this.pair.client().write(ByteBuffer.allocate(1)));
	}

	@Test
	void aCloseTellsWhoWaitsAtTheOtherEnd() throws Exception {
		this.pair.client().write(ByteBuffer.allocate(LoopbackPipe.CAPACITY));
		this.pair.client().requestWrite();
		this.pair.client().requestRead();
		this.pair.server().close();
		this.client.writable.acquire();
		this.client.readable.acquire();
		assertThatIOException().isThrownBy(() -> this.pair.client().write(ByteBuffer.allocate(1)));
		assertThat(this.pair.client().read(ByteBuffer.allocate(1))).isEqualTo(-1);
	}

	@Test
	void whatWasWrittenBeforeACloseCanBeRead() throws Exception {
		this.pair.client().write(ByteBuffer.wrap(Payloads.bytes(3)));
		this.pair.client().close();
		Payloads.check(read(this.pair.server(), 3), 0);
		assertThat(this.pair.server().read(ByteBuffer.allocate(1))).isEqualTo(-1);
	}

	@Test
	void anEndThatIsClosedIsNotTold() throws Exception {
		this.pair.client().requestRead();
		this.pair.client().close();
		this.pair.client().requestRead();
		this.pair.client().requestWrite();
		this.pair.server().close();
		awaitNoThread();
		assertThat(this.client.readable.availablePermits()).isZero();
		assertThat(this.client.writable.availablePermits()).isZero();
		assertThatExceptionOfType(ClosedChannelException.class)
			.isThrownBy(() -> this.pair.client().read(ByteBuffer.allocate(1)));
	}

	@Test
	void noWakeUpIsLostWithSmallPieces() throws Exception {
		exchange(2_000_000, 300);
	}

	@Test
	void noWakeUpIsLostWhenThePipeIsFullAgainAndAgain() throws Exception {
		exchange(200_000_000, 3 * LoopbackPipe.CAPACITY);
	}

	private void exchange(int total, int maxPiece) throws Exception {
		CallingThreads threads = CallingThreads.PLATFORM;
		Call<?>[] calls = { threads.call(() -> send(this.pair.client(), this.client, total, maxPiece)),
				threads.call(() -> send(this.pair.server(), this.server, total, maxPiece)),
				threads.call(() -> receive(this.pair.client(), this.client, total, maxPiece)),
				threads.call(() -> receive(this.pair.server(), this.server, total, maxPiece)) };
		for (Call<?> call : calls) {
			call.get();
		}
	}

	private static boolean send(FrameChannel channel, Told told, int total, int maxPiece) throws Exception {
		Random random = new Random(total);
		for (int sent = 0; sent < total;) {
			int length = Math.min(1 + random.nextInt(maxPiece), total - sent);
			ByteBuffer piece = ByteBuffer.wrap(Payloads.bytes(sent, length));
			while (!channel.write(piece)) {
				channel.requestWrite();
				told.writable.acquire();
			}
			sent += length;
		}
		return true;
	}

	private static boolean receive(FrameChannel channel, Told told, int total, int maxPiece) throws Exception {
		Random random = new Random(maxPiece);
		for (int received = 0; received < total;) {
			ByteBuffer piece = ByteBuffer.allocate(1 + random.nextInt(maxPiece));
			int count = channel.read(piece);
			if (count == 0) {
				channel.requestRead();
				told.readable.acquire();
			}
			Payloads.check(piece.flip(), received);
			received += count;
		}
		return true;
	}

	private static ByteBuffer read(FrameChannel channel, int count) throws IOException {
		ByteBuffer bytes = ByteBuffer.allocate(count);
		while (bytes.hasRemaining()) {
			assertThat(channel.read(bytes)).isPositive();
		}
		return bytes.flip();
	}

	private static void awaitNoThread() {
		Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> !hasThread());
	}

	private static boolean hasThread() {
		return Thread.getAllStackTraces().keySet().stream().anyMatch((thread) -> thread.getName().contains("loopback"));
	}

	/**
	 * How often an end was told.
	 */
	private static final class Told implements TransportListener {

		private final Semaphore readable = new Semaphore(0);

		private final Semaphore writable = new Semaphore(0);

		Told(FrameChannel channel) {
			channel.start(this);
		}

		@Override
		public void onReadable() {
			this.readable.release();
		}

		@Override
		public void onWritable() {
			this.writable.release();
		}

	}

}
