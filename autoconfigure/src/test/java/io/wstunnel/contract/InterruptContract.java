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
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

import io.wstunnel.testsupport.Call;
import io.wstunnel.testsupport.RawFrame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * C4.
 */
interface InterruptContract extends ContractSupport {

	@Test
	default void c4AnInterruptedReadAbortsTheConnection() throws Exception {
		ConnectionRig rig = open();
		assertInterruptAborts(rig, blockedRead(rig.connection()));
	}

	@Test
	default void c4AnInterruptedReadOfTheStreamAbortsTheConnection() throws Exception {
		ConnectionRig rig = open();
		assertInterruptAborts(rig, call(() -> rig.connection().getInputStream().read()).awaitBlocked());
	}

	@Test
	default void c4AnInterruptedWriteAbortsTheConnection() throws Exception {
		ConnectionRig rig = open();
		assertInterruptAborts(rig, blockedWrite(rig.connection()));
	}

	@Test
	default void c4AnInterruptedWriteBehindWhichACloseWaitsAborts() throws Exception {
		ConnectionRig rig = open((settings) -> settings.closeTimeout(NEVER));
		Call<Integer> write = blockedWrite(rig.connection());
		Call<Boolean> close = run(() -> rig.connection().close()).awaitBlocked();
		assertInterruptAborts(rig, write);
		close.get();
	}

	@Test
	default void c4AnInterruptBeforeTheCallCountsToo() throws Exception {
		ConnectionRig reading = open();
		reading.peer().sendBinary("there".getBytes());
		awaitAvailable(reading.connection(), 5);
		assertInterruptAborts(reading, interruptedCall(() -> readOne(reading.connection())));
		ConnectionRig writing = open();
		assertInterruptAborts(writing, interruptedCall(() -> write(writing.connection(), "x")));
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	default void c4AnInterruptInTheMiddleOfTrafficAbortsTheConnection(boolean interruptWriter) throws Exception {
		for (int i = 0; i < 20; i++) {
			ConnectionRig rig = open();
			byte[] bytes = new byte[1 + i * 5_000];
			List<Call<Boolean>> peers = List.of(forEver(() -> rig.peer().read()),
					forEver(() -> rig.peer().sendBinary(bytes)));
			CountDownLatch reads = new CountDownLatch(1 + i % 5);
			CountDownLatch writes = new CountDownLatch(1 + i % 3);
			Call<Boolean> reader = forEver(() -> rig.connection().read(ByteBuffer.allocate(10_000)), reads);
			Call<Boolean> writer = forEver(() -> rig.connection().write(ByteBuffer.wrap(bytes)), writes);
			await(reads);
			await(writes);
			Call<Boolean> interrupted = interruptWriter ? writer : reader;
			Call<Boolean> other = interruptWriter ? reader : writer;
			interrupted.interrupt();
			assertThat(interrupted.getFailure()).isExactlyInstanceOf(ClosedByInterruptException.class);
			assertThat(interrupted.endsInterrupted()).isTrue();
			assertThat(other.getFailure()).isInstanceOf(ClosedChannelException.class);
			for (Call<Boolean> peer : peers) {
				assertThat(peer.getFailure()).isInstanceOf(IOException.class)
					.isNotInstanceOf(SocketTimeoutException.class);
			}
		}
	}

	@Test
	default void c4AnInterruptWhileWaitingForATurnCountsToo() throws Exception {
		ConnectionRig reading = open();
		Call<Integer> reader = blockedRead(reading.connection());
		assertInterruptAborts(reading, blockedRead(reading.connection()));
		assertThat(reader.getFailure()).isInstanceOf(AsynchronousCloseException.class);
		ConnectionRig writing = open();
		Call<Integer> writer = blockedWrite(writing.connection());
		assertInterruptAborts(writing, call(() -> write(writing.connection(), "x")).awaitBlocked());
		assertThat(writer.getFailure()).isInstanceOf(AsynchronousCloseException.class);
	}

	@Test
	default void c4AnInterruptInsideCloseAbortsAndDoesNotThrow() throws Exception {
		ConnectionRig rig = open((settings) -> settings.closeTimeout(NEVER));
		Call<Boolean> close = run(() -> rig.connection().close()).awaitBlocked();
		close.interrupt();
		close.get();
		assertThat(close.endsInterrupted()).isTrue();
		assertThat(rig.peer().readEnd().frames()).extracting(RawFrame::opcode).containsOnly(RawFrame.CLOSE);
	}

	@Test
	default void c4AnInterruptBeforeCloseIsKeptAndCloseDoesNotThrow() throws Exception {
		ConnectionRig rig = open((settings) -> settings.closeTimeout(NEVER));
		Call<Boolean> close = run(() -> {
			Thread.currentThread().interrupt();
			rig.connection().close();
		});
		close.get();
		assertThat(close.endsInterrupted()).isTrue();
		assertThat(rig.peer().readEnd().frames()).allMatch((frame) -> frame.opcode() == RawFrame.CLOSE);
	}

	@Test
	default void c4AnInterruptInsideCloseBehindAWriteAborts() throws Exception {
		ConnectionRig rig = open((settings) -> settings.closeTimeout(NEVER));
		Call<Integer> write = blockedWrite(rig.connection());
		Call<Boolean> close = run(() -> rig.connection().close()).awaitBlocked();
		close.interrupt();
		close.get();
		assertThat(close.endsInterrupted()).isTrue();
		assertThat(write.getFailure()).isInstanceOf(AsynchronousCloseException.class);
		assertNoEndOfMessageNorClose(rig.peer().readEnd());
	}

	private Call<Integer> interruptedCall(Callable<Integer> task) {
		return call(() -> {
			Thread.currentThread().interrupt();
			return task.call();
		});
	}

	private void assertInterruptAborts(ConnectionRig rig, Call<?> call) throws IOException {
		call.interrupt();
		assertThat(call.getFailure()).isExactlyInstanceOf(ClosedByInterruptException.class);
		assertThat(call.endsInterrupted()).isTrue();
		assertThat(rig.connection().isOpen()).isFalse();
		assertNoEndOfMessageNorClose(rig.peer().readEnd());
		assertClosed(rig.connection());
	}

}
