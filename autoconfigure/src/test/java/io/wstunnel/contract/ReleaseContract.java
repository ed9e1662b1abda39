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
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import io.wstunnel.DeadlineAction;
import io.wstunnel.testsupport.AgainstTheClock;
import io.wstunnel.testsupport.Call;
import io.wstunnel.testsupport.RawFrame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.web.socket.CloseStatus;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * C2 and C3: what a close and an abort do to the threads inside.
 */
interface ReleaseContract extends ContractSupport {

	@Test
	default void c2ABlockedReadIsReleasedAtOnce() throws Exception {
		ConnectionRig rig = open((settings) -> settings.closeTimeout(NEVER));
		Call<Integer> read = blockedRead(rig.connection());
		Call<Boolean> close = run(() -> rig.connection().close());
		assertThat(read.getFailure()).isExactlyInstanceOf(AsynchronousCloseException.class);
		assertThat(close.isDone()).isFalse();
		rig.peer().readClose();
		rig.peer().sendClose(1000);
		close.get();
	}

	@Test
	default void c2AWriteInFlightMayFinish() throws Exception {
		ConnectionRig rig = open((settings) -> settings.closeTimeout(NEVER));
		Call<Integer> write = blockedWrite(rig.connection());
		Call<Boolean> close = run(() -> rig.connection().close()).awaitBlocked();
		assertThat(rig.peer().readMessage().payload()).hasSize(LARGE.length);
		assertThat(write.get()).isEqualTo(LARGE.length);
		assertThat(rig.peer().readClose().getCode()).isEqualTo(1000);
		rig.peer().sendClose(1000);
		close.get();
	}

	@Test
	default void c2AWriteInFlightThatCannotFinishIsAborted() throws Exception {
		ConnectionRig rig = open((settings) -> settings.closeTimeout(Duration.ofMillis(400)));
		Call<Integer> write = blockedWrite(rig.connection());
		rig.connection().close();
		assertThat(write.getFailure()).isExactlyInstanceOf(AsynchronousCloseException.class);
		assertNoEndOfMessageNorClose(rig.peer().readEnd());
	}

	@ParameterizedTest
	@EnumSource(DeadlineAction.class)
	default void c2AWriteInFlightWhoseDeadlineStrikesNowIsAborted(DeadlineAction action) throws Exception {
		ConnectionRig rig = open((settings) -> settings.closeTimeout(NEVER).deadlineAction(action));
		Call<Integer> write = blockedWrite(rig.connection());
		Call<Boolean> close = run(() -> rig.connection().close()).awaitBlocked();
		rig.connection().setWriteDeadline(past());
		assertThat(write.getFailure()).isExactlyInstanceOf(AsynchronousCloseException.class);
		close.get();
		assertNoEndOfMessageNorClose(rig.peer().readEnd());
	}

	@Test
	default void c2TheCloseTimeoutIsSharedWithTheWaitForThePeer() throws Exception {
		AgainstTheClock.test(Duration.ofMillis(1200), (closeTimeout) -> {
			ConnectionRig rig = open((settings) -> settings.closeTimeout(closeTimeout));
			Call<Integer> write = blockedWrite(rig.connection());
			long start = System.nanoTime();
			Call<Boolean> close = run(() -> rig.connection().close());
			pause(closeTimeout.dividedBy(2));
			List<RawFrame> frames = rig.peer().readEnd().frames();
			if (write.endsWith(AsynchronousCloseException.class)) {
				return false;
			}
			write.get();
			assertThat(frames.get(frames.size() - 1).closeStatus().getCode()).isEqualTo(1000);
			Duration duration = Duration.ofNanos(close.awaitEndedAt() - start);
			assertThat(duration).isGreaterThan(closeTimeout.multipliedBy(19).dividedBy(20));
			// Were it not shared, it would be one half more
			return duration.compareTo(closeTimeout.multipliedBy(3).dividedBy(2)) < 0;
		});
	}

	@Test
	default void c2WritersWaitingForTheirTurnFailAtOnce() throws Exception {
		ConnectionRig rig = open((settings) -> settings.closeTimeout(NEVER));
		Call<Integer> inFlight = blockedWrite(rig.connection());
		Call<Integer> waiting = call(() -> write(rig.connection(), "waiting")).awaitBlocked();
		Call<Boolean> close = run(() -> rig.connection().close());
		assertThat(waiting.getFailure()).isInstanceOf(ClosedChannelException.class);
		assertThat(inFlight.isDone()).isFalse();
		rig.connection().abort();
		close.get();
	}

	@Test
	default void c2ReadersWaitingForTheirTurnFailAtOnce() throws Exception {
		ConnectionRig rig = open((settings) -> settings.closeTimeout(NEVER));
		List<Call<Integer>> readers = List.of(blockedRead(rig.connection()), blockedRead(rig.connection()));
		Call<Boolean> close = run(() -> rig.connection().close());
		for (Call<Integer> reader : readers) {
			assertThat(reader.getFailure()).isInstanceOf(ClosedChannelException.class);
		}
		rig.connection().abort();
		close.get();
	}

