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
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

import io.wstunnel.MessageType;
import io.wstunnel.WsClosedException;
import io.wstunnel.testsupport.Call;
import io.wstunnel.testsupport.RawFrame;
import io.wstunnel.testsupport.RawMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.web.socket.CloseStatus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * W3, and what it means for the reader.
 */
interface TextContract extends ContractSupport {

	String EURO = "\u20ac";

	default ConnectionRig openText() throws Exception {
		return open((settings) -> settings.messageType(MessageType.TEXT));
	}

	@Test
	default void w3TheBytesOfATextConnectionAreUtf8() throws Exception {
		ConnectionRig rig = openText();
		assertThat(rig.connection().getMessageType()).isEqualTo(MessageType.TEXT);
		assertThat(write(rig.connection(), "h\u00e9llo " + EURO + " \ud83d\ude00")).isEqualTo(15);
		RawMessage message = rig.peer().readMessage();
		assertThat(message.opcode()).isEqualTo(RawFrame.TEXT);
		assertThat(message.payloadAsText()).isEqualTo("h\u00e9llo " + EURO + " \ud83d\ude00");
	}

	@ParameterizedTest
	@ValueSource(strings = { "ff", "6180", "c080", "e28061", "eda080", "f4908080", "fe" })
	default void w3MalformedInputFailsBeforeAnythingIsSent(String hex) throws Exception {
		ConnectionRig rig = openText();
		byte[] malformed = HexFormat.of().parseHex(hex);
		assertThatExceptionOfType(CharacterCodingException.class)
			.isThrownBy(() -> rig.connection().write(ByteBuffer.wrap(malformed)));
		write(rig.connection(), "next");
		assertThat(rig.peer().readMessage().payloadAsText()).isEqualTo("next");
	}

	@Test
	default void w3MalformedInputAtTheEndOfALongWriteFailsBeforeAnythingIsSent() throws Exception {
		ConnectionRig rig = openText();
		byte[] malformed = new byte[300_000];
		Arrays.fill(malformed, (byte) 'a');
		malformed[malformed.length - 1] = (byte) 0xff;
		assertThatExceptionOfType(CharacterCodingException.class)
			.isThrownBy(() -> rig.connection().getOutputStream().write(malformed));
		write(rig.connection(), "next");
		assertThat(rig.peer().readMessage().payloadAsText()).isEqualTo("next");
	}

	@Test
	default void w3ACharacterCutByTheEndOfAWriteWaitsForTheNext() throws Exception {
		ConnectionRig rig = openText();
		byte[] bytes = ("a" + EURO + "b").getBytes(StandardCharsets.UTF_8);
		assertThat(rig.connection().write(ByteBuffer.wrap(bytes, 0, 2))).isEqualTo(2);
		assertThat(rig.connection().write(ByteBuffer.wrap(bytes, 2, 3))).isEqualTo(3);
		assertThat(rig.peer().readMessage().payloadAsText()).isEqualTo("a");
		assertThat(rig.peer().readMessage().payloadAsText()).isEqualTo(EURO + "b");
	}

	@Test
	default void w3TheMessageIsEmptyIfNothingIsComplete() throws Exception {
		ConnectionRig rig = openText();
		byte[] bytes = "\ud83d\ude00".getBytes(StandardCharsets.UTF_8);
		for (byte single : bytes) {
			assertThat(rig.connection().write(ByteBuffer.wrap(new byte[] { single }))).isEqualTo(1);
		}
		for (int i = 0; i < 3; i++) {
			RawMessage message = rig.peer().readMessage();
			assertThat(message.opcode()).isEqualTo(RawFrame.TEXT);
			assertThat(message.payload()).isEmpty();
		}
		assertThat(rig.peer().readMessage().payloadAsText()).isEqualTo("\ud83d\ude00");
	}

	@Test
	default void w3ACutCharacterThatIsNotContinuedIsMalformed() throws Exception {
		ConnectionRig rig = openText();
		byte[] euro = EURO.getBytes(StandardCharsets.UTF_8);
		rig.connection().write(ByteBuffer.wrap(euro, 0, 2));
		assertThatExceptionOfType(CharacterCodingException.class).isThrownBy(() -> write(rig.connection(), "x"));
		assertThat(rig.peer().readMessage().payload()).isEmpty();
		rig.connection().abort();
		assertThat(rig.peer().readEnd().frames()).isEmpty();
	}

	@Test
	default void w3ClosingWithHalfACharacterFailsAndClosesWith1007() throws Exception {
		ConnectionRig rig = openText();
		rig.connection().write(ByteBuffer.wrap(EURO.getBytes(StandardCharsets.UTF_8), 0, 1));
		Call<Boolean> close = run(() -> rig.connection().close());
		rig.peer().readMessage();
		assertThat(rig.peer().readClose().getCode()).isEqualTo(1007);
		rig.peer().sendClose(1007);
		assertThat(close.getFailure()).isInstanceOf(CharacterCodingException.class);
		assertThat(rig.connection().isOpen()).isFalse();
	}

	@Test
	default void w3ClosingAStreamWithHalfACharacterFailsToo() throws Exception {
		ConnectionRig rig = openText();
		rig.connection().getOutputStream().write(EURO.getBytes(StandardCharsets.UTF_8), 0, 1);
		Call<Boolean> close = run(() -> rig.connection().getOutputStream().close());
		rig.peer().readMessage();
		assertThat(rig.peer().readClose().getCode()).isEqualTo(1007);
		rig.peer().sendClose(1007);
		assertThat(close.getFailure()).isInstanceOf(CharacterCodingException.class);
	}

	@ParameterizedTest
	@ValueSource(strings = { "\u20ac", "\u00e9", "a\ud83d\ude00", "a\u20ac" })
	default void w3FramesOfATextMessageEndBetweenCharacters(String unit) throws Exception {
		ConnectionRig rig = openText();
		String text = unit.repeat(100_000);
		Call<Integer> write = call(() -> write(rig.connection(), text));
		RawMessage message = rig.peer().readMessage();
		write.get();
		assertThat(message.frames()).hasSizeGreaterThan(1).allSatisfy((frame) -> {
			assertThat(frame.length()).isLessThanOrEqualTo(FRAME);
			CharBuffer decoded = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(frame.payload()));
			assertThat(decoded.length()).isPositive();
		});
		assertThat(message.payloadAsText().equals(text)).isTrue();
	}

	@Test
	default void w3TextReceivedIsDeliveredAsItsUtf8() throws Exception {
		ConnectionRig rig = openText();
		byte[] euro = EURO.getBytes(StandardCharsets.UTF_8);
		rig.peer()
			.send(RawFrame.of(RawFrame.TEXT, euro[0], euro[1]).notFinal(), RawFrame.of(RawFrame.CONTINUATION, euro[2]));
		assertThat(readText(rig.connection(), 3)).isEqualTo(EURO);
	}

	@Test
	default void w3TextReceivedThatIsNotUtf8ClosesWith1007() throws Exception {
		ConnectionRig rig = openText();
		rig.peer().send(RawFrame.of(RawFrame.TEXT, (byte) 'a', (byte) 0xff));
		assertThat(readText(rig.connection(), 1)).isEqualTo("a");
		assertThatExceptionOfType(WsClosedException.class).isThrownBy(() -> readOne(rig.connection()))
			.satisfies((ex) -> assertThat(ex.getStatus().getCode()).isEqualTo(1007));
		assertThat(rig.peer().readClose().getCode()).isEqualTo(CloseStatus.BAD_DATA.getCode());
	}

}
