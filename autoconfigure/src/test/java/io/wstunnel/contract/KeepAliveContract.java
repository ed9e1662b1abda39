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
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

import io.wstunnel.WsClosedException;
import io.wstunnel.testsupport.Call;
import io.wstunnel.testsupport.Payloads;
import io.wstunnel.testsupport.RawFrame;
import io.wstunnel.transport.Notice;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.util.unit.DataSize;
import org.springframework.web.socket.CloseStatus;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Keep-alive: pings, and a peer that does not answer them.
 */
interface KeepAliveContract extends ContractSupport {

	Duration INTERVAL = Duration.ofMillis(100);

	@Test
	default void kaAPeerThatAnswersPingsLivesAndOneThatStopsIsGivenUp() throws Exception {
		ConnectionRig rig = open((settings) -> settings.keepAliveInterval(INTERVAL)
			.keepAliveTimeout(Duration.ofMillis(800))
			.closeTimeout(NEVER));
		Call<Integer> read = call(() -> readOne(rig.connection()));
		for (int pings = 0; pings < 3; pings++) {
			RawFrame ping = rig.peer().read();
			assertThat(ping.opcode()).isEqualTo(RawFrame.PING);
			rig.peer().send(RawFrame.of(RawFrame.PONG, ping.payload()));
		}
		assertThat(read.isDone()).isFalse();
		assertGivenUp(read);
		assertThat(await(rig.connection().closed()).getCode()).isEqualTo(1006);
		assertThat(rig.peer().readEnd().frames())
			.allMatch((frame) -> frame.opcode() == RawFrame.PING || frame.closeStatus().getCode() == 3008);
	}

	@Test
	default void kaASilentPeerReleasesReadersAndWriters() throws Exception {
		ConnectionRig rig = open(
				(settings) -> settings.keepAliveInterval(INTERVAL).keepAliveTimeout(INTERVAL).closeTimeout(NEVER));
		List<Call<?>> calls = List.of(call(() -> readOne(rig.connection())), forEver(() -> writeLarge(rig)),
				forEver(() -> writeLarge(rig)));
		for (Call<?> call : calls) {
			assertGivenUp(call);
		}
		assertThat(await(rig.connection().closed()).getCode()).isEqualTo(1006);
		assertThat(rig.peer().readEnd().frames()).noneMatch((frame) -> frame.fin() && frame.opcode() <= RawFrame.BINARY)
			.filteredOn((frame) -> frame.opcode() == RawFrame.CLOSE)
			.allMatch((frame) -> frame.closeStatus().getCode() == 3008);
	}

	@Test
	default void kaAPeerThatDoesNotReadIsLeftToTcp() throws Exception {
		ConnectionRig rig = open((settings) -> settings.keepAliveInterval(INTERVAL));
		Call<Integer> write = blockedWrite(rig.connection());
		Awaitility.await().during(INTERVAL.multipliedBy(4)).until(() -> !write.isDone() && !isClosed(rig));
		int received = 0;
		int pings = 0;
		// A container's session has it wait for the end of the message
		while (received < LARGE.length || pings == 0) {
			RawFrame frame = rig.peer().read();
			pings += (frame.opcode() == RawFrame.PING) ? 1 : 0;
			received += frame.payload().length;
		}
		assertThat(write.get()).isEqualTo(LARGE.length);
		// However many were due, one was waiting; and reading may take some time
		assertThat(pings).isLessThan(100);
	}

	@Test
	default void kaThePeerIsNotGivenUpWhileThisEndDoesNotRead() throws Exception {
		ConnectionRig rig = open((settings) -> settings.receiveWindow(DataSize.ofKilobytes(1))
			.keepAliveInterval(INTERVAL)
			.keepAliveTimeout(Duration.ofMillis(600)));
		Call<Boolean> send = run(() -> rig.peer().sendBinary(Payloads.bytes(200_000)));
		for (int pings = 0; pings < 8; pings++) {
			assertThat(rig.peer().read().opcode()).isEqualTo(RawFrame.PING);
		}
		assertThat(isClosed(rig)).isFalse();
		readPattern(rig.connection(), 0, 200_000);
		send.get();
	}

	@Test
	default void kaAPeerThatSaysWhenItDoesNotReadIsGivenUpByDefaultOtherwise() throws Exception {
		ConnectionRig rig = openExtended((settings) -> settings.keepAliveInterval(INTERVAL).closeTimeout(NEVER));
		Call<Integer> read = call(() -> readOne(rig.connection()));
		rig.peer().send(RawFrame.of(11, Notice.PAUSE.getCode()));
		for (int pings = 0; pings < 6; pings++) {
			assertThat(rig.peer().read().opcode()).isEqualTo(RawFrame.PING);
		}
		assertThat(read.isDone()).isFalse();
		rig.peer().send(RawFrame.of(11, Notice.RESUME.getCode()));
		assertGivenUp(read);
	}

	@Test
	default void kaAPeerThatSaysWhenItDoesNotReadIsLeftToTcpIfTheTimeoutIsZero() throws Exception {
		ConnectionRig rig = openExtended(
				(settings) -> settings.keepAliveInterval(INTERVAL).keepAliveTimeout(Duration.ZERO));
		for (int pings = 0; pings < 6; pings++) {
			assertThat(rig.peer().read().opcode()).isEqualTo(RawFrame.PING);
		}
		assertThat(isClosed(rig)).isFalse();
	}

	@Test
	default void kaAPauseThatLastsIsToldAndSoIsItsEnd() throws Exception {
		ConnectionRig rig = openExtended(
				(settings) -> settings.receiveWindow(DataSize.ofKilobytes(1)).keepAliveInterval(Duration.ZERO));
		Call<Boolean> send = run(() -> rig.peer().sendBinary(Payloads.bytes(200_000)));
		RawFrame pause = rig.peer().read();
		assertThat(pause.opcode()).isEqualTo(11);
		assertThat(pause.payload()).containsExactly(Notice.PAUSE.getCode());
		assertThat(rig.peer().hasReceived()).isFalse();
		readPattern(rig.connection(), 0, 200_000);
		send.get();
		RawFrame resume = rig.peer().read();
		assertThat(resume.opcode()).isEqualTo(11);
		assertThat(resume.payload()).containsExactly(Notice.RESUME.getCode());
	}

	private void writeLarge(ConnectionRig rig) throws IOException {
		rig.connection().write(ByteBuffer.wrap(LARGE));
	}

	private void assertGivenUp(Call<?> call) {
		assertThat(call.getFailure()).isInstanceOf(WsClosedException.class)
			.hasMessageContaining("no sign of life")
			.satisfies((ex) -> assertThat(((WsClosedException) ex).getStatus().getCode()).isEqualTo(1006));
	}

	private boolean isClosed(ConnectionRig rig) {
		CompletionStage<CloseStatus> closed = rig.connection().closed();
		return closed.toCompletableFuture().isDone() || !rig.connection().isOpen();
	}

}
