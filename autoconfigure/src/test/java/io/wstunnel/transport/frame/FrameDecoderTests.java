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

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import io.wstunnel.MessageType;
import io.wstunnel.testsupport.Payloads;
import io.wstunnel.testsupport.RawFrame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FrameDecoder}.
 */
class FrameDecoderTests {

	private static final byte[] KEY = { 0x12, (byte) 0xfe, 0x00, (byte) 0x80 };

	@ParameterizedTest
	@EnumSource(Role.class)
	void payloadsAreConcatenated(Role role) {
		Decoded decoded = decode(role, RawFrame.binary("ab".getBytes()).notFinal(),
				RawFrame.of(RawFrame.CONTINUATION).notFinal(), RawFrame.of(RawFrame.CONTINUATION, "cd".getBytes()),
				RawFrame.binary(), RawFrame.binary("ef".getBytes()));
		assertThat(decoded.text()).isEqualTo("abcdef");
		assertThat(decoded.insideMessage()).isFalse();
		assertThat(decoded.violation()).isNull();
	}

	@ParameterizedTest
	@EnumSource(Role.class)
	void everyWayToWriteTheLengthIsRead(Role role) {
		for (int length : new int[] { 0, 1, 125, 126, 127, 65535, 65536, 70000 }) {
			Decoded decoded = decode(role, RawFrame.binary(Payloads.bytes(length)));
			assertThat(decoded.payload()).isEqualTo(Payloads.bytes(length));
			assertThat(decoded.insideMessage()).isFalse();
		}
	}

