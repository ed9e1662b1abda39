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
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

import io.wstunnel.MessageType;
import org.jspecify.annotations.Nullable;

/**
 * What a decoder made of some bytes.
 *
 * @param payload the payload of the messages
 * @param controls the pings and closes, as opcode and payload in hex, each with the
 * number of payload bytes before it
 * @param insideMessage whether a message was open at the end
 * @param violation the status of a violation, or {@code null}
 * @param violationMessage what the violation says, or {@code null}
 */
record Decoded(byte[] payload, List<String> controls, boolean insideMessage, @Nullable Integer violation,
		@Nullable String violationMessage) {

	String text() {
		return new String(this.payload, StandardCharsets.UTF_8);
	}

	/**
	 * Describe all of it, to compare.
	 * @return a line
	 */
	String describe() {
		return HexFormat.of().formatHex(this.payload) + " " + this.controls + " " + this.insideMessage + " "
				+ this.violation + " " + this.violationMessage;
	}

	/**
	 * Decode bytes that come in one piece, into a buffer that takes all of them.
	 * @param role the role of the receiver
	 * @param type the type of the messages
	 * @param bytes the bytes
	 * @return what came out
	 */
	static Decoded of(Role role, MessageType type, byte[] bytes) {
		return of(role, type, bytes, null);
	}

	/**
	 * Decode bytes in pieces and into buffers of random lengths.
	 * @param role the role of the receiver
	 * @param type the type of the messages
	 * @param bytes the bytes
	 * @param random the lengths, or {@code null} for one piece
	 * @return what came out
	 */
	static Decoded of(Role role, MessageType type, byte[] bytes, @Nullable Random random) {
		FrameDecoder decoder = new FrameDecoder(role, type);
		ByteArrayOutputStream payload = new ByteArrayOutputStream();
		List<String> controls = new ArrayList<>();
		ByteBuffer target = target(bytes.length, random);
		int from = 0;
		try {
			while (from < bytes.length) {
				int length = (random != null) ? Math.min(random.nextInt(1, 40), bytes.length - from) : bytes.length;
				ByteBuffer source = source(bytes, from, length, random);
				from += length;
				FrameDecoder.Signal signal;
				do {
					signal = decoder.decode(source, target);
					if (signal != FrameDecoder.Signal.UNDERFLOW) {
						drain(target, payload);
					}
					if (signal == FrameDecoder.Signal.OVERFLOW) {
						target = target(bytes.length, random);
					}
					else if (signal != FrameDecoder.Signal.UNDERFLOW) {
						controls.add(payload.size() + " " + signal + " " + hex(decoder.getControlPayload()));
					}
				}
				while (signal != FrameDecoder.Signal.UNDERFLOW);
			}
			drain(target, payload);
			return new Decoded(payload.toByteArray(), controls, decoder.isInsideMessage(), null, null);
		}
		catch (FrameViolation ex) {
			drain(target, payload);
			return new Decoded(payload.toByteArray(), controls, decoder.isInsideMessage(), ex.getStatus().getCode(),
					ex.getMessage());
		}
	}

	private static ByteBuffer source(byte[] bytes, int from, int length, @Nullable Random random) {
		if (random != null && random.nextBoolean()) {
			return ByteBuffer.allocateDirect(length).put(bytes, from, length).flip();
		}
		return ByteBuffer.wrap(bytes, from, length);
	}

	private static ByteBuffer target(int length, @Nullable Random random) {
		return ByteBuffer.allocate((random != null) ? random.nextInt(1, 50) : Math.max(1, length));
	}

	private static void drain(ByteBuffer target, ByteArrayOutputStream payload) {
		payload.write(target.array(), 0, target.position());
		target.clear();
	}

	private static String hex(ByteBuffer payload) {
		byte[] bytes = new byte[payload.remaining()];
		payload.get(bytes);
		return HexFormat.of().formatHex(bytes);
	}

}
