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

import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BiConsumer;

import io.wstunnel.DeadlineAction;
import io.wstunnel.WsConnection;
import io.wstunnel.testsupport.AgainstTheClock;
import io.wstunnel.testsupport.Call;
import io.wstunnel.testsupport.Payloads;
import io.wstunnel.testsupport.RawFrame;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * D1, D2, D4, D5 and D7.
 */
interface DeadlineContract extends ContractSupport {

	List<BiConsumer<WsConnection, Instant>> READ_DEADLINE_SETTERS = List.of(WsConnection::setReadDeadline,
			WsConnection::setDeadline);

	default ConnectionRig openKept() throws Exception {
		return open((settings) -> settings.deadlineAction(DeadlineAction.KEEP_OPEN));
	}

	@Test
	default void d1ADeadlineInThePastIsHonouredAlways() throws Exception {
		ConnectionRig rig = openKept();
		for (Instant deadline : List.of(past(), Instant.now(), Instant.EPOCH, Instant.MIN)) {
			rig.connection().setDeadline(deadline);
			assertTimesOut(() -> readOne(rig.connection()));
			assertTimesOut(() -> write(rig.connection(), "x"));
			assertTimesOut(() -> rig.connection().write(ByteBuffer.allocate(0)));
		}
		rig.connection().setDeadline(null);
		write(rig.connection(), "only this");
		assertThat(rig.peer().readMessage().payloadAsText()).isEqualTo("only this");
	}

	@Test
	default void d1ADeadlineInThePastReleasesABlockedRead() throws Exception {
		for (BiConsumer<WsConnection, Instant> setter : READ_DEADLINE_SETTERS) {
			ConnectionRig rig = openKept();
			Call<Integer> read = blockedRead(rig.connection());
			Call<Integer> waiting = blockedRead(rig.connection());
			setter.accept(rig.connection(), past());
			assertThat(read.getFailure()).isInstanceOf(SocketTimeoutException.class);
			assertThat(waiting.getFailure()).isInstanceOf(SocketTimeoutException.class);
		}
	}

	@Test
	default void d1ADeadlineInThePastReleasesABlockedWrite() throws Exception {
		ConnectionRig rig = openKept();
		Call<Integer> write = blockedWrite(rig.connection());
		Call<Integer> waiting = call(() -> write(rig.connection(), "x")).awaitBlocked();
		rig.connection().setWriteDeadline(past());
		assertThat(write.getFailure()).isInstanceOf(SocketTimeoutException.class);
		assertThat(waiting.getFailure()).isInstanceOf(SocketTimeoutException.class);
	}

	@Test
	default void d1ADeadlineOfTheFutureReleasesABlockedReadAndWrite() throws Exception {
		ConnectionRig rig = openKept();
		Call<Integer> read = blockedRead(rig.connection());
		Call<Integer> write = blockedWrite(rig.connection());
		rig.connection().setDeadline(in(Duration.ofMillis(300)));
		assertThat(read.getFailure()).isInstanceOf(SocketTimeoutException.class);
		assertThat(write.getFailure()).isInstanceOf(SocketTimeoutException.class);
	}

	@Test
	default void d1NullClears() throws Exception {
		AgainstTheClock.test(Duration.ofMillis(400), (time) -> outlivesADeadlineReplacedBy(null, time));
	}

	@Test
	default void d1ALaterDeadlineSetInTimeExtends() throws Exception {
		AgainstTheClock.test(Duration.ofMillis(400), (time) -> outlivesADeadlineReplacedBy(in(NEVER), time));
	}

	private boolean outlivesADeadlineReplacedBy(@Nullable Instant replacement, Duration time) throws Exception {
		ConnectionRig rig = openKept();
		Call<Integer> read = blockedRead(rig.connection());
		Call<Integer> write = blockedWrite(rig.connection());
		Instant deadline = in(time);
		rig.connection().setDeadline(deadline);
		pause(Duration.ofMillis(100));
		rig.connection().setDeadline(replacement);
		if (!Instant.now().isBefore(deadline)) {
			return false;
		}
		Awaitility.await().during(time).until(() -> !read.isDone() && !write.isDone());
		rig.peer().sendBinary((byte) 1);
		assertThat(read.get()).isOne();
		rig.peer().readMessage();
		assertThat(write.get()).isEqualTo(LARGE.length);
		return true;
	}

