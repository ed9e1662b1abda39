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

package io.wstunnel.testsupport;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Payloads in which every byte depends on its position, so that a lost, doubled or moved
 * byte shows.
 */
public final class Payloads {

	private Payloads() {
	}

	/**
	 * Return the byte of the pattern at a position.
	 * @param position the position
	 * @return the byte
	 */
	public static byte at(long position) {
		return (byte) (position * 31 + (position >>> 8) * 7 + (position >>> 16) * 13);
	}

	/**
	 * Return the beginning of the pattern.
	 * @param length the number of bytes
	 * @return the bytes
	 */
	public static byte[] bytes(int length) {
		return bytes(0, length);
	}

	/**
	 * Return a part of the pattern.
	 * @param from the position of the first byte
	 * @param length the number of bytes
	 * @return the bytes
	 */
	public static byte[] bytes(long from, int length) {
		byte[] bytes = new byte[length];
		for (int i = 0; i < length; i++) {
			bytes[i] = at(from + i);
		}
		return bytes;
	}

	/**
	 * Check that bytes are a part of the pattern.
	 * @param bytes the bytes
	 * @param from the position at which they should be
	 */
	public static void check(ByteBuffer bytes, long from) {
		for (int i = bytes.position(); i < bytes.limit(); i++) {
			long position = from + i - bytes.position();
			if (bytes.get(i) != at(position)) {
				throw new AssertionError("Byte " + position + " is " + bytes.get(i) + " but should be " + at(position));
			}
		}
	}

	/**
	 * Join arrays.
	 * @param parts the arrays
	 * @return one array
	 */
	public static byte[] concat(List<byte[]> parts) {
		ByteArrayOutputStream all = new ByteArrayOutputStream();
		parts.forEach(all::writeBytes);
		return all.toByteArray();
	}

}
