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

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.LongSupplier;

import io.wstunnel.MessageType;
import io.wstunnel.transport.Count;
import io.wstunnel.transport.Transport;

/**
 * The messages of the writing side, one after the other: what of a character waits
 * between them, whether one was cut, and how much has gone. Used with the lock of the
 * turns held; the numbers are read without.
 */
final class OutgoingMessages {

	private static final int MAX_PARTIAL_CHARACTER = 3;

	private final Transport transport;

	private final MessageType type;

	private final LongSupplier received;

	private final PartialCharacter partialCharacter = new PartialCharacter();

	private boolean broken;

	private final Count sent = new Count();

	private final Count complete = new Count();

	private volatile long receivedBefore;

	/**
	 * Create messages of which none was sent.
	 * @param transport takes them
	 * @param type their type
	 * @param received returns how many bytes were received so far
	 */
	OutgoingMessages(Transport transport, MessageType type, LongSupplier received) {
		this.transport = transport;
		this.type = type;
		this.received = received;
	}

	/**
	 * Begin a message.
	 * @param source the bytes, whose position tells what was taken
	 * @return the message
	 * @throws IOException if the bytes are not the text that they should be
	 */
	OutgoingMessage begin(ByteBuffer source) throws IOException {
		return (this.type == MessageType.TEXT) ? this.partialCharacter.begin(source)
				: new OutgoingMessage(MessageType.BINARY, source, source.remaining(), new byte[0]);
	}

	/**
	 * Send a frame of a message.
	 * @param payload its payload
	 * @param last whether it is the last one
	 * @return whether the transport has taken it
	 * @throws IOException if the network connection failed, or a close was sent
	 */
	boolean send(ByteBuffer payload, boolean last) throws IOException {
		// Before, as the answer may come at once
		this.receivedBefore = this.received.getAsLong();
		return this.transport.send(payload, last);
	}

	/**
	 * A frame of the message was taken.
	 * @param message the message
	 * @param length the length of its payload
	 */
	void taken(OutgoingMessage message, int length) {
		message.taken(length);
		this.sent.add(length);
	}

	/**
	 * Leave the message, sent or not.
	 * @param source the bytes
	 * @param message the message
	 */
	void end(ByteBuffer source, OutgoingMessage message) {
		if (message.isComplete()) {
			this.complete.add(1);
			this.partialCharacter.end(source, message);
		}
		else if (message.isBegun()) {
			this.partialCharacter.clear();
			this.broken = !message.isEnded();
		}
	}

	/**
	 * Whether a message was left in its midst, so that nothing can follow.
	 * @return whether one was
	 */
	boolean isBroken() {
		return this.broken;
	}

	/**
	 * Whether the beginning of a character waits for its end.
	 * @return whether it does
	 */
	boolean isCharacterWaiting() {
		return this.partialCharacter.isPresent();
	}

	/**
	 * Return what fits into a message of one frame, before whose payload the beginning of
	 * a character may wait.
	 * @return the number of bytes
	 */
	int getFrameRoom() {
		return (this.type == MessageType.TEXT) ? Transport.MAX_FRAME_PAYLOAD - MAX_PARTIAL_CHARACTER
				: Transport.MAX_FRAME_PAYLOAD;
	}

	/**
	 * Whether the last byte that has moved was sent, and not received. Called with or
	 * without the lock.
	 * @return whether the peer may owe an answer
	 */
	boolean isAnswerDue() {
		return this.sent.get() > 0 && this.received.getAsLong() == this.receivedBefore;
	}

	long getSent() {
		return this.sent.get();
	}

	long getComplete() {
		return this.complete.get();
	}

}
