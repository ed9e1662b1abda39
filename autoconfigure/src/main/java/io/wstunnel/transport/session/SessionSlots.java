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

package io.wstunnel.transport.session;

import java.io.IOException;
import java.nio.ByteBuffer;

import io.wstunnel.MessageType;
import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.CloseStatus;

/**
 * What a {@link SessionOutput} has to send: a frame, and behind it the end of a message,
 * a ping and a close that wait in a slot each. The lock of the output guards it.
 */
final class SessionSlots {

	private static final byte[] NOTHING = {};

	private final ContainerSession session;

	private final MessageType messageType;

	private final SessionCloser closer;

	private final SessionPings pings;

	private byte @Nullable [] frame;

	private boolean frameLast;

	private boolean messageOpen;

	private boolean messageCut;

	private boolean insideMessage;

	private @Nullable CloseStatus close;

	private boolean closeSent;

	private boolean closed;

	/**
	 * Create empty slots.
	 * @param session the session to send by
	 * @param messageType the type of the messages
	 * @param closer closes the session
	 */
	SessionSlots(ContainerSession session, MessageType messageType, SessionCloser closer) {
		this.session = session;
		this.messageType = messageType;
		this.closer = closer;
		this.pings = new SessionPings(session);
	}

	void putFrame(ByteBuffer payload, boolean last) {
		this.frame = new byte[payload.remaining()];
		payload.get(this.frame);
		this.frameLast = last;
		this.messageOpen = !last;
	}

	void cutMessage() {
		this.messageCut |= (this.messageOpen && !this.closed);
		this.messageOpen = false;
	}

	/**
	 * Take nothing more.
	 * @param status the status of a close frame to send, or {@code null} for none
	 */
	void putClose(@Nullable CloseStatus status) {
		if (!this.closed) {
			this.closed = true;
			this.close = status;
		}
	}

	/**
	 * Forget everything, and take nothing more.
	 */
	void clear() {
		this.closed = true;
		this.frame = null;
		this.messageCut = false;
		this.pings.cancel();
		this.close = null;
		this.closeSent = false;
	}

	/**
	 * Whether there are bytes of messages to send.
	 * @return whether there are
	 */
	boolean hasMessage() {
		return this.frame != null || this.messageCut;
	}

	boolean hasClose() {
		return this.close != null;
	}

	/**
	 * Whether there is nothing to send, but perhaps a ping.
	 * @return whether there is nothing
	 */
	boolean isEmpty() {
		return !hasMessage() && !hasClose();
	}

	/**
	 * Whether there is nothing to send at all.
	 * @return whether there is nothing
	 */
	boolean isIdle() {
		return isEmpty() && !this.pings.isDue();
	}

	boolean isClosed() {
		return this.closed;
	}

	SessionPings getPings() {
		return this.pings;
	}

	/**
	 * Return what is to be done next. Jetty takes a ping inside a message for the end of
	 * that message, so that pings go between messages.
	 * @return the step, or {@code null} if there is nothing to do
	 */
	@Nullable Step next() {
		if (this.pings.isDue() && !this.insideMessage) {
			return new Step(this.pings::send, this.pings::cancel);
		}
		byte[] payload = this.frame;
		if (payload != null) {
			boolean last = this.frameLast;
			return new Step(() -> this.session.send(this.messageType, ByteBuffer.wrap(payload), last),
					() -> frameSent(last));
		}
		if (this.messageCut) {
			return new Step(() -> this.session.send(this.messageType, ByteBuffer.wrap(NOTHING), true), this::cutSent);
		}
		CloseStatus close = this.close;
		if (close != null) {
			return new Step(() -> this.closer.close(close), this::closeSent);
		}
		return (this.closeSent) ? new Step(this.closer::awaitEnd, () -> this.closeSent = false) : null;
	}

	private void frameSent(boolean last) {
		this.frame = null;
		this.insideMessage = !last;
	}

	private void cutSent() {
		this.messageCut = false;
		this.insideMessage = false;
	}

	private void closeSent() {
		this.close = null;
		this.closeSent = true;
	}

	/**
	 * Something to do.
	 *
	 * @param action does it, outside the lock
	 * @param after empties its slot, under the lock
	 */
	record Step(Action action, Runnable after) {

	}

	interface Action {

		void run() throws IOException;

	}

}