	@Test
	default void c2OperationsBegunLaterThrowClosedChannelException() throws Exception {
		ConnectionRig rig = open((settings) -> settings.closeTimeout(NEVER));
		rig.peer().sendBinary("unread".getBytes());
		Call<Boolean> close = run(() -> rig.connection().close());
		rig.peer().readClose();
		assertClosed(rig.connection());
		rig.peer().sendClose(1000);
		close.get();
		assertClosed(rig.connection());
	}

	@Test
	default void c2ASecondCloseWaitsForTheFirst() throws Exception {
		ConnectionRig rig = open((settings) -> settings.closeTimeout(NEVER));
		Call<Boolean> first = run(() -> rig.connection().close());
		rig.peer().readClose();
		Call<Boolean> second = run(() -> rig.connection().close(new CloseStatus(4000)));
		second.staysBlocked();
		rig.peer().sendClose(1000);
		first.get();
		second.get();
		assertThat(rig.peer().readEnd().frames()).isEmpty();
	}

	@Test
	default void c2AbortReleasesBothCloses() throws Exception {
		ConnectionRig rig = open((settings) -> settings.closeTimeout(NEVER));
		Call<Boolean> first = run(() -> rig.connection().close());
		rig.peer().readClose();
		Call<Boolean> second = run(() -> rig.connection().close()).awaitBlocked();
		rig.connection().abort();
		first.get();
		second.get();
	}

	@ParameterizedTest
	@EnumSource(Occupation.class)
	default void c3AbortDropsTheTcpConnectionWithin100Ms(Occupation occupation) throws Exception {
		Duration limit = Duration.ofMillis(100);
		List<Duration> durations = new ArrayList<>();
		while (durations.stream().filter((duration) -> duration.compareTo(limit) < 0).count() < 3) {
			assertThat(durations).hasSizeLessThan(15);
			ConnectionRig rig = open((settings) -> settings.closeTimeout(NEVER));
			Call<?> call = occupation.occupy(this, rig);
			long start = System.nanoTime();
			rig.connection().abort();
			rig.peer().awaitRefusal();
			durations.add(Duration.ofNanos(System.nanoTime() - start));
			call.awaitEndedAt();
			assertThat(rig.connection().isOpen()).isFalse();
		}
	}

	@Test
	default void c3AbortInTheMiddleOfTrafficIsNeverTakenForALoss() throws Exception {
		for (int i = 0; i < 50; i++) {
			ConnectionRig rig = open();
			byte[] bytes = new byte[1 + i * 1000];
			List<Call<Boolean>> peers = List.of(forEver(() -> rig.peer().read()),
					forEver(() -> rig.peer().sendBinary(bytes)));
			CountDownLatch reads = new CountDownLatch(1 + i % 5);
			CountDownLatch writes = new CountDownLatch(1 + i % 3);
			List<Call<Boolean>> calls = List.of(
					forEver(() -> rig.connection().read(ByteBuffer.allocate(10_000)), reads),
					forEver(() -> rig.connection().write(ByteBuffer.wrap(bytes)), writes));
			await(reads);
			await(writes);
			rig.connection().abort();
			for (Call<Boolean> call : calls) {
				assertThat(call.getFailure()).isInstanceOf(ClosedChannelException.class);
			}
			for (Call<Boolean> peer : peers) {
				assertThat(peer.getFailure()).isInstanceOf(IOException.class)
					.isNotInstanceOf(SocketTimeoutException.class);
			}
		}
	}

	@Test
	default void c3AbortSendsNoCloseFrame() throws Exception {
		ConnectionRig rig = open();
		rig.connection().abort();
		rig.connection().abort();
		assertThat(rig.peer().readEnd().frames()).isEmpty();
		assertClosed(rig.connection());
	}

	@Test
	default void c3AbortReleasesBlockedReadersAndWriters() throws Exception {
		ConnectionRig rig = open();
		Call<Integer> read = blockedRead(rig.connection());
		Call<Integer> write = blockedWrite(rig.connection());
		Call<Integer> waitingRead = blockedRead(rig.connection());
		Call<Integer> waitingWrite = blockedWrite(rig.connection());
		rig.connection().abort();
		assertThat(read.getFailure()).isExactlyInstanceOf(AsynchronousCloseException.class);
		assertThat(write.getFailure()).isExactlyInstanceOf(AsynchronousCloseException.class);
		assertThat(waitingRead.getFailure()).isInstanceOf(ClosedChannelException.class);
		assertThat(waitingWrite.getFailure()).isInstanceOf(ClosedChannelException.class);
	}

	/**
	 * What another thread is doing while the connection is aborted.
	 */
	enum Occupation {

		NOTHING, READING, WRITING, CLOSING, LEAVING_THE_WINDOW_FULL;

		private Call<?> occupy(ReleaseContract contract, ConnectionRig rig) {
			return switch (this) {
				case NOTHING -> contract.run(() -> {
				});
				case READING -> contract.blockedRead(rig.connection());
				case WRITING -> contract.blockedWrite(rig.connection());
				case CLOSING -> contract.run(() -> rig.connection().close()).awaitBlocked();
				case LEAVING_THE_WINDOW_FULL -> leaveTheWindowFull(contract, rig);
			};
		}

		private static Call<?> leaveTheWindowFull(ReleaseContract contract, ConnectionRig rig) {
			Call<?> call = contract.run(() -> rig.peer().sendBinary(new byte[200_000]));
			contract.awaitAvailable(rig.connection(), 64 * 1024);
			return call;
		}

	}

}
