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

package io.wstunnel.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/**
 * A client's frames of RFC 6455: masked with a new random key each, eight bytes at a
 * time.
 */
final class WebSocketFraming implements Framing {

	private static final int BINARY = 0x82;

	private static final int CLOSE = 0x88;

	private static final int MASKED = 0x80;

	private static final int NORMAL = 1000;

	private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

	private final SplittableRandom random = new SplittableRandom();

	private long remaining;

	@Override
	public void encode(ByteBuffer payload, ByteBuffer target) {
		encode(BINARY, payload, target);
	}

	@Override
	public void encodeClose(ByteBuffer target) {
		encode(CLOSE, ByteBuffer.allocate(Short.BYTES).putShort((short) NORMAL).flip(), target);
	}

	private void encode(int firstByte, ByteBuffer payload, ByteBuffer target) {
		int length = payload.remaining();
		target.put((byte) firstByte);
		if (length < 126) {
			target.put((byte) (MASKED | length));
		}
		else if (length <= 0xFFFF) {
			target.put((byte) (MASKED | 126)).putShort((short) length);
		}
		else {
			target.put((byte) (MASKED | 127)).putLong(length);
		}
		int key = this.random.nextInt();
		target.putInt(key);
		mask(payload, target, key);
	}

	private static void mask(ByteBuffer payload, ByteBuffer target, int key) {
		int from = payload.position();
		int to = target.position();
		int length = payload.remaining();
		long wide = ((long) key << Integer.SIZE) | Integer.toUnsignedLong(key);
		int index = 0;
		for (; index <= length - Long.BYTES; index += Long.BYTES) {
			target.putLong(to + index, payload.getLong(from + index) ^ wide);
		}
		for (; index < length; index++) {
			int shift = (3 - (index & 3)) * Byte.SIZE;
			target.put(to + index, (byte) (payload.get(from + index) ^ (key >>> shift)));
		}
		payload.position(from + length);
		target.position(to + length);
	}

	@Override
	public ByteBuffer decode(ByteBuffer source) throws IOException {
		while (this.remaining == 0) {
			int available = source.remaining();
			if (available < 2) {
				return NOTHING;
			}
			int start = source.position();
			int length = source.get(start + 1);
			int header = (length < 126) ? 2 : ((length == 126) ? 4 : 10);
			if (available < header) {
				return NOTHING;
			}
			if (isClose(source.get(start), length)) {
				source.position(source.limit());
				return NOTHING;
			}
			this.remaining = switch (length) {
				case 126 -> Short.toUnsignedInt(source.getShort(start + 2));
				case 127 -> source.getLong(start + 2);
				default -> length;
			};
			source.position(start + header);
		}
		int count = (int) Math.min(this.remaining, source.remaining());
		ByteBuffer payload = source.slice(source.position(), count);
		source.position(source.position() + count);
		this.remaining -= count;
		return payload;
	}

	/**
	 * Whether a frame is a close; if not it is one of a binary message.
	 */
	private static boolean isClose(byte first, int length) throws IOException {
		int opcode = first & 0x0F;
		if ((first & 0x70) != 0 || length < 0 || (opcode != 0 && opcode != 2 && opcode != 8)) {
			throw new IOException("Received an unexpected frame: first byte " + (first & 0xFF) + ", second " + length);
		}
		return opcode == 8;
	}

}
