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

import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import io.wstunnel.WsConnection;
import io.wstunnel.testsupport.Call;
import io.wstunnel.testsupport.Payloads;
import io.wstunnel.testsupport.RawFrame;
import io.wstunnel.testsupport.RawMessage;
import io.wstunnel.testsupport.RawPeer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * W1 and W2.
 */
interface WritingContract extends ContractSupport {

	@ParameterizedTest
	@ValueSource(ints = { 1, 125, 126, 127, FRAME - 1, FRAME, FRAME + 1, 3 << 20 })
	default void w1OneWriteIsOneMessageWhateverItsLength(int length) throws Exception {
		ConnectionRig rig = open();
		byte[] bytes = Payloads.bytes(length);
		ByteBuffer source = ByteBuffer.wrap(bytes);
		Call<Integer> write = call(() -> rig.connection().write(source));
		RawMessage message = rig.peer().readMessage();
		assertThat(write.get()).isEqualTo(length);
		assertThat(source.hasRemaining()).isFalse();
		assertThat(message.opcode()).isEqualTo(RawFrame.BINARY);
		assertThat(Arrays.equals(message.payload(), bytes)).isTrue();
	}

	@Test
	default void w1EachWriteSendsExactlyOneMessage() throws Exception {
		ConnectionRig rig = open();
		write(rig.connection(), "one");
		rig.connection().write(ByteBuffer.allocateDirect(3).put("two".getBytes()).flip());
		rig.connection().getOutputStream().write("-three-".getBytes(), 1, 5);
		assertThat(rig.peer().readMessage().payloadAsText()).isEqualTo("one");
		assertThat(rig.peer().readMessage().payloadAsText()).isEqualTo("two");
		assertThat(rig.peer().readMessage().payloadAsText()).isEqualTo("three");
	}

	@Test
	default void w1AReadOnlyBufferIsWrittenFromItsPositionToItsLimit() throws Exception {
		ConnectionRig rig = open();
		ByteBuffer source = ByteBuffer.wrap("-part-".getBytes()).position(1).limit(5).asReadOnlyBuffer();
		assertThat(rig.connection().write(source)).isEqualTo(4);
		assertThat(source.position()).isEqualTo(5);
		assertThat(rig.peer().readMessage().payloadAsText()).isEqualTo("part");
	}

	@Test
	default void w1AnEmptyWriteIsAnEmptyMessage() throws Exception {
		ConnectionRig rig = open();
		assertThat(rig.connection().write(ByteBuffer.allocate(0))).isZero();
		RawFrame frame = rig.peer().read();
		assertThat(frame.opcode()).isEqualTo(RawFrame.BINARY);
		assertThat(frame.fin()).isTrue();
		assertThat(frame.payload()).isEmpty();
	}

	@Test
	default void w1MessagesOfSeveralThreadsNeverInterleave() throws Exception {
		ConnectionRig rig = open();
		List<Call<Boolean>> writers = new ArrayList<>();
		for (byte writer = 0; writer < 4; writer++) {
			byte[] bytes = new byte[3 * FRAME + writer];
			Arrays.fill(bytes, writer);
			writers.add(run(() -> {
				for (int i = 0; i < 10; i++) {
					rig.connection().write(ByteBuffer.wrap(bytes));
				}
			}));
		}
		int[] seen = new int[4];
		for (int i = 0; i < 40; i++) {
			byte[] payload = rig.peer().readMessage().payload();
			byte[] expected = new byte[3 * FRAME + payload[0]];
			Arrays.fill(expected, payload[0]);
			assertThat(Arrays.equals(payload, expected)).isTrue();
			seen[payload[0]]++;
		}
		for (Call<Boolean> writer : writers) {
			writer.get();
		}
		assertThat(seen).containsOnly(10);
	}

