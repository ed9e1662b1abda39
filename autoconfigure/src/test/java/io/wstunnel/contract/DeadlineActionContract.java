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

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.wstunnel.DeadlineAction;
import io.wstunnel.MessageType;
import io.wstunnel.testsupport.Await;
import io.wstunnel.testsupport.Call;
import io.wstunnel.testsupport.Payloads;
import io.wstunnel.testsupport.RawFrame;
import io.wstunnel.testsupport.RawMessage;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * D3.
 */
interface DeadlineActionContract extends ContractSupport {

	@Test
	default void d3AReadDeadlineClosesWith3008() throws Exception {
		ConnectionRig rig = open((settings) -> settings.closeTimeout(NEVER));
		rig.connection().setReadDeadline(in(Duration.ofMillis(50)));
		assertTimesOut(() -> readOne(rig.connection()));
		assertThat(rig.peer().readClose().getCode()).isEqualTo(3008);
		assertThat(rig.connection().isOpen()).isFalse();
		assertClosed(rig.connection());
		rig.peer().sendClose(3008);
		assertThat(rig.peer().readEnd().frames()).isEmpty();
	}

	@Test
	default void d3AReadTimeoutClosesWith3008() throws Exception {
		ConnectionRig rig = open((settings) -> settings.readTimeout(Duration.ofMillis(50)).closeTimeout(NEVER));
		assertTimesOut(() -> rig.connection().getInputStream().read());
		assertThat(rig.peer().readClose().getCode()).isEqualTo(3008);
		assertClosed(rig.connection());
	}

	@Test
	default void d3AWriteDeadlineInsideAMessageAborts() throws Exception {
		ConnectionRig rig = open((settings) -> settings.closeTimeout(NEVER));
		rig.connection().setWriteDeadline(in(Duration.ofMillis(200)));
		assertTimesOut(() -> rig.connection().write(ByteBuffer.wrap(LARGE)));
		assertNoEndOfMessageNorClose(rig.peer().readEnd());
		assertClosed(rig.connection());
	}

	@Test
	default void d3AWriteDeadlineBehindTheMessageOfAnotherThreadAborts() throws Exception {
		ConnectionRig rig = open((settings) -> settings.closeTimeout(NEVER));
		Call<Integer> inFlight = blockedWrite(rig.connection());
		Call<Integer> waiting = call(() -> write(rig.connection(), "x")).awaitBlocked();
		rig.connection().setWriteDeadline(past());
		assertThat(inFlight.getFailure()).isInstanceOfAny(SocketTimeoutException.class,
				AsynchronousCloseException.class);
		assertThat(waiting.getFailure()).isInstanceOfAny(SocketTimeoutException.class,
				AsynchronousCloseException.class);
		assertNoEndOfMessageNorClose(rig.peer().readEnd());
		assertClosed(rig.connection());
	}

	@Test
	default void d3TheCallThatTimedOutDoesNotWait() throws Exception {
		ConnectionRig rig = open((settings) -> settings.closeTimeout(NEVER));
		Call<Integer> read = blockedRead(rig.connection());
		Call<Integer> write = blockedWrite(rig.connection());
		rig.connection().setReadDeadline(past());
		assertThat(read.getFailure()).isInstanceOf(SocketTimeoutException.class);
		assertThat(write.isDone()).isFalse();
	}

	@Test
	default void d3TheCloseAfterATimeoutIsBoundedByTheCloseTimeout() throws Exception {
		ConnectionRig rig = open((settings) -> settings.closeTimeout(Duration.ofMillis(300)));
		rig.connection().setReadDeadline(in(Duration.ofMillis(50)));
		assertTimesOut(() -> readOne(rig.connection()));
		assertThat(rig.peer().readEnd().frames()).hasSize(1);
	}

	@Test
	default void d3AReadDeadlineReleasesABlockedWrite() throws Exception {
		ConnectionRig rig = open((settings) -> settings.closeTimeout(Duration.ofMillis(300)));
		Call<Integer> read = blockedRead(rig.connection());
		Call<Integer> write = blockedWrite(rig.connection());
		rig.connection().setReadDeadline(past());
		assertThat(read.getFailure()).isInstanceOf(SocketTimeoutException.class);
		assertThat(write.getFailure()).isExactlyInstanceOf(AsynchronousCloseException.class);
	}

