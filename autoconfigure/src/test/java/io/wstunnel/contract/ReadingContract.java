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
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import io.wstunnel.MessageType;
import io.wstunnel.testsupport.Await;
import io.wstunnel.testsupport.Call;
import io.wstunnel.testsupport.Payloads;
import io.wstunnel.testsupport.RawFrame;
import io.wstunnel.testsupport.RawPeer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * R1, R2, R3 and R6, and the control frames on the way.
 */
interface ReadingContract extends ContractSupport {

	@Test
	default void r1PayloadsAreConcatenatedInOrder() throws Exception {
		ConnectionRig rig = open();
		rig.peer()
			.send(RawFrame.binary("ab".getBytes()), RawFrame.binary("cd".getBytes()).notFinal(),
					RawFrame.of(RawFrame.CONTINUATION, "ef".getBytes()).notFinal(),
					RawFrame.of(RawFrame.CONTINUATION, "gh".getBytes()), RawFrame.binary("ij".getBytes()));
		assertThat(readText(rig.connection(), 10)).isEqualTo("abcdefghij");
	}

	@Test
	default void r1MessageBoundariesDoNotShow() throws Exception {
		ConnectionRig rig = open();
		rig.peer().sendBinary("abc".getBytes());
		rig.peer().sendBinary("def".getBytes());
		awaitAvailable(rig.connection(), 6);
		ByteBuffer destination = ByteBuffer.allocate(5);
		assertThat(rig.connection().read(destination)).isEqualTo(5);
		assertThat(new String(destination.array())).isEqualTo("abcde");
	}

	@Test
	default void r1AMessageMayBeLongerThanEveryBuffer() throws Exception {
		ConnectionRig rig = open((settings) -> settings.receiveWindow(DataSize.ofKilobytes(4)));
		int length = 8 << 20;
		Call<Boolean> sender = run(() -> rig.peer().sendBinary(Payloads.bytes(length)));
		readPattern(rig.connection(), 0, length);
		sender.get();
	}

	@Test
	default void r1AMessageIsStreamedBeforeItsEndHasArrived() throws Exception {
		ConnectionRig rig = open();
		byte[] start = rig.peer()
			.encode(new RawFrame(true, 0, RawFrame.BINARY, null, 1L << 40, 8, Payloads.bytes(1 << 20)));
		Call<Boolean> sender = run(() -> rig.peer().sendBytes(start));
		readPattern(rig.connection(), 0, 1 << 20);
		sender.get();
		assertThat(rig.peer().hasReceived()).isFalse();
	}

	@Test
	default void r1AnySplittingOfFramesAndSegmentsReadsTheSame() throws Exception {
		ConnectionRig rig = open();
		long seed = System.nanoTime();
		Call<Boolean> sender = run(() -> sendInPieces(rig.peer(), new Random(seed), 300_000));
		Random random = new Random(seed + 1);
		long position = 0;
		while (position < 300_000) {
			ByteBuffer destination = ByteBuffer.allocate(1 + random.nextInt(3000));
			assertThat(rig.connection().read(destination)).as("Seed %d", seed).isPositive();
			Payloads.check(destination.flip(), position);
			position += destination.remaining();
		}
		sender.get();
	}

	private void sendInPieces(RawPeer peer, Random random, int total) throws IOException {
		int position = 0;
		boolean inside = false;
		while (position < total) {
			int length = Math.min(random.nextInt(2000), total - position);
			boolean fin = random.nextBoolean();
			RawFrame frame = RawFrame.of(inside ? RawFrame.CONTINUATION : RawFrame.BINARY,
					Payloads.bytes(position, length));
			byte[] bytes = peer.encode(fin ? frame : frame.notFinal());
			int cut = random.nextInt(bytes.length);
			peer.sendBytes(Arrays.copyOf(bytes, cut));
			peer.sendBytes(Arrays.copyOfRange(bytes, cut, bytes.length));
			inside = !fin;
			position += length;
		}
	}

	@Test
	default void r2EmptyMessagesAreSkipped() throws Exception {
		ConnectionRig rig = open();
		rig.peer()
			.send(RawFrame.binary(), RawFrame.binary().notFinal(), RawFrame.of(RawFrame.CONTINUATION),
					RawFrame.binary((byte) 'a'), RawFrame.binary(), RawFrame.binary((byte) 'b'));
		assertThat(readText(rig.connection(), 2)).isEqualTo("ab");
	}

	@Test
	default void r2AReadGoesOnWaitingAfterAnEmptyMessage() throws Exception {
		ConnectionRig rig = open();
		Call<Integer> read = blockedRead(rig.connection());
		rig.peer().send(RawFrame.binary());
		read.staysBlocked();
		rig.peer().sendBinary((byte) 1);
		assertThat(read.get()).isEqualTo(1);
	}

