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

package io.wstunnel.transport.frame;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import com.sun.management.ThreadMXBean;
import io.wstunnel.MessageType;
import io.wstunnel.testsupport.Payloads;
import io.wstunnel.testsupport.RawFrame;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What holds for every stream of bytes that a {@link FrameDecoder} can be given. A
 * failure prints its seed and the smallest stream that was found.
 */
class FrameDecoderPropertyTests {

	private static final byte[] KEY = { 0x12, (byte) 0xfe, 0x00, (byte) 0x80 };

	/**
	 * More than an exception and its stack trace take.
	 */
	private static final long CONSTANT = 32 * 1024;

	/**
	 * More than the buffer of a control frame takes.
	 */
	private static final long PER_FRAME = 256;

	private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	@Property(tries = 3000)
	void anyBytesInAnySplittingAreDecodedAsTheRfcSays(@ForAll Role role, @ForAll MessageType type, @ForAll byte[] bytes,
			@ForAll long splitting) {
		assertDecoded(role, type, bytes);
		assertSplit(role, type, bytes, splitting);
	}

	@Property(tries = 4000)
	void nearlySoundFramesAreDecodedAsTheRfcSays(@ForAll Role role, @ForAll MessageType type,
			@ForAll @Size(max = 12) List<@From("nearlySound") RawFrame> frames, @ForAll @IntRange(max = 10) int cut) {
		byte[] bytes = encode(role, frames);
		assertDecoded(role, type, Arrays.copyOf(bytes, Math.max(0, bytes.length - cut)));
	}

	@Property(tries = 2000)
	void anySplittingGivesTheSame(@ForAll Role role, @ForAll MessageType type,
			@ForAll @Size(max = 12) List<@From("nearlySound") RawFrame> frames, @ForAll long splitting) {
		assertSplit(role, type, encode(role, frames), splitting);
	}

	@Property(tries = 2000)
	void soundMessagesAreDecodedExactly(@ForAll Role role, @ForAll MessageType type,
			@ForAll @Size(max = 6) List<@From("fragments") List<String>> messages,
			@ForAll @IntRange(max = 3) int pingEvery, @ForAll long splitting) {
		List<RawFrame> frames = new ArrayList<>();
		StringBuilder text = new StringBuilder();
		List<String> controls = new ArrayList<>();
		for (List<String> message : messages) {
			for (int i = 0; i < message.size(); i++) {
				RawFrame frame = RawFrame.of((i == 0) ? Opcode.of(type) : Opcode.CONTINUATION, utf8(message.get(i)));
				frames.add((i < message.size() - 1) ? frame.notFinal() : frame);
				text.append(message.get(i));
				if (pingEvery > 0 && frames.size() % pingEvery == 0) {
					frames.add(RawFrame.of(RawFrame.PING, (byte) i));
					controls.add(utf8(text.toString()).length + " PING " + String.format("%02x", i));
				}
			}
		}
		Decoded decoded = Decoded.of(role, type, encode(role, frames), new Random(splitting));
		assertThat(decoded.violation()).isNull();
		assertThat(decoded.payload()).isEqualTo(utf8(text.toString()));
		assertThat(decoded.controls()).isEqualTo(controls);
		assertThat(decoded.insideMessage()).isFalse();
	}

	@Property(tries = 2000)
	void noStreamAllocatesMoreThanAConstantForEachFrame(@ForAll Role role, @ForAll MessageType type,
			@ForAll @Size(max = 40) List<@From("hostile") RawFrame> frames) {
		byte[] bytes = encode(role, frames);
		assertThat(allocated(role, type, bytes)).isLessThan(CONSTANT + PER_FRAME * frames.size());
	}

	@Example
	void aFrameOf2To63Minus1BytesAllocatesNothing() {
		for (Role role : Role.values()) {
			byte[] bytes = encode(role, List.of(RawFrame.binary(new byte[100]).promising(Long.MAX_VALUE, 8)));
			allocated(role, MessageType.BINARY, bytes);
			assertThat(allocated(role, MessageType.BINARY, bytes)).isLessThan(1024);
		}
	}

	@Provide
	Arbitrary<RawFrame> nearlySound() {
		Arbitrary<Integer> opcode = weighted(times(20, 0), times(20, 1), times(20, 2), times(8, 9), times(4, 10),
				times(3, 8), times(1, 3), times(1, 15));
		Arbitrary<Integer> rsv = weighted(times(60, 0), times(1, 1), times(1, 7));
		Arbitrary<Boolean> fin = Arbitraries.of(true, false);
		Arbitrary<Integer> oddity = weighted(times(40, 0), times(1, 1), times(1, 2), times(1, 3));
		return Combinators.combine(opcode, rsv, fin, payloads(), oddity)
			.as((o, r, f, payload, odd) -> odd(
					frame(o, r, f || o >= 8, (o >= 8 && payload.length > 125) ? new byte[3] : payload), odd));
	}

