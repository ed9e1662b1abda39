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

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The masking of RFC 6455, section 5.3, on the way from one buffer into another.
 * <p>
 * Bytes are copied first and masked where they lie then, eight at a time and in the order
 * of the processor: each is a loop that the compiler turns into vector instructions
 * whatever kinds of buffers the JVM has seen. One loop over both buffers was up to four
 * times slower once it had met heap and direct ones.
 */
final class Masking {

	private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

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
		target.put(to, source, from, length);
		if (target.hasArray()) {
			mask(target.array(), target.arrayOffset() + to, length, key);
		}
		else {
			mask(target.duplicate().order(ByteOrder.nativeOrder()), to, length, key);
		}
		source.position(from + length);
		target.position(to + length);
		return Integer.rotateLeft(key, (length & 3) * Byte.SIZE);
	}

	private static void mask(byte[] bytes, int start, int length, int key) {
		long word = word(key);
		int index = 0;
		for (; index <= length - Long.BYTES; index += Long.BYTES) {
			WORDS.set(bytes, start + index, (long) WORDS.get(bytes, start + index) ^ word);
		}
		for (; index < length; index++) {
			bytes[start + index] ^= octet(key, index);
		}
	}

	private static void mask(ByteBuffer buffer, int start, int length, int key) {
		long word = word(key);
		int index = 0;
		for (; index <= length - Long.BYTES; index += Long.BYTES) {
			buffer.putLong(start + index, buffer.getLong(start + index) ^ word);
		}
		for (; index < length; index++) {
			buffer.put(start + index, (byte) (buffer.get(start + index) ^ octet(key, index)));
		}
	}

	private static long word(int key) {
		long word = ((long) key << Integer.SIZE) | Integer.toUnsignedLong(key);
		return (ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN) ? word : Long.reverseBytes(word);
	}

	private static byte octet(int key, int index) {
		return (byte) (key >>> ((3 - (index & 3)) * Byte.SIZE));
	}

}
