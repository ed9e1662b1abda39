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
import java.nio.charset.CharacterCodingException;
import java.nio.charset.MalformedInputException;

import io.wstunnel.MessageType;
import io.wstunnel.transport.Utf8Validator;

/**
 * The beginning of a character of a TEXT connection whose end was not yet written.
 */
final class PartialCharacter {

	private static final byte[] NONE = {};

	private byte[] bytes = NONE;

	boolean isPresent() {
		return this.bytes.length > 0;
	}

	/**
	 * Begin a message of the characters that the given bytes complete.
	 * @param source the bytes
	 * @return the message
	 * @throws CharacterCodingException if they cannot be UTF-8
	 */
	OutgoingMessage begin(ByteBuffer source) throws CharacterCodingException {
		int incomplete = measure(source);
		if (incomplete > source.remaining()) {
			return new OutgoingMessage(MessageType.TEXT, source, 0, NONE);
		}
		return new OutgoingMessage(MessageType.TEXT, source, source.remaining() - incomplete, this.bytes);
	}

	/**
	 * End a message that was sent as a whole: keep what it left over.
	 * @param source the bytes it did not take, which are consumed
	 * @param message the message
	 */
	void end(ByteBuffer source, OutgoingMessage message) {
		if (!isPresent() && !source.hasRemaining()) {
			return;
		}
		byte[] before = message.hasPrefix() ? NONE : this.bytes;
		ByteBuffer rest = ByteBuffer.allocate(before.length + source.remaining()).put(before).put(source);
		this.bytes = rest.array();
	}

	/**
	 * Forget the beginning: it was sent in a message that was then cut.
	 */
	void clear() {
		this.bytes = NONE;
	}

	private int measure(ByteBuffer source) throws CharacterCodingException {
		Utf8Validator validator = new Utf8Validator();
		validator.validate(ByteBuffer.wrap(this.bytes), 0, this.bytes.length);
		if (validator.validate(source, source.position(), source.limit()) < source.limit()) {
			throw new MalformedInputException(1);
		}
		return validator.getPending();
	}

}