	/**
	 * Frames that promise much, and rarely end a stream early.
	 */
	@Provide
	Arbitrary<RawFrame> hostile() {
		Arbitrary<RawFrame> control = Arbitraries.bytes()
			.array(byte[].class)
			.ofMaxSize(125)
			.map((payload) -> RawFrame.of(RawFrame.PING, payload));
		Arbitrary<RawFrame> promise = Arbitraries.longs()
			.between(65536, Long.MAX_VALUE)
			.map((length) -> RawFrame.binary().promising(length, 8));
		Arbitrary<RawFrame> empty = Arbitraries.of(RawFrame.binary(), RawFrame.binary().notFinal(),
				RawFrame.of(RawFrame.CONTINUATION).notFinal(), RawFrame.of(RawFrame.CLOSE));
		return Arbitraries.frequencyOf(Tuple.of(20, control), Tuple.of(1, promise), Tuple.of(3, empty));
	}

	@Provide
	Arbitrary<List<String>> fragments() {
		return Arbitraries.strings()
			.withChars("a\u00e9\u20ac\u0000")
			.ofMaxLength(60)
			.edgeCases((edges) -> edges.add("", "\ud83d\ude00", "*".repeat(200), "\u20ac".repeat(30_000)))
			.list()
			.ofMinSize(1)
			.ofMaxSize(5);
	}

	private static Arbitrary<byte[]> payloads() {
		Arbitrary<byte[]> text = Arbitraries.strings().ofMaxLength(40).map(FrameDecoderPropertyTests::utf8);
		Arbitrary<byte[]> octets = Arbitraries.bytes().array(byte[].class).ofMaxSize(140);
		return Arbitraries.frequencyOf(Tuple.of(6, text), Tuple.of(2, octets));
	}

	/**
	 * Return one of some numbers.
	 * @param frequencies how often each may come, and the number
	 * @return the arbitrary
	 */
	private static Arbitrary<Integer> weighted(int[]... frequencies) {
		return Arbitraries.frequency(Arrays.stream(frequencies).map((pair) -> Tuple.of(pair[0], pair[1])).toList());
	}

	private static int[] times(int frequency, int number) {
		return new int[] { frequency, number };
	}

	private static RawFrame frame(int opcode, int rsv, boolean fin, byte[] payload) {
		RawFrame frame = RawFrame.of(opcode, payload).rsv(rsv);
		return fin ? frame : frame.notFinal();
	}

	private static RawFrame odd(RawFrame frame, int oddity) {
		return switch (oddity) {
			case 1 -> frame.notFinal();
			case 2 -> frame.promising(frame.length(), 2);
			case 3 -> frame.promising(frame.length() << 60, 8);
			default -> frame;
		};
	}

	private static void assertDecoded(Role role, MessageType type, byte[] bytes) {
		Decoded expected = ReferenceDecoder.decode(role, type, bytes);
		Decoded decoded = Decoded.of(role, type, bytes);
		assertThat(decoded.violation()).isEqualTo(expected.violation());
		assertThat(decoded.payload()).isEqualTo(expected.payload());
		assertThat(decoded.controls()).isEqualTo(expected.controls());
		assertThat(decoded.insideMessage()).isEqualTo(expected.insideMessage());
	}

	private static void assertSplit(Role role, MessageType type, byte[] bytes, long splitting) {
		Decoded split = Decoded.of(role, type, bytes, new Random(splitting));
		assertThat(split.describe()).isEqualTo(Decoded.of(role, type, bytes).describe());
	}

	private static long allocated(Role role, MessageType type, byte[] bytes) {
		FrameDecoder decoder = new FrameDecoder(role, type);
		ByteBuffer source = ByteBuffer.wrap(bytes);
		ByteBuffer payload = ByteBuffer.allocate(64 * 1024);
		long before = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
		try {
			while (decoder.decode(source, payload) != FrameDecoder.Signal.UNDERFLOW) {
				payload.clear();
			}
		}
		catch (FrameViolation ex) {
			// As good an end as any
		}
		return THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
	}

	private static byte[] encode(Role receiver, List<RawFrame> frames) {
		List<byte[]> bytes = new ArrayList<>();
		frames.forEach((frame) -> bytes.add(((receiver == Role.SERVER) ? frame.masked(KEY) : frame).toBytes()));
		return Payloads.concat(bytes);
	}

	private static byte[] utf8(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
