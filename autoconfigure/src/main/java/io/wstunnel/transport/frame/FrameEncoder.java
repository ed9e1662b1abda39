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

import org.jspecify.annotations.Nullable;

/**
 * Writes frames into buffers.
 */
final class FrameEncoder {

	/**
	 * The longest header: two bytes, a length of eight and a masking key.
	 */
	static final int MAX_HEADER = 14;

	private static final int FIN = 0x80;

	private static final int MASKED = 0x80;

	private final @Nullable MaskingKeys keys;

	FrameEncoder(Role role) {
		this.keys = (role == Role.CLIENT) ? new MaskingKeys() : null;
	}

	/**
	 * Write one frame.
	 * @param opcode the opcode
	 * @param fin whether the frame ends its message
	 * @param payload the payload, which is consumed
	 * @param target where to write, with room for header and payload
	 */
	void encode(int opcode, boolean fin, ByteBuffer payload, ByteBuffer target) {
		target.put((byte) (fin ? (FIN | opcode) : opcode));
		length(payload.remaining(), (this.keys != null) ? MASKED : 0, target);
		if (this.keys != null) {
			int key = this.keys.next();
			target.putInt(key);
			Masking.move(payload, target, payload.remaining(), key);
		}
		else {
			target.put(payload);
		}
	}

	private static void length(int length, int masked, ByteBuffer target) {
		if (length < 126) {
			target.put((byte) (masked | length));
		}
		else if (length <= 0xFFFF) {
			target.put((byte) (masked | 126));
			target.putShort((short) length);
		}
		else {
			target.put((byte) (masked | 127));
			target.putLong(length);
		}
	}

}
