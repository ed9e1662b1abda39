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

package io.wstunnel.transport;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Utf8Validator}.
 */
class Utf8ValidatorTests {

	@ParameterizedTest
	@ValueSource(strings = { "00", "7f", "c280", "dfbf", "e0a080", "e0bfbf", "e18080", "ecbfbf", "ed8080", "ed9fbf",
			"ee8080", "efbfbd", "efbfbf", "f0908080", "f0bfbfbf", "f1808080", "f3bfbfbf", "f4808080", "f48fbfbf",
			"c3a961e282ac62f09f988063", "e282ace282ace282ac" })
	void validSequencesAreValidAtEverySplitting(String hex) {
		byte[] bytes = HexFormat.of().parseHex(hex);
		for (int first = 0; first <= bytes.length; first++) {
			for (int second = first; second <= bytes.length; second++) {
				Utf8Validator validator = new Utf8Validator();
				assertThat(validate(validator, bytes, 0, first)).isEqualTo(first);
				assertThat(validate(validator, bytes, first, second)).isEqualTo(second);
				assertThat(validate(validator, bytes, second, bytes.length)).isEqualTo(bytes.length);
				assertThat(validator.getPending()).isZero();
			}
		}
	}

	@ParameterizedTest
	@CsvSource({ "80, 0", "bf, 0", "c0, 0", "c1, 0", "f5, 0", "f8, 0", "fe, 0", "ff, 0", "6180, 1", "c2, 1", "c200, 1",
			"c27f, 1", "c2c0, 1", "c080, 0", "c1bf, 0", "e080, 1", "e09f, 1", "e0a0c0, 2", "e1807f, 2", "eda0, 1",
			"edbf, 1", "e2e2, 1", "e28261, 2", "f080, 1", "f08f, 1", "f09080ff, 3", "f490, 1", "f4bf, 1", "f1c0, 1",
			"f18041, 2", "f1808041, 3", "616263646566676869ff, 9", "61626364656667e9, 8" })
	void invalidSequencesAreSeenAtTheirFirstByteThatCannotBeAtEverySplitting(String hex, int invalidAt) {
		byte[] bytes = HexFormat.of().parseHex(hex);
		for (int split = 0; split <= bytes.length; split++) {
			Utf8Validator validator = new Utf8Validator();
			int valid = validate(validator, bytes, 0, split);
			if (valid == split) {
				valid = validate(validator, bytes, split, bytes.length);
			}
			assertThat(valid).as("Split at %d", split).isEqualTo(invalidAt);
			if (valid == bytes.length) {
				assertThat(validator.getPending()).isPositive();
			}
		}
	}

	@ParameterizedTest
	@CsvSource({ "c2, 1", "e2, 1", "e282, 2", "f0, 1", "f09f, 2", "f09f98, 3", "61f09f98, 3", "e282ac, 0", "'', 0" })
	void aCharacterThatIsNotCompleteIsPending(String hex, int pending) {
		byte[] bytes = HexFormat.of().parseHex(hex);
		Utf8Validator validator = new Utf8Validator();
		assertThat(validate(validator, bytes, 0, bytes.length)).isEqualTo(bytes.length);
		assertThat(validator.getPending()).isEqualTo(pending);
	}

	@Test
	void everyCodePointIsJudgedAsTheJdkDoes() {
		byte[] bytes = new byte[4];
		for (int lead = 0x80; lead <= 0xff; lead++) {
			for (int second = 0x70; second <= 0xd0; second++) {
				for (int rest : new int[] { 0x7f, 0x80, 0xbf, 0xc0 }) {
					bytes[0] = (byte) lead;
					bytes[1] = (byte) second;
					bytes[2] = (byte) rest;
					bytes[3] = (byte) 0x80;
					for (int length = 1; length <= 4; length++) {
						byte[] sequence = Arrays.copyOf(bytes, length);
						if (isValid(sequence) != isValidForTheJdk(sequence)) {
							throw new AssertionError(HexFormat.of().formatHex(sequence));
						}
					}
				}
			}
		}
	}

	@Test
	void longTextIsValidInDirectAndReadOnlyBuffers() {
		byte[] text = "plain text, then \u00e9\u20ac\ud83d\ude00 ".repeat(1000).getBytes(StandardCharsets.UTF_8);
		ByteBuffer direct = ByteBuffer.allocateDirect(text.length).put(text).flip();
		assertThat(new Utf8Validator().validate(direct, 0, text.length)).isEqualTo(text.length);
		assertThat(new Utf8Validator().validate(direct.asReadOnlyBuffer(), 0, text.length)).isEqualTo(text.length);
		assertThat(direct.position()).isZero();
	}

	@Test
	void oneWrongByteInLongTextIsFound() {
		byte[] text = "plain text, then \u00e9\u20ac\ud83d\ude00 ".repeat(100).getBytes(StandardCharsets.UTF_8);
		Random random = new Random(7);
		for (int round = 0; round < 500; round++) {
			int at = random.nextInt(text.length);
			byte[] wrong = text.clone();
			wrong[at] = (byte) 0xff;
			assertThat(new Utf8Validator().validate(ByteBuffer.wrap(wrong), 0, wrong.length)).isEqualTo(at);
		}
	}

	@Test
	void resetForgetsWhatIsPending() {
		Utf8Validator validator = new Utf8Validator();
		validate(validator, new byte[] { (byte) 0xe2 }, 0, 1);
		validator.reset();
		assertThat(validator.getPending()).isZero();
		assertThat(validate(validator, new byte[] { 'a' }, 0, 1)).isOne();
	}

	private static int validate(Utf8Validator validator, byte[] bytes, int from, int to) {
		return validator.validate(ByteBuffer.wrap(bytes), from, to);
	}

	private static boolean isValid(byte[] bytes) {
		Utf8Validator validator = new Utf8Validator();
		return validate(validator, bytes, 0, bytes.length) == bytes.length && validator.getPending() == 0;
	}

	private static boolean isValidForTheJdk(byte[] bytes) {
		return Arrays.equals(new String(bytes, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8), bytes);
	}

}
