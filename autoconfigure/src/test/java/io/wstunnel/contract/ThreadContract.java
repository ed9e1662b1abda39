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

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import io.wstunnel.DeadlineAction;
import io.wstunnel.testsupport.AgainstTheClock;
import io.wstunnel.testsupport.Call;
import io.wstunnel.testsupport.CallingThreads;
import io.wstunnel.testsupport.Payloads;
import io.wstunnel.testsupport.PinnedThreads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * T1 and T2.
 */
interface ThreadContract extends ContractSupport {

	@Test
	default void t1AReaderDoesNotWaitForAWriter() throws Exception {
		ConnectionRig rig = open();
		Call<Integer> write = blockedWrite(rig.connection());
		rig.peer().sendBinary((byte) 1);
		assertThat(readOne(rig.connection())).isOne();
		assertThat(write.isDone()).isFalse();
	}

	@Test
	default void t1AWriterDoesNotWaitForAReader() throws Exception {
		ConnectionRig rig = open();
		Call<Integer> read = blockedRead(rig.connection());
		write(rig.connection(), "x");
		assertThat(rig.peer().readMessage().payloadAsText()).isEqualTo("x");
		assertThat(read.isDone()).isFalse();
	}

	@Test
	default void t1SeveralReadersTakeTurns() throws Exception {
		ConnectionRig rig = open();
		List<Call<int[]>> readers = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			readers.add(call(() -> countBytes(rig)));
		}
		byte[] bytes = Payloads.bytes(500_000);
		for (int from = 0; from < bytes.length; from += 5000) {
			rig.peer().sendBinary(Payloads.bytes(from, 5000));
		}
		rig.peer().sendClose(1000);
		int[] expected = new int[256];
		int[] actual = new int[256];
		for (byte next : bytes) {
			expected[next & 0xff]++;
		}
		for (Call<int[]> reader : readers) {
			int[] counts = reader.get();
			for (int i = 0; i < counts.length; i++) {
				actual[i] += counts[i];
			}
		}
		assertThat(actual).isEqualTo(expected);
	}

	private int[] countBytes(ConnectionRig rig) throws Exception {
		int[] counts = new int[256];
		ByteBuffer bytes = ByteBuffer.allocate(777);
		while (rig.connection().read(bytes) >= 0) {
			bytes.flip();
			while (bytes.hasRemaining()) {
				counts[bytes.get() & 0xff]++;
			}
			bytes.clear();
		}
		return counts;
	}

	@Test
	default void t1SeveralWritersTakeTurns() throws Exception {
		ConnectionRig rig = open();
		List<Call<Boolean>> writers = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			String name = "writer " + i;
			writers.add(run(() -> {
				for (int j = 0; j < 250; j++) {
					write(rig.connection(), name);
				}
			}));
		}
		for (int i = 0; i < 1000; i++) {
			assertThat(rig.peer().readMessage().payloadAsText()).matches("writer [0-3]");
		}
		for (Call<Boolean> writer : writers) {
			writer.get();
		}
	}

	@Test
	default void t1AWaitForATurnCountsAgainstItsOwnDeadline() throws Exception {
		AgainstTheClock.test(Duration.ofMillis(800), (timeout) -> {
			ConnectionRig rig = open((settings) -> settings.readTimeout(timeout)
				.writeTimeout(timeout)
				.deadlineAction(DeadlineAction.KEEP_OPEN));
			long start = System.nanoTime();
			List<Call<Integer>> calls = new ArrayList<>();
			for (int i = 0; i < 2; i++) {
				calls.add(call(() -> readOne(rig.connection())));
				calls.add(call(() -> rig.connection().write(ByteBuffer.wrap(LARGE))));
			}
			long last = start;
			for (Call<Integer> call : calls) {
				assertThat(call.getFailure()).isInstanceOf(SocketTimeoutException.class);
				last = Math.max(last, call.awaitEndedAt());
			}
			// One after the other they would take twice as long
			return last - start < timeout.toNanos() * 19 / 10;
		});
	}

	@Test
	default void t1TheTurnOfAReaderThatTimedOutPassesToTheNext() throws Exception {
		ConnectionRig rig = open((settings) -> settings.deadlineAction(DeadlineAction.KEEP_OPEN));
		Call<Integer> first = blockedRead(rig.connection());
		Call<Integer> second = blockedRead(rig.connection());
		rig.connection().setReadDeadline(past());
		assertThat(first.getFailure()).isInstanceOf(SocketTimeoutException.class);
		assertThat(second.getFailure()).isInstanceOf(SocketTimeoutException.class);
		rig.connection().setReadDeadline(null);
		Call<Integer> third = blockedRead(rig.connection());
		rig.peer().sendBinary((byte) 1);
		assertThat(third.get()).isOne();
	}

	@Test
	default void t1ATurnIsNeverLostToACallThatTimesOutMeanwhile() throws Exception {
		ConnectionRig rig = open((settings) -> settings.deadlineAction(DeadlineAction.KEEP_OPEN));
		for (int round = 0; round < 300; round++) {
			List<Call<Integer>> readers = new ArrayList<>();
			for (int i = 0; i < 3; i++) {
				readers.add(call(() -> readOne(rig.connection())));
			}
			rig.connection().asSocket().setSoTimeout(1);
			Call<Integer> impatient = call(() -> rig.connection().asSocket().getInputStream().read());
			for (int i = 0; i < 4; i++) {
				rig.peer().sendBinary((byte) 1);
			}
			for (Call<Integer> reader : readers) {
				assertThat(reader.get()).isOne();
			}
			if (!impatient.endsWith(SocketTimeoutException.class)) {
				continue;
			}
			assertThat(readOne(rig.connection())).isOne();
		}
	}

	@Test
	default void t1WhateverHappensEveryCallEnds() throws Exception {
		long seed = System.nanoTime();
		Random random = new Random(seed);
		for (int round = 0; round < 25; round++) {
			ConnectionRig rig = open((settings) -> settings.closeTimeout(Duration.ofMillis(100))
				.receiveWindow(DataSize.ofKilobytes(1))
				.deadlineAction(DeadlineAction.values()[random.nextInt(2)]));
			CountDownLatch reads = new CountDownLatch(1 + random.nextInt(20));
			CountDownLatch writes = new CountDownLatch(1 + random.nextInt(10));
			List<Call<Boolean>> calls = everything(rig, random, reads, writes);
			await(reads);
			await(writes);
			for (Call<Boolean> call : calls) {
				assertThat(call.isDone()).as("Seed %d, round %d: %s", seed, round, call).isFalse();
			}
			int how = random.nextInt(7);
			end(rig, calls, how);
			for (Call<Boolean> call : calls) {
				assertThat(call.getFailure()).as("Seed %d, round %d, end %d", seed, round, how)
					.isInstanceOf(IOException.class);
			}
		}
	}

	private List<Call<Boolean>> everything(ConnectionRig rig, Random random, CountDownLatch reads,
			CountDownLatch writes) {
		List<Call<Boolean>> calls = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			calls.add(retrying(() -> {
				if (rig.connection().read(ByteBuffer.allocate(777)) < 0) {
					throw new EOFException();
				}
				reads.countDown();
			}));
			int length = random.nextInt(100_000);
			calls.add(retrying(() -> {
				rig.connection().write(ByteBuffer.allocate(length));
				writes.countDown();
			}));
		}
		calls.add(retrying(() -> rig.peer().sendBinary(new byte[random.nextInt(5000)])));
		calls.add(retrying(() -> rig.peer().read()));
		return calls;
	}

	private Call<Boolean> retrying(Executable task) {
		return forEver(() -> {
			try {
				task.execute();
			}
			catch (SocketTimeoutException ex) {
				// Once more
			}
		});
	}

	private void end(ConnectionRig rig, List<Call<Boolean>> calls, int how) throws IOException {
		switch (how) {
			case 0 -> rig.connection().close();
			case 1 -> rig.connection().abort();
			case 2 -> calls.get(0).interrupt();
			case 3 -> calls.get(1).interrupt();
			case 4 -> rig.peer().reset();
			case 5 -> rig.peer().close();
			default -> {
				rig.connection().setDeadline(in(Duration.ofMillis(5)));
				rig.connection().setDeadline(past());
				rig.connection().setDeadline(null);
				rig.connection().close();
			}
		}
	}

	@Test
	default void t2BlockedCallersHoldNoCarrierThread() throws Exception {
		List<Call<Integer>> blocked = new ArrayList<>();
		List<ConnectionRig> rigs = new ArrayList<>();
		for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors() + 2; i++) {
			ConnectionRig rig = open();
			rigs.add(rig);
			blocked.add(call(() -> readOne(rig.connection())));
			blocked.add(call(() -> readOne(rig.connection())));
		}
		AtomicInteger ran = new AtomicInteger();
		for (int i = 0; i < 10; i++) {
			assertThat(call(ran::incrementAndGet).get()).isPositive();
		}
		for (ConnectionRig rig : rigs) {
			rig.peer().sendBinary((byte) 1, (byte) 2);
		}
		for (Call<Integer> call : blocked) {
			assertThat(call.get()).isOne();
		}
	}

	@Test
	default void t2VirtualThreadsAreNeverPinned() throws Throwable {
		assumeThat(threads()).as("Kind of the calling threads").isEqualTo(CallingThreads.VIRTUAL);
		assertThat(PinnedThreads.during("io.wstunnel.connection", this::waitInEveryWay)).isEmpty();
	}

	private void waitInEveryWay() throws Exception {
		ConnectionRig rig = open((settings) -> settings.closeTimeout(Duration.ofMillis(200)));
		List<Call<Integer>> calls = List.of(blockedRead(rig.connection()), blockedRead(rig.connection()),
				blockedWrite(rig.connection()), blockedWrite(rig.connection()));
		Call<Boolean> close = run(() -> rig.connection().close());
		for (Call<Integer> call : calls) {
			assertThat(call.getFailure()).isInstanceOf(ClosedChannelException.class);
		}
		close.get();
	}

}
