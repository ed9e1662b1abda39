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
import java.util.HexFormat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.web.socket.CloseStatus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ClosePayload}.
 */
class ClosePayloadTests {

	@Test
	void anEmptyPayloadIsNoStatus() throws Exception {
		assertThat(decode("")).isEqualTo(CloseStatus.NO_STATUS_CODE);
	}

	@Test
	void aPayloadOfOneByteIsRefused() {
		assertRefused("03", 1002);
	}

	@ParameterizedTest
	@ValueSource(
			ints = { 1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999 })
	void statusesThatMayBeSentAreAccepted(int code) throws Exception {
		assertThat(decode(HexFormat.of().toHexDigits((short) code)).getCode()).isEqualTo(code);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 1999, 2000, 2999, 5000, 9999, 65535 })
	void statusesThatMustNotBeSentAreRefused(int code) {
		assertRefused(HexFormat.of().toHexDigits((short) code), 1002);
	}

	@Test
	void aReasonIsUtf8() throws Exception {
		assertThat(decode("03e8e282ac")).isEqualTo(new CloseStatus(1000, "\u20ac"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "ff", "e282", "c080", "eda080", "f4908080" })
	void aReasonThatIsNotUtf8IsRefused(String reason) {
		assertRefused("03e8" + reason, 1007);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "a reason", "\u20ac" })
	void whatIsEncodedIsDecoded(String reason) throws Exception {
		CloseStatus status = new CloseStatus(4321, reason);
		assertThat(ClosePayload.decode(ClosePayload.encode(status))).isEqualTo(status);
	}

	@Test
	void aStatusWithoutReasonHasTwoBytesAndNoStatusNone() {
		assertThat(ClosePayload.encode(CloseStatus.NORMAL)).isEqualTo(ByteBuffer.wrap(new byte[] { 3, (byte) 0xe8 }));
		assertThat(ClosePayload.encode(CloseStatus.NO_STATUS_CODE).hasRemaining()).isFalse();
	}

	private static CloseStatus decode(String hex) throws FrameViolation {
		return ClosePayload.decode(ByteBuffer.wrap(HexFormat.of().parseHex(hex)));
	}

	private static void assertRefused(String hex, int status) {
		assertThatExceptionOfType(FrameViolation.class).isThrownBy(() -> decode(hex))
			.satisfies((ex) -> assertThat(ex.getStatus().getCode()).isEqualTo(status));
	}

}