	@Test
	default void d1AnEarlierDeadlineShortens() throws Exception {
		ConnectionRig rig = openKept();
		rig.connection().setReadDeadline(in(NEVER));
		Call<Integer> read = blockedRead(rig.connection());
		rig.connection().setReadDeadline(in(Duration.ofMillis(50)));
		assertThat(read.getFailure()).isInstanceOf(SocketTimeoutException.class);
	}

	@Test
	default void d1EachDeadlineIsOfItsDirection() throws Exception {
		ConnectionRig rig = openKept();
		rig.connection().setReadDeadline(past());
		write(rig.connection(), "x");
		rig.connection().setReadDeadline(null);
		rig.connection().setWriteDeadline(past());
		rig.peer().sendBinary((byte) 1);
		assertThat(readOne(rig.connection())).isOne();
	}

	@Test
	default void d2ReadsThatTimeOutLoseNoByte() throws Exception {
		ConnectionRig rig = openKept();
		Call<Boolean> sender = run(() -> {
			for (int i = 0; i < 400; i++) {
				rig.peer().sendBinary(Payloads.bytes(i * 50L, 50));
				Thread.onSpinWait();
			}
		});
		long position = 0;
		while (position < 20_000) {
			rig.connection().setReadDeadline(in(Duration.ofNanos(200_000)));
			ByteBuffer destination = ByteBuffer.allocate(77);
			try {
				assertThat(rig.connection().read(destination)).isPositive();
			}
			catch (SocketTimeoutException ex) {
				assertThat(destination.position()).isZero();
			}
			Payloads.check(destination.flip(), position);
			position += destination.remaining();
		}
		sender.get();
	}

	@Test
	default void d2ATimedOutReadLeavesTheBufferToItsOwner() throws Exception {
		ConnectionRig rig = openKept();
		ByteBuffer destination = ByteBuffer.allocate(10);
		rig.connection().setReadDeadline(in(Duration.ofMillis(50)));
		assertTimesOut(() -> rig.connection().read(destination));
		rig.connection().setReadDeadline(null);
		rig.peer().sendBinary(Payloads.bytes(10));
		awaitAvailable(rig.connection(), 10);
		assertThat(destination.array()).containsOnly(0);
		assertThat(destination.position()).isZero();
	}

	@Test
	default void d4ADeadlineThatPassesWhileIdleClosesNothing() throws Exception {
		ConnectionRig rig = open();
		rig.connection().setDeadline(in(Duration.ofMillis(50)));
		Awaitility.await()
			.during(Duration.ofMillis(400))
			.until(() -> rig.connection().isOpen() && !rig.peer().hasReceived());
		rig.connection().setDeadline(null);
		write(rig.connection(), "x");
		assertThat(rig.peer().readMessage().payloadAsText()).isEqualTo("x");
		rig.peer().sendBinary("y".getBytes());
		assertThat(readText(rig.connection(), 1)).isEqualTo("y");
	}

	@Test
	default void d4ItMakesTheNextOperationFail() throws Exception {
		ConnectionRig rig = openKept();
		rig.connection().setDeadline(in(Duration.ofMillis(50)));
		pause(Duration.ofMillis(100));
		assertTimesOut(() -> readOne(rig.connection()));
		assertTimesOut(() -> write(rig.connection(), "x"));
	}

	@Test
	default void d4TheNextOperationClosesNothingEither() throws Exception {
		ConnectionRig rig = open();
		rig.connection().setDeadline(past());
		assertTimesOut(() -> readOne(rig.connection()));
		assertTimesOut(() -> write(rig.connection(), "x"));
		Awaitility.await()
			.during(Duration.ofMillis(200))
			.until(() -> rig.connection().isOpen() && !rig.peer().hasReceived());
		rig.connection().setDeadline(null);
		write(rig.connection(), "y");
		assertThat(rig.peer().readMessage().payloadAsText()).isEqualTo("y");
	}

	@Test
	default void d5TheReadTimeoutCountsFromEachOperationsStart() throws Exception {
		AgainstTheClock.test(Duration.ofMillis(250), (timeout) -> {
			ConnectionRig rig = open(
					(settings) -> settings.readTimeout(timeout).deadlineAction(DeadlineAction.KEEP_OPEN));
			return countsFromEachStart(timeout, () -> {
				rig.peer().sendBinary((byte) 1);
				awaitAvailable(rig.connection(), 1);
				pause(timeout);
				assertThat(readOne(rig.connection())).isOne();
			}, () -> readOne(rig.connection()));
		});
	}

