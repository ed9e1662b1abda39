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
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

import io.wstunnel.MessageType;
import io.wstunnel.testsupport.Payloads;
import io.wstunnel.testsupport.RawFrame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FrameEncoder}.
 */
class FrameEncoderTests {

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 125, 126, 127, 65535, 65536 })
	void aServersFrameIsMinimalAndNotMasked(int length) {
		byte[] payload = Payloads.bytes(length);
		assertThat(encode(Role.SERVER, Opcode.BINARY, true, payload)).isEqualTo(RawFrame.binary(payload).toBytes());
		assertThat(encode(Role.SERVER, Opcode.CONTINUATION, false, payload))
			.isEqualTo(RawFrame.of(RawFrame.CONTINUATION, payload).notFinal().toBytes());
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 2, 3, 4, 5, 7, 8, 9, 125, 126, 127, 65535, 65536 })
	void aClientsFrameIsMaskedWithItsKey(int length) {
		byte[] payload = Payloads.bytes(length);
		byte[] encoded = encode(Role.CLIENT, Opcode.TEXT, true, payload);
		int keyAt = (length < 126) ? 2 : (length < 65536) ? 4 : 10;
		byte[] key = Arrays.copyOfRange(encoded, keyAt, keyAt + 4);
		assertThat(encoded).isEqualTo(RawFrame.of(RawFrame.TEXT, payload).masked(key).toBytes());
	}

	@Test
	void everyFrameHasANewKey() {
		FrameEncoder encoder = new FrameEncoder(Role.CLIENT);
		Set<Integer> keys = new HashSet<>();
		for (int i = 0; i < 1000; i++) {
			ByteBuffer target = ByteBuffer.allocate(FrameEncoder.MAX_HEADER);
			encoder.encode(Opcode.PING, true, ByteBuffer.allocate(0), target);
			keys.add(target.getInt(2));
		}
		assertThat(keys).hasSizeGreaterThan(990);
	}

	@Test
	void thePayloadIsConsumedAndItsArrayUntouched() {
		byte[] array = Payloads.bytes(100);
		ByteBuffer payload = ByteBuffer.wrap(array, 10, 50);
		ByteBuffer target = ByteBuffer.allocateDirect(200);
		new FrameEncoder(Role.CLIENT).encode(Opcode.BINARY, true, payload, target);
		assertThat(payload.hasRemaining()).isFalse();
		assertThat(array).isEqualTo(Payloads.bytes(100));
	}

	@Test
	void whatOneEndEncodesTheOtherDecodes() {
		for (Role role : Role.values()) {
			byte[] encoded = encode(role, Opcode.BINARY, true, Payloads.bytes(70_000));
			Role other = (role == Role.CLIENT) ? Role.SERVER : Role.CLIENT;
			assertThat(Decoded.of(other, MessageType.BINARY, encoded).payload()).isEqualTo(Payloads.bytes(70_000));
		}
	}

	private static byte[] encode(Role role, int opcode, boolean fin, byte[] payload) {
		ByteBuffer target = ByteBuffer.allocate(FrameEncoder.MAX_HEADER + payload.length);
		new FrameEncoder(role).encode(opcode, fin, ByteBuffer.wrap(payload), target);
		return Arrays.copyOf(target.array(), target.position());
	}

}