	@Test
	void aMessageIsOpenUntilItsLastFrameHasEnded() throws Exception {
		FrameDecoder decoder = new FrameDecoder(Role.CLIENT, MessageType.BINARY);
		ByteBuffer payload = ByteBuffer.allocate(10);
		decoder.decode(ByteBuffer.wrap(RawFrame.binary((byte) 1).notFinal().toBytes()), payload);
		assertThat(decoder.isInsideMessage()).isTrue();
		byte[] last = RawFrame.of(RawFrame.CONTINUATION, (byte) 1, (byte) 2).toBytes();
		decoder.decode(ByteBuffer.wrap(last, 0, 3), payload);
		assertThat(decoder.isInsideMessage()).isTrue();
		decoder.decode(ByteBuffer.wrap(last, 3, 1), payload);
		assertThat(decoder.isInsideMessage()).isFalse();
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 4, 5, 6, 7 })
	void reservedBitsAreRefused(int bits) {
		for (Role role : Role.values()) {
			assertViolation(decode(role, RawFrame.binary((byte) 1), RawFrame.binary().rsv(bits)), 1002);
			assertViolation(decode(role, RawFrame.of(RawFrame.PING).rsv(bits)), 1002);
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 3, 4, 5, 6, 7, 11, 12, 13, 14, 15 })
	void unknownOpcodesAreRefused(int opcode) {
		assertViolation(decode(Role.SERVER, RawFrame.of(opcode)), 1002);
	}

	@ParameterizedTest
	@ValueSource(ints = { RawFrame.CLOSE, RawFrame.PING, RawFrame.PONG })
	void controlFramesHaveAtMost125Bytes(int opcode) {
		assertThat(decode(Role.CLIENT, RawFrame.of(opcode, closePayload(125))).violation()).isNull();
		assertViolation(decode(Role.CLIENT, RawFrame.of(opcode, new byte[126])), 1002);
		assertViolation(decode(Role.CLIENT, RawFrame.of(opcode, new byte[70000])), 1002);
		assertViolation(decode(Role.CLIENT, RawFrame.of(opcode, new byte[5]).promising(5, 2)), 1002);
	}

	@ParameterizedTest
	@ValueSource(ints = { RawFrame.CLOSE, RawFrame.PING, RawFrame.PONG })
	void controlFramesAreNotFragmented(int opcode) {
		assertViolation(decode(Role.SERVER, RawFrame.of(opcode).notFinal()), 1002);
	}

	@Test
	void aContinuationNeedsAMessage() {
		assertViolation(decode(Role.SERVER, RawFrame.of(RawFrame.CONTINUATION, (byte) 1)), 1002);
		assertViolation(decode(Role.SERVER, RawFrame.binary((byte) 1), RawFrame.of(RawFrame.CONTINUATION)), 1002);
	}

	@Test
	void aNewMessageInsideAMessageIsRefused() {
		Decoded decoded = decode(Role.SERVER, RawFrame.binary((byte) 'a').notFinal(), RawFrame.binary((byte) 'b'));
		assertViolation(decoded, 1002);
		assertThat(decoded.text()).isEqualTo("a");
		assertViolation(decode(Role.SERVER, RawFrame.binary().notFinal(), RawFrame.text("b")), 1002);
	}

	@Test
	void theOtherTypeIsRefusedWith1003() {
		Decoded decoded = decode(Role.SERVER, RawFrame.binary((byte) 'a'), RawFrame.text("b"));
		assertViolation(decoded, 1003);
		assertThat(decoded.text()).isEqualTo("a");
		assertThat(decoded.insideMessage()).isFalse();
		assertThat(decoded.violationMessage()).contains("TEXT", "BINARY");
		assertViolation(Decoded.of(Role.CLIENT, MessageType.TEXT, RawFrame.binary().toBytes()), 1003);
	}

	@Test
	void aClientMustMaskAndAServerMustNot() {
		assertViolation(Decoded.of(Role.SERVER, MessageType.BINARY, RawFrame.binary((byte) 1).toBytes()), 1002);
		assertViolation(Decoded.of(Role.SERVER, MessageType.BINARY, RawFrame.of(RawFrame.PING).toBytes()), 1002);
		assertViolation(Decoded.of(Role.CLIENT, MessageType.BINARY, RawFrame.binary((byte) 1).masked(KEY).toBytes()),
				1002);
		assertViolation(Decoded.of(Role.CLIENT, MessageType.BINARY, RawFrame.binary().masked(new byte[4]).toBytes()),
				1002);
	}

	@Test
	void lengthsThatAreNotMinimalAreRefused() {
		for (Role role : Role.values()) {
			assertViolation(decode(role, RawFrame.binary(new byte[125]).promising(125, 2)), 1002);
			assertViolation(decode(role, RawFrame.binary(new byte[125]).promising(125, 8)), 1002);
			assertViolation(decode(role, RawFrame.binary().promising(0, 2)), 1002);
			assertViolation(decode(role, RawFrame.binary().promising(0, 8)), 1002);
			assertViolation(decode(role, RawFrame.binary(new byte[126]).promising(126, 8)), 1002);
			assertViolation(decode(role, RawFrame.binary(new byte[65535]).promising(65535, 8)), 1002);
		}
	}

	@ParameterizedTest
	@ValueSource(longs = { -1, Long.MIN_VALUE, Long.MIN_VALUE + 1 })
	void aLengthOf64BitsIsRefused(long length) {
		for (Role role : Role.values()) {
			assertViolation(decode(role, RawFrame.binary().promising(length, 8)), 1002);
		}
	}

	@ParameterizedTest
	@ValueSource(longs = { 65536, 1L << 31, (1L << 31) - 1, 1L << 32, 1L << 53, Long.MAX_VALUE })
	void everyLengthOf63BitsIsReadAsItComes(long length) {
		for (Role role : Role.values()) {
			Decoded decoded = decode(role, RawFrame.binary(Payloads.bytes(10_000)).promising(length, 8));
			assertThat(decoded.violation()).isNull();
			assertThat(decoded.payload()).isEqualTo(Payloads.bytes(10_000));
			assertThat(decoded.insideMessage()).isTrue();
		}
	}

	@Test
	void controlFramesAreSignalledWhereTheyStand() {
		Decoded decoded = decode(Role.SERVER, RawFrame.of(RawFrame.PING, (byte) 0xab),
				RawFrame.binary((byte) 'a', (byte) 'b').notFinal(), RawFrame.of(RawFrame.PING),
				RawFrame.of(RawFrame.PONG, (byte) 1), RawFrame.of(RawFrame.CONTINUATION, (byte) 'c'),
				RawFrame.close(1000, ""));
		assertThat(decoded.text()).isEqualTo("abc");
		assertThat(decoded.controls()).containsExactly("0 PING ab", "2 PING ", "3 CLOSE 03e8");
	}

	@Test
	void aControlFrameIsSignalledEvenIfThereIsNoRoomForPayload() throws Exception {
		FrameDecoder decoder = new FrameDecoder(Role.CLIENT, MessageType.BINARY);
		byte[] bytes = Payloads.concat(List.of(RawFrame.binary((byte) 1).toBytes(),
				RawFrame.of(RawFrame.PING, (byte) 7).toBytes(), RawFrame.binary((byte) 2).toBytes()));
		ByteBuffer source = ByteBuffer.wrap(bytes);
		ByteBuffer payload = ByteBuffer.allocate(1);
		assertThat(decoder.decode(source, payload)).isEqualTo(FrameDecoder.Signal.PING);
		assertThat(decoder.getControlPayload()).isEqualTo(ByteBuffer.wrap(new byte[] { 7 }));
		assertThat(decoder.decode(source, payload)).isEqualTo(FrameDecoder.Signal.OVERFLOW);
		assertThat(decoder.decode(source, payload.clear())).isEqualTo(FrameDecoder.Signal.UNDERFLOW);
		assertThat(payload.get(0)).isEqualTo((byte) 2);
	}

	@Test
	void textIsCheckedAcrossFrames() {
		Decoded valid = decodeText(RawFrame.of(RawFrame.TEXT, (byte) 0xe2).notFinal(),
				RawFrame.of(RawFrame.CONTINUATION, (byte) 0x82).notFinal(), RawFrame.of(RawFrame.PING),
				RawFrame.of(RawFrame.CONTINUATION, (byte) 0xac));
		assertThat(valid.violation()).isNull();
		assertThat(valid.text()).isEqualTo("\u20ac");
		Decoded malformed = decodeText(RawFrame.of(RawFrame.TEXT, (byte) 'a', (byte) 0xe2).notFinal(),
				RawFrame.of(RawFrame.CONTINUATION, (byte) 'b'));
		assertViolation(malformed, 1007);
	}

	@Test
	void textThatEndsInsideACharacterIsRefused() {
		assertViolation(decodeText(RawFrame.of(RawFrame.TEXT, (byte) 'a', (byte) 0xe2, (byte) 0x82)), 1007);
		assertViolation(
				decodeText(RawFrame.of(RawFrame.TEXT, (byte) 0xe2).notFinal(), RawFrame.of(RawFrame.CONTINUATION)),
				1007);
	}

	@Test
	void textBeforeWhatIsNotUtf8IsDelivered() {
		Decoded decoded = decodeText(
				RawFrame.of(RawFrame.TEXT, "abc\u00ff\u00ff".getBytes(StandardCharsets.ISO_8859_1)));
		assertViolation(decoded, 1007);
		assertThat(decoded.text()).isEqualTo("abc");
	}

	@ParameterizedTest
	@EnumSource(Role.class)
	void anySplittingGivesTheSame(Role role) {
		long seed = System.nanoTime();
		Random random = new Random(seed);
		for (int round = 0; round < 300; round++) {
			MessageType type = random.nextBoolean() ? MessageType.TEXT : MessageType.BINARY;
			byte[] bytes = randomFrames(role, type, random);
			Decoded whole = Decoded.of(role, type, bytes);
			for (int i = 0; i < 5; i++) {
				Decoded split = Decoded.of(role, type, bytes, random);
				assertThat(split.describe()).as("Seed %d, round %d", seed, round).isEqualTo(whole.describe());
			}
		}
	}

	private static byte[] randomFrames(Role role, MessageType type, Random random) {
		List<RawFrame> frames = new ArrayList<>();
		boolean inside = false;
		for (int i = random.nextInt(20); i >= 0; i--) {
			if (random.nextInt(4) == 0) {
				int opcode = random.nextBoolean() ? RawFrame.PING : RawFrame.PONG;
				frames.add(RawFrame.of(opcode, Payloads.bytes(random.nextInt(126))));
				continue;
			}
			boolean fin = random.nextBoolean();
			int opcode = inside ? RawFrame.CONTINUATION : (type == MessageType.TEXT) ? RawFrame.TEXT : RawFrame.BINARY;
			RawFrame frame = RawFrame.of(opcode, randomPayload(type, random));
			frames.add(fin ? frame : frame.notFinal());
			inside = !fin;
		}
		if (random.nextInt(5) == 0) {
			frames.add(RawFrame.of(RawFrame.PING).rsv(1));
		}
		return encode(role, frames.toArray(RawFrame[]::new));
	}

	private static byte[] randomPayload(MessageType type, Random random) {
		if (type == MessageType.BINARY) {
			return Payloads.bytes(random.nextInt(300));
		}
		byte[] text = "a\u00e9\u20ac\ud83d\ude00".repeat(random.nextInt(20)).getBytes(StandardCharsets.UTF_8);
		if (text.length > 0 && random.nextInt(15) == 0) {
			text[random.nextInt(text.length)] = (byte) 0xff;
		}
		return text;
	}

	private static byte[] closePayload(int length) {
		byte[] payload = new byte[length];
		payload[0] = 3;
		payload[1] = (byte) 0xe8;
		return payload;
	}

	private static Decoded decode(Role role, RawFrame... frames) {
		return Decoded.of(role, MessageType.BINARY, encode(role, frames));
	}

	private static Decoded decodeText(RawFrame... frames) {
		return Decoded.of(Role.SERVER, MessageType.TEXT, encode(Role.SERVER, frames));
	}

	private static byte[] encode(Role receiver, RawFrame... frames) {
		List<byte[]> bytes = new ArrayList<>();
		for (RawFrame frame : frames) {
			bytes.add(((receiver == Role.SERVER) ? frame.masked(KEY) : frame).toBytes());
		}
		return Payloads.concat(bytes);
	}

	private static void assertViolation(Decoded decoded, int status) {
		assertThat(decoded.violation()).isEqualTo(status);
		assertThat(decoded.violationMessage()).isNotBlank();
	}

}
