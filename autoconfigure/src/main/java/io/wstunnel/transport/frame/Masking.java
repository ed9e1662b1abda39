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

/**
 * The masking of RFC 6455, section 5.3, eight bytes at a time and on the way from one
 * buffer into another.
 */
final class Masking {

	private Masking() {
	}

	/**
	 * Move bytes and mask or unmask them.
	 * @param source where they are
	 * @param target where they go, with room for them
	 * @param length how many
	 * @param key the key for the first of them, its first byte the highest
	 * @return the key for what follows them
	 */
	static int move(ByteBuffer source, ByteBuffer target, int length, int key) {
		int from = source.position();
		int to = target.position();
		mask(bigEndian(source), from, bigEndian(target), to, length, key);
		source.position(from + length);
		target.position(to + length);
		return Integer.rotateLeft(key, (length & 3) * Byte.SIZE);
	}

	private static void mask(ByteBuffer source, int from, ByteBuffer target, int to, int length, int key) {
		long wide = ((long) key << Integer.SIZE) | Integer.toUnsignedLong(key);
		int index = 0;
		for (; index <= length - Long.BYTES; index += Long.BYTES) {
			target.putLong(to + index, source.getLong(from + index) ^ wide);
		}
		for (; index < length; index++) {
			int shift = (3 - (index & 3)) * Byte.SIZE;
			target.put(to + index, (byte) (source.get(from + index) ^ (key >>> shift)));
		}
	}

	private static ByteBuffer bigEndian(ByteBuffer buffer) {
		return (buffer.order() == ByteOrder.BIG_ENDIAN) ? buffer : buffer.duplicate();
	}

}
