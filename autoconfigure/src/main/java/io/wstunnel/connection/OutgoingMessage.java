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

package io.wstunnel.connection;

import java.nio.ByteBuffer;

import io.wstunnel.MessageType;
import io.wstunnel.transport.Transport;

/**
 * One message cut into the payloads of its frames, those of a text message between
 * characters.
 */
final class OutgoingMessage {

	private static final byte[] NONE = {};

	private final boolean text;

	private final ByteBuffer source;

	private final int end;

	private final boolean prefixed;

	private byte[] prefix;

	private boolean begun;

	private boolean ended;

	/**
	 * Create a message.
	 * @param type the type
	 * @param source holds the bytes; its position tells what was taken of them
	 * @param length how many of them the message takes
	 * @param prefix bytes to send before them, less than a character
	 */
	OutgoingMessage(MessageType type, ByteBuffer source, int length, byte[] prefix) {
		this.text = (type == MessageType.TEXT);
		this.source = source;
		this.end = source.position() + length;
		this.prefix = prefix;
		this.prefixed = prefix.length > 0;
	}

	boolean hasPrefix() {
		return this.prefixed;
	}

	/**
	 * Whether a frame of the message was taken.
	 * @return whether it was
	 */
	boolean isBegun() {
		return this.begun;
	}

	/**
	 * Whether nothing of the message remains to be sent.
	 * @return whether its end was taken
	 */
	boolean isEnded() {
		return this.ended;
	}

	/**
	 * Whether all bytes of the message were taken.
	 * @return whether they were
	 */
	boolean isComplete() {
		return this.ended && this.source.position() == this.end;
	}

	/**
	 * End the message behind what was taken of it.
	 */
	void end() {
		this.ended = true;
	}

	/**
	 * Return the payload of the next frame.
	 * @return the payload, to be {@linkplain #taken confirmed}
	 */
	ByteBuffer next() {
		int length = length(Transport.MAX_FRAME_PAYLOAD - this.prefix.length);
		ByteBuffer slice = this.source.duplicate().limit(this.source.position() + length);
		if (this.prefix.length == 0) {
			return slice;
		}
		return ByteBuffer.allocate(this.prefix.length + length).put(this.prefix).put(slice).flip();
	}

	/**
	 * Whether the payload is that of the message's last frame.
	 * @param payload the next payload
	 * @return whether it is the last
	 */
	boolean isLast(ByteBuffer payload) {
		return this.source.position() + payload.remaining() - this.prefix.length == this.end;
	}

	/**
	 * Confirm that the next payload was taken.
	 * @param length its length
	 */
	void taken(int length) {
		this.source.position(this.source.position() + length - this.prefix.length);
		this.prefix = NONE;
		this.begun = true;
		this.ended = (this.source.position() == this.end);
	}

	private int length(int room) {
		int position = this.source.position();
		int length = Math.min(room, this.end - position);
		if (this.text && position + length < this.end) {
			while ((this.source.get(position + length) & 0xC0) == 0x80) {
				length--;
			}
		}
		return length;
	}

}