	@Test
	default void w1UpTo64KiBAMessageIsOneFrame() throws Exception {
		ConnectionRig rig = open();
		rig.connection().write(ByteBuffer.wrap(Payloads.bytes(FRAME)));
		RawFrame frame = rig.peer().read();
		assertThat(frame.fin()).isTrue();
		assertThat(frame.payload()).hasSize(FRAME);
	}

	@Test
	default void w1AFrameHasAtMost64KiB() throws Exception {
		ConnectionRig rig = open();
		Call<Integer> write = call(() -> rig.connection().write(ByteBuffer.wrap(Payloads.bytes(1_000_000))));
		List<RawFrame> frames = rig.peer().readMessage().frames();
		write.get();
		assertThat(frames).allSatisfy((frame) -> {
			assertThat(frame.length()).isLessThanOrEqualTo(FRAME);
			assertThat(frame.rsv()).isZero();
		});
		assertThat(frames).extracting(RawFrame::opcode).startsWith(RawFrame.BINARY, RawFrame.CONTINUATION);
	}

	@Test
	default void w2AWriteReturnsWhenTheBytesAreHandedOver() throws Exception {
		ConnectionRig rig = open();
		for (int i = 0; i < 100; i++) {
			write(rig.connection(), "nobody reads this yet");
		}
		for (int i = 0; i < 100; i++) {
			assertThat(rig.peer().readMessage().payloadAsText()).isEqualTo("nobody reads this yet");
		}
	}

	@Test
	default void w2APeerThatDoesNotReadStopsTheWriter() throws Exception {
		ConnectionRig rig = open();
		AtomicLong written = new AtomicLong();
		Call<Boolean> writer = floodWith(rig.connection(), FRAME, 64 << 20, written);
		writer.awaitBlocked();
		assertThat(written.get()).isLessThan(64 << 20);
		rig.connection().abort();
		assertThat(writer.getFailure()).isInstanceOf(ClosedChannelException.class);
	}

	@Test
	default void w2SmallMessagesAreNotQueuedWithoutBound() throws Exception {
		ConnectionRig rig = open();
		AtomicLong written = new AtomicLong();
		Call<Boolean> writer = floodWith(rig.connection(), 500, 64 << 20, written);
		writer.awaitBlocked();
		assertThat(written.get()).isLessThan(64 << 20);
		rig.connection().abort();
		assertThat(writer.getFailure()).isInstanceOf(ClosedChannelException.class);
	}

	@Test
	default void w2NothingIsDroppedOrTruncatedWhenThePeerComesBack() throws Exception {
		ConnectionRig rig = open();
		int total = 24 << 20;
		AtomicLong written = new AtomicLong();
		Call<Boolean> writer = floodWith(rig.connection(), 100_000, total, written).awaitBlocked();
		readPattern(rig.peer(), 100_000, total);
		writer.get();
		assertThat(written.get()).isEqualTo(total);
	}

	@Test
	default void w2AConnectionBesideABlockedOneGoesOn() throws Exception {
		ConnectionRig stuck = open();
		ConnectionRig other = open();
		Call<Integer> blocked = blockedWrite(stuck.connection());
		write(other.connection(), "on");
		assertThat(other.peer().readMessage().payloadAsText()).isEqualTo("on");
		assertThat(blocked.isDone()).isFalse();
	}

	private Call<Boolean> floodWith(WsConnection connection, int size, int total, AtomicLong written) {
		return run(() -> {
			while (written.get() < total) {
				int next = (int) Math.min(size, total - written.get());
				written.addAndGet(connection.write(ByteBuffer.wrap(Payloads.bytes(written.get(), next))));
			}
		});
	}

	private void readPattern(RawPeer peer, int size, int total) throws Exception {
		long position = 0;
		while (position < total) {
			ByteBuffer payload = ByteBuffer.wrap(peer.readMessage().payload());
			assertThat(payload.remaining()).isEqualTo((int) Math.min(size, total - position));
			Payloads.check(payload, position);
			position += payload.remaining();
		}
	}

}
