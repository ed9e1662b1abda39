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

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.CloseStatus;

/**
 * A frame as it is on the wire, right or wrong.
 *
 * @param fin whether the frame ends its message
 * @param rsv the three reserved bits, 0 to 7
 * @param opcode the opcode, 0 to 15
 * @param mask the masking key, or {@code null} for none
 * @param length the length that the header promises
 * @param lengthBytes how many bytes of extended length the header has: 0, 2 or 8
 * @param payload the payload, unmasked
 */
public record RawFrame(boolean fin, int rsv, int opcode, byte @Nullable [] mask, long length, int lengthBytes,
		byte[] payload) {

	public static final int CONTINUATION = 0;

	public static final int TEXT = 1;

	public static final int BINARY = 2;

	public static final int CLOSE = 8;

	public static final int PING = 9;

	public static final int PONG = 10;

	public static RawFrame of(int opcode, byte... payload) {
		int length = payload.length;
		return new RawFrame(true, 0, opcode, null, length, (length < 126) ? 0 : (length < 65536) ? 2 : 8, payload);
	}

	public static RawFrame binary(byte... payload) {
		return of(BINARY, payload);
	}

	public static RawFrame text(String text) {
		return of(TEXT, text.getBytes(StandardCharsets.UTF_8));
	}

	public static RawFrame close(int code, String reason) {
		byte[] utf8 = reason.getBytes(StandardCharsets.UTF_8);
		return of(CLOSE, ByteBuffer.allocate(2 + utf8.length).putShort((short) code).put(utf8).array());
	}

	public RawFrame notFinal() {
		return new RawFrame(false, this.rsv, this.opcode, this.mask, this.length, this.lengthBytes, this.payload);
	}

	public RawFrame rsv(int bits) {
		return new RawFrame(this.fin, bits, this.opcode, this.mask, this.length, this.lengthBytes, this.payload);
	}

	public RawFrame masked(byte... key) {
		return new RawFrame(this.fin, this.rsv, this.opcode, key, this.length, this.lengthBytes, this.payload);
	}

	/**
	 * Promise another length than the payload's.
	 * @param promised the length that the header promises
	 * @param extended how many bytes of extended length the header has: 0, 2 or 8
	 * @return the frame
	 */
	public RawFrame promising(long promised, int extended) {
		return new RawFrame(this.fin, this.rsv, this.opcode, this.mask, promised, extended, this.payload);
	}

	public boolean isControl() {
		return this.opcode >= 8;
	}

	public String payloadAsText() {
		return new String(this.payload, StandardCharsets.UTF_8);
	}

	/**
	 * Return the status of a close frame.
	 * @return the status, 1005 if the payload is empty
	 */
	public CloseStatus closeStatus() {
		if (this.opcode != CLOSE) {
			throw new AssertionError("Expected a close frame but got " + this);
		}
		if (this.payload.length == 0) {
			return CloseStatus.NO_STATUS_CODE;
		}
		int code = Short.toUnsignedInt(ByteBuffer.wrap(this.payload).getShort());
		return new CloseStatus(code, new String(this.payload, 2, this.payload.length - 2, StandardCharsets.UTF_8));
	}

	/**
	 * Return the bytes on the wire.
	 * @return the header and the payload, masked if there is a key
	 */
	public byte[] toBytes() {
		ByteBuffer bytes = ByteBuffer.allocate(14 + this.payload.length);
		bytes.put((byte) ((this.fin ? 0x80 : 0) | (this.rsv << 4) | this.opcode));
		int maskBit = (this.mask != null) ? 0x80 : 0;
		switch (this.lengthBytes) {
			case 0 -> bytes.put((byte) (maskBit | (int) this.length));
			case 2 -> bytes.put((byte) (maskBit | 126)).putShort((short) this.length);
			default -> bytes.put((byte) (maskBit | 127)).putLong(this.length);
		}
		if (this.mask != null) {
			bytes.put(this.mask);
		}
		for (int i = 0; i < this.payload.length; i++) {
			bytes.put((byte) (this.payload[i] ^ ((this.mask != null) ? this.mask[i & 3] : 0)));
		}
		return Arrays.copyOf(bytes.array(), bytes.position());
	}

	@Override
	public String toString() {
		return "RawFrame[opcode=" + this.opcode + ", fin=" + this.fin + ", rsv=" + this.rsv + ", masked="
				+ (this.mask != null) + ", length=" + this.length + "]";
	}

}
