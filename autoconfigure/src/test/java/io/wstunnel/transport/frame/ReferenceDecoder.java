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

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

import io.wstunnel.MessageType;
import org.jspecify.annotations.Nullable;

/**
 * RFC 6455 in the plainest way: over an array that holds everything, without a thought of
 * speed or memory.
 */
final class ReferenceDecoder {

	private final ByteArrayOutputStream payload = new ByteArrayOutputStream();

	private final List<String> controls = new ArrayList<>();

	private final Role role;

	private final MessageType type;

	private final ByteBuffer bytes;

	private boolean insideMessage;

	private byte[] character = {};

	private ReferenceDecoder(Role role, MessageType type, byte[] bytes) {
		this.role = role;
		this.type = type;
		this.bytes = ByteBuffer.wrap(bytes);
	}

	static Decoded decode(Role role, MessageType type, byte[] bytes) {
		ReferenceDecoder decoder = new ReferenceDecoder(role, type, bytes);
		Integer violation = null;
		while (violation == null && decoder.bytes.hasRemaining()) {
			violation = decoder.frame();
		}
		return new Decoded(decoder.payload.toByteArray(), decoder.controls, decoder.insideMessage, violation, null);
	}

	private @Nullable Integer frame() {
		int first = this.bytes.get() & 0xff;
		boolean fin = first >= 0x80;
		int opcode = first & 15;
		boolean control = opcode >= 8;
		if ((first & 0x70) != 0 || (opcode > 2 && opcode < 8) || opcode > 10 || (control && !fin)) {
			return 1002;
		}
		if (!control && (opcode == 0) != this.insideMessage) {
			return 1002;
		}
		if (!control && opcode != 0 && opcode != ((this.type == MessageType.TEXT) ? 1 : 2)) {
			return 1003;
		}
		this.insideMessage |= !control;
		if (!this.bytes.hasRemaining()) {
			return null;
		}
		int second = this.bytes.get() & 0xff;
		if ((second >= 0x80) != (this.role == Role.SERVER) || (control && (second & 127) > 125)) {
			return 1002;
		}
		int extended = switch (second & 127) {
			case 126 -> 2;
			case 127 -> 8;
			default -> 0;
		};
		if (this.bytes.remaining() < extended) {
			return skip();
		}
		long length = switch (extended) {
			case 2 -> this.bytes.getShort() & 0xffff;
			case 8 -> this.bytes.getLong();
			default -> second & 127;
		};
		if (length < 0 || (extended == 2 && length < 126) || (extended == 8 && length < 65536)) {
			return 1002;
		}
		return payload(opcode, fin, length);
	}

	private @Nullable Integer payload(int opcode, boolean fin, long length) {
		byte[] key = new byte[4];
		if (this.role == Role.SERVER) {
			if (this.bytes.remaining() < key.length) {
				return skip();
			}
			this.bytes.get(key);
		}
		boolean complete = this.bytes.remaining() >= length;
		byte[] data = new byte[complete ? (int) length : this.bytes.remaining()];
		this.bytes.get(data);
		for (int i = 0; i < data.length; i++) {
			data[i] ^= key[i % 4];
		}
		if (opcode >= 8) {
			if (complete && opcode != 10) {
				this.controls
					.add(this.payload.size() + ((opcode == 9) ? " PING " : " CLOSE ") + HexFormat.of().formatHex(data));
			}
			return null;
		}
		if (!text(data)) {
			return 1007;
		}
		if (complete && fin) {
			if (this.character.length > 0) {
				return 1007;
			}
			this.insideMessage = false;
		}
		return null;
	}

	private boolean text(byte[] data) {
		if (this.type == MessageType.BINARY) {
			this.payload.writeBytes(data);
			return true;
		}
		for (byte octet : data) {
			byte[] begun = Arrays.copyOf(this.character, this.character.length + 1);
			begun[begun.length - 1] = octet;
			boolean whole = isUtf8(begun);
			if (!whole && !isBegin(begun)) {
				return false;
			}
			this.character = whole ? new byte[0] : begun;
			this.payload.write(octet);
		}
		return true;
	}

	private @Nullable Integer skip() {
		this.bytes.position(this.bytes.limit());
		return null;
	}

	private static boolean isBegin(byte[] begun) {
		for (int length = begun.length + 1; length <= 4; length++) {
			for (int next : new int[] { 0x80, 0x90, 0xa0, 0xbf }) {
				byte[] whole = Arrays.copyOf(begun, length);
				Arrays.fill(whole, begun.length, length, (byte) 0x80);
				whole[begun.length] = (byte) next;
				if (isUtf8(whole)) {
					return true;
				}
			}
		}
		return false;
	}

	private static boolean isUtf8(byte[] octets) {
		try {
			StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets));
			return true;
		}
		catch (CharacterCodingException ex) {
			return false;
		}
	}

}
