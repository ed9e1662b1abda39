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
import java.nio.ByteOrder;
import java.util.Random;

import io.wstunnel.testsupport.Payloads;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Masking}.
 */
class MaskingTests {

	private static final int KEY = 0x12fe0080;

	@Test
	void maskingIsRightForEveryLengthAtEveryOffsetOfEitherBuffer() {
		for (int length = 0; length <= 40; length++) {
			for (int from = 0; from < 9; from++) {
				for (int to = 0; to < 9; to++) {
					ByteBuffer source = ByteBuffer.allocate(60).put(from, Payloads.bytes(length)).position(from);
					ByteBuffer target = ByteBuffer.allocateDirect(60).position(to);
					Masking.move(source, target, length, KEY);
					assertThat(source.position()).isEqualTo(from + length);
					assertThat(target.position()).isEqualTo(to + length);
					assertMasked(target.flip().position(to), 0);
				}
			}
		}
	}

	@Test
	void nothingIsWrittenBesideTheTarget() {
		for (int length = 0; length <= 20; length++) {
			ByteBuffer target = ByteBuffer.allocate(40).position(8);
			Masking.move(ByteBuffer.wrap(Payloads.bytes(length)), target, length, KEY);
			for (int i = 0; i < 40; i++) {
				if (i < 8 || i >= 8 + length) {
					assertThat(target.get(i)).isZero();
				}
			}
		}
	}

	@Test
	void theKeyGoesOnWhereItStopped() {
		Random random = new Random(1);
		for (int round = 0; round < 200; round++) {
			ByteBuffer source = ByteBuffer.wrap(Payloads.bytes(200));
			ByteBuffer target = ByteBuffer.allocate(200);
			int key = KEY;
			while (source.hasRemaining()) {
				key = Masking.move(source, target, Math.min(random.nextInt(20), source.remaining()), key);
			}
			assertMasked(target.flip(), 0);
		}
	}

	@Test
	void theOrderOfTheBuffersDoesNotMatter() {
		ByteBuffer source = ByteBuffer.wrap(Payloads.bytes(21)).order(ByteOrder.LITTLE_ENDIAN);
		ByteBuffer target = ByteBuffer.allocate(21).order(ByteOrder.LITTLE_ENDIAN);
		Masking.move(source, target, 21, KEY);
		assertMasked(target.flip(), 0);
		assertThat(source.hasRemaining()).isFalse();
	}

	private static void assertMasked(ByteBuffer masked, int offset) {
		byte[] key = ByteBuffer.allocate(4).putInt(KEY).array();
		for (int i = 0; masked.hasRemaining(); i++) {
			byte expected = (byte) (Payloads.at(i) ^ key[(i + offset) & 3]);
			byte actual = masked.get();
			if (actual != expected) {
				assertThat(actual).as("Byte %d", i).isEqualTo(expected);
			}
		}
	}

}