	@Test
	default void d3AWriteDeadlineReleasesABlockedRead() throws Exception {
		ConnectionRig rig = open((settings) -> settings.closeTimeout(NEVER));
		Call<Integer> read = blockedRead(rig.connection());
		Call<Integer> write = blockedWrite(rig.connection());
		rig.connection().setWriteDeadline(past());
		assertThat(write.getFailure()).isInstanceOf(SocketTimeoutException.class);
		assertThat(read.getFailure()).isExactlyInstanceOf(AsynchronousCloseException.class);
	}

	@Test
	default void d3KeepOpenReadDeadlineNeverHarmsWrites() throws Exception {
		ConnectionRig rig = openKeepOpen();
		Call<Integer> write = blockedWrite(rig.connection());
		rig.connection().setReadDeadline(in(Duration.ofMillis(50)));
		assertTimesOut(() -> readOne(rig.connection()));
		write.staysBlocked();
		assertThat(Arrays.equals(rig.peer().readMessage().payload(), LARGE)).isTrue();
		assertThat(write.get()).isEqualTo(LARGE.length);
		rig.connection().setReadDeadline(null);
		rig.peer().sendBinary("usable".getBytes());
		assertThat(readText(rig.connection(), 6)).isEqualTo("usable");
	}

	@Test
	default void d3KeepOpenWriteDeadlineNeverHarmsReads() throws Exception {
		ConnectionRig rig = openKeepOpen();
		Call<Integer> read = blockedRead(rig.connection());
		rig.connection().setWriteDeadline(in(Duration.ofMillis(50)));
		assertTimesOut(() -> rig.connection().write(ByteBuffer.wrap(LARGE)));
		read.staysBlocked();
		rig.peer().sendBinary("usable".getBytes());
		assertThat(read.get()).isEqualTo(6);
	}

	@Test
	default void d3KeepOpenWriteDeadlineEndsTheMessageThere() throws Exception {
		ConnectionRig rig = openKeepOpen();
		ByteBuffer source = ByteBuffer.wrap(LARGE);
		int taken = timeOutInsideMessage(rig, source);
		assertThat(taken).isPositive().isLessThan(LARGE.length);
		assertThat(taken % (64 * 1024)).isZero();
		assertThat(source.position()).isEqualTo(taken);
		RawMessage message = rig.peer().readMessage();
		assertThat(Arrays.equals(message.payload(), Arrays.copyOf(LARGE, taken))).isTrue();
		RawFrame last = message.frames().get(message.frames().size() - 1);
		assertThat(last.opcode()).isEqualTo(RawFrame.CONTINUATION);
		assertThat(last.payload()).isEmpty();
	}

	@Test
	default void d3KeepOpenTheCallersArrayIsTheCallersAgain() throws Exception {
		ConnectionRig rig = openKeepOpen();
		byte[] array = LARGE.clone();
		int taken = timeOutInsideMessage(rig, ByteBuffer.wrap(array));
		Arrays.fill(array, (byte) 0xee);
		assertThat(Arrays.equals(rig.peer().readMessage().payload(), Arrays.copyOf(LARGE, taken))).isTrue();
	}

	@Test
	default void d3KeepOpenPongsAndClosesQueueBehindTheEndOfTheMessage() throws Exception {
		ConnectionRig rig = openKeepOpen();
		int taken = timeOutInsideMessage(rig, ByteBuffer.wrap(LARGE));
		rig.peer().sendPing("?");
		rig.peer().sendBinary("behind the ping".getBytes());
		readText(rig.connection(), 15);
		Call<Boolean> close = run(() -> rig.connection().close()).awaitBlocked();
		assertThat(rig.peer().readMessage().payload()).hasSize(taken);
		assertThat(rig.peer().read().opcode()).isEqualTo(RawFrame.PONG);
		assertThat(rig.peer().readClose().getCode()).isEqualTo(1000);
		rig.peer().sendClose(1000);
		close.get();
	}

	@Test
	default void d3KeepOpenNothingIsSentTwiceAndNothingIsLost() throws Exception {
		ConnectionRig rig = openKeepOpen();
		int total = 24 << 20;
		CountDownLatch struck = new CountDownLatch(1);
		Call<List<Integer>> lengths = call(() -> writeUnderDeadlines(rig, Payloads.bytes(total), struck));
		// More is written than the network holds
		Await.latch(struck);
		long position = 0;
		int messages = 0;
		while (position < total) {
			ByteBuffer payload = ByteBuffer.wrap(rig.peer().readMessage().payload());
			Payloads.check(payload, position);
			position += payload.remaining();
			messages++;
			// A slow reader, so that deadlines strike
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
		}
		assertThat(position).isEqualTo(total);
		assertThat(lengths.get()).hasSizeGreaterThanOrEqualTo(messages).hasSizeGreaterThan(1);
	}

