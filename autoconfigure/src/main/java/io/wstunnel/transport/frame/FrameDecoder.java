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
import org.jspecify.annotations.Nullable;

/**
 * Reads frames, however the bytes are split: payload goes to a buffer, control frames are
 * signalled. Needs memory for one control frame, whatever lengths the peer announces.
 */
final class FrameDecoder {

	static final int MAX_CONTROL_PAYLOAD = 125;

	private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

	private final Role role;

	private final @Nullable PeerNotices notices;

	private final IncomingMessages messages;

	private State state = State.START;

	private boolean fin;

	private int opcode;

	private int missing;

	private boolean wide;

	private long length;

	private int key;

	private @Nullable ByteBuffer control;

	FrameDecoder(Role role, MessageType messageType) {
		this(role, messageType, null);
	}

	/**
	 * Create a decoder.
	 * @param role the role of this end
	 * @param messageType the type of the messages
	 * @param notices told what the peer's notices say, {@code null} if the extension was
	 * not negotiated
	 */
	FrameDecoder(Role role, MessageType messageType, @Nullable PeerNotices notices) {
		this.role = role;
		this.notices = notices;
		this.messages = new IncomingMessages(messageType, notices);
	}

	/**
	 * Decode until something is to be done.
	 * @param source the bytes received
	 * @param payload where the payload of messages goes
	 * @return what is to be done
	 * @throws FrameViolation if the peer broke a rule; the payload before is delivered
	 */
	Signal decode(ByteBuffer source, ByteBuffer payload) throws FrameViolation {
		while (true) {
			if (this.state != State.PAYLOAD) {
				if (!source.hasRemaining()) {
					return Signal.UNDERFLOW;
				}
				header(source.get() & 0xFF);
			}
			else if (Opcode.isControl(this.opcode)) {
				if (!control(source)) {
					return Signal.UNDERFLOW;
				}
				if (this.opcode == Opcode.PING || this.opcode == Opcode.CLOSE) {
					return (this.opcode == Opcode.PING) ? Signal.PING : Signal.CLOSE;
				}
				if (this.opcode == Opcode.NOTICE && this.notices != null) {
					this.notices.received(getControlPayload(), this.messages.isInside());
				}
			}
			else if (!data(source, payload)) {
				return source.hasRemaining() ? Signal.OVERFLOW : Signal.UNDERFLOW;
			}
		}
	}

	/**
	 * Return the payload of the control frame signalled last.
	 * @return the payload, valid until the next call of decode
	 */
	ByteBuffer getControlPayload() {
		return (this.control != null) ? this.control.duplicate().flip() : NOTHING.duplicate();
	}

	/**
	 * Whether a message has begun and not ended.
	 * @return whether it has
	 */
	boolean isInsideMessage() {
		return this.messages.isInside();
	}

	/**
	 * Return how many messages have ended. Called by any thread.
	 * @return the number of messages
	 */
	long getMessages() {
		return this.messages.getComplete();
	}

	private void header(int octet) throws FrameViolation {
		switch (this.state) {
			case START -> start(octet);
			case LENGTH -> length(octet);
			case EXTENDED_LENGTH -> extendedLength(octet);
			case KEY -> key(octet);
			case PAYLOAD -> throw new IllegalStateException();
		}
	}

	private void start(int octet) throws FrameViolation {
		this.fin = (octet & 0x80) != 0;
		this.opcode = octet & 0x0F;
		if ((octet & 0x70) != 0) {
			throw FrameViolation.protocolError("Received a frame with a reserved bit set and no extension negotiated");
		}
		if (!Opcode.isKnown(this.opcode) && (this.opcode != Opcode.NOTICE || this.notices == null)) {
			throw FrameViolation.protocolError("Received a frame with the unknown opcode " + this.opcode);
		}
		if (Opcode.isControl(this.opcode)) {
			if (!this.fin) {
				throw FrameViolation.protocolError("Received a fragmented control frame");
			}
		}
		else {
			this.messages.beginFrame(this.opcode);
		}
		this.state = State.LENGTH;
	}

	private void length(int octet) throws FrameViolation {
		if (((octet & 0x80) != 0) != (this.role == Role.SERVER)) {
			throw FrameViolation.protocolError((this.role == Role.SERVER) ? "Received an unmasked frame from a client"
					: "Received a masked frame from a server");
		}
		this.length = octet & 0x7F;
		if (this.length > MAX_CONTROL_PAYLOAD && Opcode.isControl(this.opcode)) {
			throw FrameViolation.protocolError("Received a control frame of more than 125 bytes");
		}
		if (this.length > MAX_CONTROL_PAYLOAD) {
			this.wide = (this.length == 127);
			this.missing = this.wide ? Long.BYTES : Short.BYTES;
			this.length = 0;
			this.state = State.EXTENDED_LENGTH;
		}
		else {
			lengthKnown();
		}
	}

	private void extendedLength(int octet) throws FrameViolation {
		this.length = (this.length << Byte.SIZE) | octet;
		if (--this.missing > 0) {
			return;
		}
		if (this.length < 0) {
			throw FrameViolation.protocolError("Received a frame of more than 2^63 - 1 bytes");
		}
		if (this.length <= (this.wide ? 0xFFFF : MAX_CONTROL_PAYLOAD)) {
			throw FrameViolation.protocolError("Received a frame whose length is not encoded minimally");
		}
		lengthKnown();
	}

	private void lengthKnown() throws FrameViolation {
		this.key = 0;
		this.missing = Integer.BYTES;
		if (this.role == Role.SERVER) {
			this.state = State.KEY;
		}
		else {
			headerKnown();
		}
	}

	private void key(int octet) throws FrameViolation {
		this.key = (this.key << Byte.SIZE) | octet;
		if (--this.missing == 0) {
			headerKnown();
		}
	}

	private void headerKnown() throws FrameViolation {
		this.state = State.PAYLOAD;
		if (Opcode.isControl(this.opcode)) {
			this.control = (this.length > 0) ? ByteBuffer.allocate((int) this.length) : null;
		}
		else if (this.length == 0) {
			endData();
		}
	}

	private boolean control(ByteBuffer source) {
		if (this.control != null) {
			move(source, this.control);
		}
		if (this.length > 0) {
			return false;
		}
		this.state = State.START;
		return true;
	}

	private boolean data(ByteBuffer source, ByteBuffer payload) throws FrameViolation {
		int start = payload.position();
		move(source, payload);
		this.messages.check(payload, start);
		if (this.length > 0) {
			return false;
		}
		endData();
		return true;
	}

	private void endData() throws FrameViolation {
		this.state = State.START;
		this.messages.endFrame(this.fin);
	}

	private void move(ByteBuffer source, ByteBuffer target) {
		int count = (int) Math.min(this.length, Math.min(source.remaining(), target.remaining()));
		this.length -= count;
		if (this.role == Role.SERVER) {
			this.key = Masking.move(source, target, count, this.key);
		}
		else {
			int limit = source.limit();
			target.put(source.limit(source.position() + count));
			source.limit(limit);
		}
	}

	/**
	 * What the caller of the decoder is to do.
	 */
	enum Signal {

		/**
		 * Bring more bytes.
		 */
		UNDERFLOW,

		/**
		 * Bring a payload buffer with room.
		 */
		OVERFLOW,

		/**
		 * Answer a ping.
		 */
		PING,

		/**
		 * Handle a close frame.
		 */
		CLOSE

	}

	private enum State {

		START, LENGTH, EXTENDED_LENGTH, KEY, PAYLOAD

	}

}
