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

/**
 * Checks that bytes are UTF-8, however they are split. Strict as RFC 3629 is: no overlong
 * forms, no surrogates, nothing beyond U+10FFFF.
 *
 * @since 0.1.0
 */
public final class Utf8Validator {

	private static final long NON_ASCII = 0x8080808080808080L;

	private int missing;

	private int seen;

	private int lower;

	private int upper;

	/**
	 * Check the bytes that follow those checked before.
	 * @param buffer holds the bytes; its position is neither used nor changed
	 * @param from the index of the first byte
	 * @param to the index behind the last byte
	 * @return the index of the first byte that cannot be UTF-8, or {@code to} if there is
	 * none
	 */
	public int validate(ByteBuffer buffer, int from, int to) {
		int index = from;
		while (index < to) {
			if (this.missing == 0) {
				index = skipAscii(buffer, index, to);
				if (index == to) {
					return to;
				}
				if (!begin(buffer.get(index) & 0xFF)) {
					return index;
				}
			}
			else if (!proceed(buffer.get(index) & 0xFF)) {
				return index;
			}
			index++;
		}
		return to;
	}

	/**
	 * Return how many bytes of a character that is not yet complete were seen last.
	 * @return the number of bytes, 0 to 3
	 */
	public int getPending() {
		return this.seen;
	}

	/**
	 * Forget the character that is not yet complete.
	 */
	public void reset() {
		this.missing = 0;
		this.seen = 0;
	}

	private static int skipAscii(ByteBuffer buffer, int from, int to) {
		int index = from;
		while (index <= to - Long.BYTES && (buffer.getLong(index) & NON_ASCII) == 0) {
			index += Long.BYTES;
		}
		while (index < to && buffer.get(index) >= 0) {
			index++;
		}
		return index;
	}

	private boolean begin(int lead) {
		if (lead >= 0xC2 && lead <= 0xDF) {
			expect(1, 0x80, 0xBF);
		}
		else if (lead >= 0xE0 && lead <= 0xEF) {
			expect(2, (lead == 0xE0) ? 0xA0 : 0x80, (lead == 0xED) ? 0x9F : 0xBF);
		}
		else if (lead >= 0xF0 && lead <= 0xF4) {
			expect(3, (lead == 0xF0) ? 0x90 : 0x80, (lead == 0xF4) ? 0x8F : 0xBF);
		}
		else {
			return false;
		}
		this.seen = 1;
		return true;
	}

	private boolean proceed(int next) {
		if (next < this.lower || next > this.upper) {
			return false;
		}
		expect(this.missing - 1, 0x80, 0xBF);
		this.seen = (this.missing == 0) ? 0 : this.seen + 1;
		return true;
	}

	private void expect(int missing, int lower, int upper) {
		this.missing = missing;
		this.lower = lower;
		this.upper = upper;
	}

}