	@Test
	default void d3KeepOpenTheNextMessageIsWhole() throws Exception {
		ConnectionRig rig = openKeepOpen();
		timeOutInsideMessage(rig, ByteBuffer.wrap(LARGE));
		rig.connection().setWriteDeadline(null);
		Call<Integer> next = call(() -> write(rig.connection(), "next"));
		rig.peer().readMessage();
		assertThat(rig.peer().readMessage().payloadAsText()).isEqualTo("next");
		next.get();
	}

	@Test
	default void d3KeepOpenWriteThatTimesOutBeforeItsMessageSendsNothing() throws Exception {
		ConnectionRig rig = openKeepOpen();
		timeOutInsideMessage(rig, ByteBuffer.wrap(LARGE));
		int small = writeUntilNothingIsTaken(rig);
		rig.connection().setWriteDeadline(null);
		Call<Integer> next = call(() -> write(rig.connection(), "next"));
		RawMessage message = rig.peer().readMessage();
		while (!message.payloadAsText().equals("next")) {
			small -= message.payloadAsText().equals("small") ? 1 : 0;
			message = rig.peer().readMessage();
		}
		assertThat(small).isZero();
		next.get();
	}

	/**
	 * The kernel takes some more whenever it is asked again.
	 */
	private int writeUntilNothingIsTaken(ConnectionRig rig) throws IOException {
		int taken = 0;
		while (true) {
			ByteBuffer source = ByteBuffer.wrap("small".getBytes());
			rig.connection().setWriteDeadline(in(Duration.ofMillis(100)));
			try {
				rig.connection().write(source);
				taken++;
			}
			catch (SocketTimeoutException ex) {
				if (ex.bytesTransferred == 0) {
					assertThat(source.position()).isZero();
					return taken;
				}
				taken++;
			}
		}
	}

	@Test
	default void d3KeepOpenATextMessageIsCutBetweenCharacters() throws Exception {
		ConnectionRig rig = open(
				(settings) -> settings.deadlineAction(DeadlineAction.KEEP_OPEN).messageType(MessageType.TEXT));
		byte[] text = "\u20ac".repeat(6 << 20).getBytes(StandardCharsets.UTF_8);
		int taken = timeOutInsideMessage(rig, ByteBuffer.wrap(text));
		assertThat(taken % 3).isZero();
		RawMessage cut = rig.peer().readMessage();
		assertThat(cut.payload()).hasSize(taken);
		rig.connection().setWriteDeadline(null);
		Call<Integer> rest = call(() -> rig.connection().write(ByteBuffer.wrap(text, taken, text.length - taken)));
		assertThat(rig.peer().readMessage().payload()).hasSize(text.length - taken);
		assertThat(rest.get()).isEqualTo(text.length - taken);
	}

	@Test
	default void d3KeepOpenALossAfterATimeoutIsStillSeen() throws Exception {
		ConnectionRig rig = openKeepOpen();
		timeOutInsideMessage(rig, ByteBuffer.wrap(LARGE));
		rig.peer().reset();
		rig.connection().setDeadline(null);
		assertThatIOException().isThrownBy(() -> readOne(rig.connection()));
		assertThatIOException().isThrownBy(() -> write(rig.connection(), "x"));
	}

	private ConnectionRig openKeepOpen() throws Exception {
		return open((settings) -> settings.deadlineAction(DeadlineAction.KEEP_OPEN));
	}

	private int timeOutInsideMessage(ConnectionRig rig, ByteBuffer source) {
		rig.connection().setWriteDeadline(null);
		Call<Integer> write = call(() -> rig.connection().write(source)).awaitBlocked();
		rig.connection().setWriteDeadline(past());
		Throwable failure = write.getFailure();
		assertThat(failure).isInstanceOf(SocketTimeoutException.class);
		return ((SocketTimeoutException) failure).bytesTransferred;
	}

	private List<Integer> writeUnderDeadlines(ConnectionRig rig, byte[] bytes, CountDownLatch struck)
			throws IOException {
		List<Integer> lengths = new ArrayList<>();
		ByteBuffer source = ByteBuffer.wrap(bytes);
		while (source.hasRemaining()) {
			int start = source.position();
			rig.connection().setWriteDeadline(in(Duration.ofMillis(3)));
			try {
				rig.connection().write(source);
			}
			catch (InterruptedIOException ex) {
				assertThat(ex.bytesTransferred).isEqualTo(source.position() - start);
				struck.countDown();
			}
			lengths.add(source.position() - start);
		}
		return lengths;
	}

}