	@Test
	default void r2AReadIntoAnEmptyBufferReturns0AtOnce() throws Exception {
		ConnectionRig rig = open();
		assertThat(rig.connection().read(ByteBuffer.allocate(0))).isZero();
		assertThat(rig.connection().getInputStream().read(new byte[4], 2, 0)).isZero();
		rig.peer().sendBinary((byte) 1);
		awaitAvailable(rig.connection(), 1);
		assertThat(rig.connection().read(ByteBuffer.allocate(0))).isZero();
		assertThat(readOne(rig.connection())).isEqualTo(1);
	}

	@Test
	default void r3AMessageOfTheOtherTypeClosesWith1003() throws Exception {
		ConnectionRig binary = open();
		binary.peer().sendText("text");
		assertThatIOException().isThrownBy(() -> readOne(binary.connection()));
		assertThat(binary.peer().readClose().getCode()).isEqualTo(1003);
		ConnectionRig text = open((settings) -> settings.messageType(MessageType.TEXT));
		text.peer().sendBinary((byte) 1);
		assertThatIOException().isThrownBy(() -> readOne(text.connection()));
		assertThat(text.peer().readClose().getCode()).isEqualTo(1003);
	}

	@Test
	default void r3BytesReceivedBeforeItAreStillDelivered() throws Exception {
		ConnectionRig rig = open();
		rig.peer().sendBinary("before".getBytes());
		rig.peer().sendText("text");
		assertThat(readText(rig.connection(), 6)).isEqualTo("before");
		assertThatIOException().isThrownBy(() -> readOne(rig.connection()));
	}

	@Test
	default void r3TheReadFailsWithAnExceptionThatNamesBothTypes() throws Exception {
		ConnectionRig rig = open();
		rig.peer().sendText("text");
		assertThatIOException().isThrownBy(() -> readOne(rig.connection())).withMessageContainingAll("TEXT", "BINARY");
		assertThatIOException().isThrownBy(() -> readOne(rig.connection()));
	}

	@Test
	default void r3TheReadDoesNotWaitForThePeerToAnswer() throws Exception {
		ConnectionRig rig = open((settings) -> settings.closeTimeout(NEVER));
		Call<Integer> read = blockedRead(rig.connection());
		rig.peer().sendText("text");
		assertThat(read.getFailure()).isInstanceOf(IOException.class).hasMessageContaining("TEXT");
	}

	@Test
	default void r3ItIsNoticedWithoutAReader() throws Exception {
		ConnectionRig rig = open((settings) -> settings.closeTimeout(Duration.ofMillis(200)));
		rig.peer().sendText("text");
		assertThat(rig.peer().readClose().getCode()).isEqualTo(1003);
	}

	@Test
	default void r6AtMostOneReceiveWindowOfUnreadBytesIsHeld() throws Exception {
		ConnectionRig rig = open((settings) -> settings.receiveWindow(DataSize.ofKilobytes(20)));
		Call<Boolean> sender = run(() -> rig.peer().sendBinary(Payloads.bytes(1 << 20)));
		awaitAvailable(rig.connection(), 1);
		Awaitility.await().during(Duration.ofMillis(300)).until(() -> available(rig.connection()) <= 20 * 1024);
		readPattern(rig.connection(), 0, 1000);
		Awaitility.await().during(Duration.ofMillis(300)).until(() -> available(rig.connection()) <= 20 * 1024);
		readPattern(rig.connection(), 1000, (1 << 20) - 1000);
		sender.get();
	}

	@Test
	default void r6BeyondTheWindowThePeerIsStoppedByTcp() throws Exception {
		ConnectionRig rig = open();
		AtomicLong sent = new AtomicLong();
		Call<Boolean> sender = flood(rig.peer(), sent);
		awaitStopped(sent);
		assertThat(sent.get()).isLessThan(64 << 20);
		assertThat(sender.isDone()).isFalse();
		rig.peer().reset();
		assertThat(sender.getFailure()).isInstanceOf(SocketException.class);
	}

	@Test
	default void r6NothingIsLostWhenTheReaderComesBack() throws Exception {
		ConnectionRig rig = open((settings) -> settings.receiveWindow(DataSize.ofKilobytes(8)));
		AtomicLong sent = new AtomicLong();
		Call<Boolean> sender = flood(rig.peer(), sent);
		awaitStopped(sent);
		long position = 0;
		for (int i = 0; i < 2; i++) {
			readPattern(rig.connection(), position, 8 << 20);
			position += 8 << 20;
			awaitStopped(sent);
		}
		rig.peer().reset();
		assertThat(sender.getFailure()).isInstanceOf(SocketException.class);
	}

	@Test
	default void r6NoWakeUpIsLostWhenTheWindowIsFullAgainAndAgain() throws Exception {
		ConnectionRig rig = open((settings) -> settings.receiveWindow(DataSize.ofKilobytes(1)));
		RawFrame[] frames = new RawFrame[40];
		Arrays.fill(frames, RawFrame.binary(new byte[64]));
		byte[] burst = rig.peer().encode(frames);
		for (int i = 0; i < 2000; i++) {
			rig.peer().sendBytes(burst);
			read(rig.connection(), 40 * 64);
		}
	}

