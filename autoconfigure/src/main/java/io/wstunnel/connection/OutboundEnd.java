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
import java.nio.charset.MalformedInputException;

import io.wstunnel.transport.Notice;
import io.wstunnel.transport.Transport;
import io.wstunnel.transport.TransportEnd;
import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.CloseStatus;

/**
 * How the writing side of a connection ends: by a close frame behind the last message, by
 * an end of this stream alone, or because the peer, or the network, is gone. Used with
 * the lock of the turns held, unless said otherwise.
 */
final class OutboundEnd {

	private final Turns turns;

	private final Transport transport;

	private final Closing closing;

	private final OutgoingMessages messages;

	private @Nullable TransportEnd end;

	private boolean cutsMessage;

	private @Nullable CloseStatus requestedClose;

	private volatile boolean shutDown;

	private volatile boolean closeSent;

	private volatile boolean closeFirst;

	private volatile boolean characterCut;

	OutboundEnd(Turns turns, Transport transport, Closing closing, OutgoingMessages messages) {
		this.turns = turns;
		this.transport = transport;
		this.closing = closing;
		this.messages = messages;
	}

	/**
	 * Let a message that has not begun fail if it must not.
	 */
	void check() throws IOException {
		if (this.end != null) {
			throw Closing.toException(this.end);
		}
		if (this.shutDown) {
			throw new OutputShutdownException();
		}
	}

	/**
	 * Whether the message in flight must fail, too.
	 * @return whether it must
	 */
	boolean cutsMessage() {
		return this.cutsMessage;
	}

	/**
	 * End this stream behind all messages, of which none is in flight.
	 * @throws MalformedInputException if half a character is waiting
	 */
	void shutDown() throws MalformedInputException {
		if (this.messages.isCharacterWaiting()) {
			throw new MalformedInputException(1);
		}
		this.shutDown = true;
		this.transport.sendNotice(Notice.END);
	}

	/**
	 * Let messages fail that have not begun, and answer the peer's close behind the one
	 * in flight.
	 * @param end the peer's close
	 */
	void answer(TransportEnd end) {
		this.end = (this.end != null) ? this.end : end;
		requestClose(end.status());
	}

	/**
	 * Let all messages fail.
	 * @param end what happened; the close frame after a violation is sent at once
	 */
	void fail(TransportEnd end) {
		this.end = end;
		this.cutsMessage = true;
		if (end.kind() == TransportEnd.Kind.VIOLATION && !this.closeSent) {
			this.requestedClose = null;
			sendClose(end.status());
		}
	}

	/**
	 * Send a close frame behind the message in flight, unless there is one already.
	 * @param status the status
	 */
	void requestClose(CloseStatus status) {
		if (this.closeSent || this.requestedClose != null) {
			return;
		}
		this.requestedClose = status;
		if (!this.turns.isTaken()) {
			sendRequestedClose();
		}
	}

	/**
	 * No message is in flight any more.
	 */
	void sendRequestedClose() {
		CloseStatus status = this.requestedClose;
		if (status == null || this.messages.isBroken()) {
			return;
		}
		this.requestedClose = null;
		if (this.messages.isCharacterWaiting() && this.closing.isLocal() && isClean(status)) {
			this.characterCut = true;
			status = CloseStatus.BAD_DATA;
			this.closing.getEnding().here(status, "Closed inside a character");
		}
		sendClose(status);
	}

	void sendClose(CloseStatus status) {
		this.closeFirst = (this.transport.getEnd() == null);
		this.transport.sendClose(status);
		this.closeSent = true;
	}

	/**
	 * Whether this stream was ended alone. Called with or without the lock.
	 * @return whether it was
	 */
	boolean isShutDown() {
		return this.shutDown;
	}

	/**
	 * Whether nothing is sent any more. Called with or without the lock.
	 * @return whether a close frame was sent
	 */
	boolean isCloseSent() {
		return this.closeSent;
	}

	/**
	 * Whether the close frame was sent before the peer's was received. Called with or
	 * without the lock.
	 * @return whether it was
	 */
	boolean isCloseFirst() {
		return this.closeFirst;
	}

	/**
	 * Whether a close of ours found half a character waiting. Called with or without the
	 * lock.
	 * @return whether it did, and was made with 1007
	 */
	boolean isCharacterCut() {
		return this.characterCut;
	}

	private static boolean isClean(CloseStatus status) {
		return status.equalsCode(CloseStatus.NORMAL) || status.equalsCode(CloseStatus.GOING_AWAY);
	}

}