	@Test
	default void d5TheWriteTimeoutCountsFromEachOperationsStart() throws Exception {
		AgainstTheClock.test(Duration.ofMillis(250), (timeout) -> {
			ConnectionRig rig = open(
					(settings) -> settings.writeTimeout(timeout).deadlineAction(DeadlineAction.KEEP_OPEN));
			return countsFromEachStart(timeout, () -> {
				pause(timeout);
				write(rig.connection(), "x");
			}, () -> rig.connection().write(ByteBuffer.wrap(LARGE)));
		});
	}

	private boolean countsFromEachStart(Duration timeout, Executable quick, ThrowingCallable blocked) throws Exception {
		try {
			for (int i = 0; i < 2; i++) {
				run(quick).get();
			}
		}
		catch (SocketTimeoutException ex) {
			return false;
		}
		long start = System.nanoTime();
		assertTimesOut(blocked);
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(timeout.minusMillis(10));
		return true;
	}

	@Test
	default void d5ADeadlineHoldsBesideATimeout() throws Exception {
		ConnectionRig rig = open(
				(settings) -> settings.readTimeout(NEVER).writeTimeout(NEVER).deadlineAction(DeadlineAction.KEEP_OPEN));
		rig.connection().setDeadline(in(Duration.ofMillis(50)));
		assertTimesOut(() -> readOne(rig.connection()));
		assertTimesOut(() -> rig.connection().write(ByteBuffer.wrap(LARGE)));
	}

	@Test
	default void d7ClosedHereComesBeforeAnEmptyBuffer() throws Exception {
		ConnectionRig rig = open();
		rig.connection().abort();
		assertThatExceptionOfType(ClosedChannelException.class)
			.isThrownBy(() -> rig.connection().read(ByteBuffer.allocate(0)));
	}

	@Test
	default void d7AnEmptyBufferComesBeforeAnInterruptAndADeadline() throws Exception {
		ConnectionRig rig = openKept();
		rig.connection().setReadDeadline(past());
		Call<Integer> read = call(() -> {
			Thread.currentThread().interrupt();
			return rig.connection().read(ByteBuffer.allocate(0));
		});
		assertThat(read.get()).isZero();
		assertThat(read.endsInterrupted()).isTrue();
		assertThat(rig.connection().isOpen()).isTrue();
	}

	@Test
	default void d7AnInterruptComesBeforeADeadline() throws Exception {
		ConnectionRig rig = openKept();
		rig.connection().setReadDeadline(past());
		Call<Integer> read = call(() -> {
			Thread.currentThread().interrupt();
			return readOne(rig.connection());
		});
		assertThat(read.getFailure()).isInstanceOf(ClosedByInterruptException.class);
	}

	@Test
	default void d7ADeadlineComesBeforeBytesInTheWindow() throws Exception {
		ConnectionRig rig = openKept();
		rig.peer().sendBinary("kept".getBytes());
		awaitAvailable(rig.connection(), 4);
		rig.connection().setReadDeadline(past());
		assertTimesOut(() -> readOne(rig.connection()));
		rig.connection().setReadDeadline(null);
		assertThat(readText(rig.connection(), 4)).isEqualTo("kept");
	}

	@Test
	default void d7BytesInTheWindowComeBeforeTheEnd() throws Exception {
		ConnectionRig rig = openKept();
		rig.peer().send(RawFrame.binary("kept".getBytes()), RawFrame.close(1000, ""));
		awaitAvailable(rig.connection(), 4);
		assertThat(readText(rig.connection(), 4)).isEqualTo("kept");
		rig.connection().setReadDeadline(past());
		assertTimesOut(() -> readOne(rig.connection()));
		rig.connection().setReadDeadline(null);
		assertThat(readOne(rig.connection())).isEqualTo(-1);
	}

	@Test
	default void d7AnInstantBeyondTheClockMeansNever() throws Exception {
		ConnectionRig rig = open();
		rig.connection().setDeadline(Instant.MAX);
		Call<Integer> read = blockedRead(rig.connection());
		write(rig.connection(), "x");
		rig.connection().setDeadline(Instant.now().plus(Duration.ofDays(365_000)));
		read.staysBlocked();
		rig.peer().sendBinary((byte) 1);
		assertThat(read.get()).isOne();
	}

}