	@Test
	default void r6NoThreadOfTheContainerIsBlocked() throws Exception {
		for (int i = 0; i < 12; i++) {
			ConnectionRig stuck = open((settings) -> settings.receiveWindow(DataSize.ofKilobytes(1)));
			stuck.peer().sendBinary(Payloads.bytes(100_000));
			awaitAvailable(stuck.connection(), 1);
		}
		ConnectionRig other = open();
		other.peer().sendBinary("on".getBytes());
		assertThat(readText(other.connection(), 2)).isEqualTo("on");
	}

	@Test
	default void r6WritesGoOnWhileTheWindowIsFull() throws Exception {
		ConnectionRig rig = open((settings) -> settings.receiveWindow(DataSize.ofKilobytes(1)));
		rig.peer().sendBinary(Payloads.bytes(100_000));
		awaitAvailable(rig.connection(), 1);
		write(rig.connection(), "on");
		assertThat(rig.peer().readMessage().payloadAsText()).isEqualTo("on");
	}

	@Test
	default void pingsAreAnsweredWithoutAReader() throws Exception {
		ConnectionRig rig = open();
		rig.peer().sendPing("are you there");
		RawFrame pong = rig.peer().read();
		assertThat(pong.opcode()).isEqualTo(RawFrame.PONG);
		assertThat(pong.payloadAsText()).isEqualTo("are you there");
	}

	@ParameterizedTest
	@ValueSource(ints = { 100, 8 * 1024, 64 * 1024 })
	default void pingsAreAnsweredAfterAReadThatHadToWait(int size) throws Exception {
		ConnectionRig rig = open();
		Call<Integer> read = call(() -> rig.connection().read(ByteBuffer.allocate(size))).awaitBlocked();
		rig.peer().sendBinary((byte) 'x');
		assertThat(read.get()).isOne();
		rig.peer().sendPing("still there?");
		assertThat(rig.peer().read().payloadAsText()).isEqualTo("still there?");
		rig.peer().sendBinary((byte) 'y');
		awaitAvailable(rig.connection(), 1);
	}

	@ParameterizedTest
	@ValueSource(ints = { RawFrame.BINARY, RawFrame.PING })
	default void aPeerOfNothingButEmptyFramesHindersNobody(int opcode) throws Exception {
		ConnectionRig rig = open();
		RawFrame[] frames = new RawFrame[1000];
		Arrays.fill(frames, RawFrame.of(opcode));
		byte[] bytes = rig.peer().encode(frames);
		Call<Boolean> flood = forEver(() -> rig.peer().sendBytes(bytes));
		Call<Integer> pongs = call(() -> readUpTo(rig.peer(), "through"));
		flood.staysBlocked();
		write(rig.connection(), "through");
		assertThat(pongs.get()).isGreaterThanOrEqualTo((opcode == RawFrame.PING) ? 1 : 0);
		rig.connection().abort();
		assertThat(flood.getFailure()).isInstanceOf(IOException.class);
	}

	private int readUpTo(RawPeer peer, String payload) throws IOException {
		int before = 0;
		while (!peer.read().payloadAsText().equals(payload)) {
			before++;
			if (before % 1000 == 0) {
				LockSupport.parkNanos(1);
			}
		}
		return before;
	}

	@Test
	default void pingsAreAnsweredInsideAMessageAndPongsIgnored() throws Exception {
		ConnectionRig rig = open();
		rig.peer()
			.send(RawFrame.binary((byte) 'a').notFinal(), RawFrame.of(RawFrame.PING),
					RawFrame.of(RawFrame.PONG, (byte) 1), RawFrame.of(RawFrame.CONTINUATION, (byte) 'b'));
		assertThat(readText(rig.connection(), 2)).isEqualTo("ab");
		assertThat(rig.peer().read().opcode()).isEqualTo(RawFrame.PONG);
	}

	@Test
	default void pingsAreAnsweredBetweenTheFramesOfAMessageOnItsWay() throws Exception {
		ConnectionRig rig = open();
		Call<Integer> write = blockedWrite(rig.connection());
		rig.peer().sendPing("?");
		AtomicLong received = new AtomicLong();
		boolean pong = false;
		boolean last = false;
		while (!last || !pong) {
			RawFrame frame = rig.peer().read();
			pong |= frame.opcode() == RawFrame.PONG;
			last |= !frame.isControl() && frame.fin();
			received.addAndGet(frame.isControl() ? 0 : frame.length());
		}
		assertThat(write.get()).isEqualTo(LARGE.length);
		assertThat(received).hasValue(LARGE.length);
	}

	private Call<Boolean> flood(RawPeer peer, AtomicLong sent) {
		return forEver(() -> {
			peer.sendBinary(Payloads.bytes(sent.get(), 50_000));
			sent.addAndGet(50_000);
		});
	}

	private void awaitStopped(AtomicLong sent) {
		Await.standstill(Duration.ofMillis(70), sent::get);
	}

}
