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

import io.wstunnel.MessageType;
import io.wstunnel.transport.Count;
import io.wstunnel.transport.Utf8Validator;
import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.CloseStatus;

/**
 * The messages that the data frames received make up: which frame may follow which, and
 * whether what should be text is.
 */
final class IncomingMessages {

	private final MessageType type;

	private final @Nullable PeerNotices notices;

	private final @Nullable Utf8Validator utf8;

	private final Count complete = new Count();

	private boolean inside;

	/**
	 * Create messages of which none has begun.
	 * @param type their type
	 * @param notices what the peer's notices have said, {@code null} if the extension was
	 * not negotiated
	 */
	IncomingMessages(MessageType type, @Nullable PeerNotices notices) {
		this.type = type;
		this.notices = notices;
		this.utf8 = (type == MessageType.TEXT) ? new Utf8Validator() : null;
	}

	/**
	 * Whether a message has begun and not ended.
	 * @return whether it has
	 */
	boolean isInside() {
		return this.inside;
	}

	/**
	 * Return how many messages have ended. Called by any thread.
	 * @return the number of messages
	 */
	long getComplete() {
		return this.complete.get();
	}

	/**
	 * A data frame begins.
	 * @param opcode its opcode
	 * @throws FrameViolation if it may not
	 */
	void beginFrame(int opcode) throws FrameViolation {
		if (opcode == Opcode.CONTINUATION) {
			if (!this.inside) {
				throw FrameViolation.protocolError("Received a continuation frame outside a message");
			}
			return;
		}
		if (this.inside) {
			throw FrameViolation.protocolError("Received a new message inside a message");
		}
		if (this.notices != null && this.notices.isEnded()) {
			throw FrameViolation.protocolError("Received a message behind the end of the peer's messages");
		}
		if (opcode != Opcode.of(this.type)) {
			MessageType received = (opcode == Opcode.TEXT) ? MessageType.TEXT : MessageType.BINARY;
			throw new FrameViolation(CloseStatus.NOT_ACCEPTABLE,
					"Received a " + received + " message on a connection of " + this.type + " messages");
		}
		this.inside = true;
	}

	/**
	 * Payload of a message was received.
	 * @param payload the payload, up to the position, which is set behind what is valid
	 * @param start where it begins
	 * @throws FrameViolation if not all of it is
	 */
	void check(ByteBuffer payload, int start) throws FrameViolation {
		if (this.utf8 != null) {
			int valid = this.utf8.validate(payload, start, payload.position());
			if (valid < payload.position()) {
				payload.position(valid);
				throw FrameViolation.badData("Received a text message that is not UTF-8");
			}
		}
	}

	/**
	 * A data frame ends.
	 * @param last whether it is the last one of its message
	 * @throws FrameViolation if the message may not end there
	 */
	void endFrame(boolean last) throws FrameViolation {
		if (!last) {
			return;
		}
		if (this.utf8 != null && this.utf8.getPending() > 0) {
			throw FrameViolation.badData("Received a text message that ends inside a character");
		}
		this.inside = false;
		this.complete.add(1);
	}

}
