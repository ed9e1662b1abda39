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
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;

import io.wstunnel.DeadlineAction;
import io.wstunnel.WsClosedException;
import io.wstunnel.WsConnectionSettings;
import io.wstunnel.transport.Transport;

import org.springframework.web.socket.CloseStatus;

/**
 * How one thread writes a message: it waits for its turn, and then for the transport, no
 * longer than it may. Used with the lock of the turns held.
 */
final class MessageWriter {

	private final BlockedTime blocked = new BlockedTime();

	private final Turns turns;

	private final Transport transport;

	private final Closing closing;

	private final OutgoingMessages messages;

	private final OutboundEnd end;

	private final boolean closingOnTimeout;

	private boolean abortDue;

	MessageWriter(Turns turns, Transport transport, Closing closing, OutgoingMessages messages, OutboundEnd end,
			WsConnectionSettings settings) {
		this.turns = turns;
		this.transport = transport;
		this.closing = closing;
		this.messages = messages;
		this.end = end;
		this.closingOnTimeout = (settings.getDeadlineAction() == DeadlineAction.CLOSE);
	}

	BlockedTime getBlocked() {
		return this.blocked;
	}

	/**
	 * Return whether the connection is to be aborted outside the lock, for what has
	 * happened since this was asked last.
	 * @return whether it is
	 */
	boolean takeAbort() {
		boolean due = this.abortDue;
		this.abortDue = false;
		return due;
	}

	/**
	 * Wait for the turn, and take it.
	 * @param timeout how long that and the write may take together
	 */
	void takeTurn(Deadline timeout) throws IOException, InterruptedException {
		this.closing.check(false);
		Turns.checkInterrupt();
		if (this.turns.isOver(timeout)) {
			throw timedOut();
		}
		this.end.check();
		while (this.turns.isTaken()) {
			this.turns.awaitTurn(timeout);
			Turns.checkInterrupt();
			this.closing.check(true);
			this.end.check();
			if (this.turns.isOver(timeout)) {
				this.abortDue = this.closingOnTimeout;
				throw timedOut();
			}
		}
		this.turns.take();
	}

	/**
	 * Write one message, with the turn.
	 * @param source the bytes, whose position tells what was taken
	 * @param timeout how long that may take
	 */
	void write(ByteBuffer source, Deadline timeout) throws IOException, InterruptedException {
		OutgoingMessage message = this.messages.begin(source);
		try {
			while (!message.isEnded()) {
				ByteBuffer payload = message.next();
				boolean last = message.isLast(payload);
				int length = payload.remaining();
				while (!tryOperation(() -> this.messages.send(payload, last))) {
					awaitWritable(message, timeout);
				}
				this.messages.taken(message, length);
			}
			while (!tryOperation(this.transport::flush)) {
				awaitWritable(message, timeout);
			}
		}
		catch (RuntimeException | Error ex) {
			this.abortDue = true;
			throw ex;
		}
		finally {
			this.messages.end(source, message);
		}
	}

	/**
	 * Let a message of a flow fail if it must not begin.
	 * @param limit how long it may wait by itself
	 */
	void check(Deadline limit) throws IOException {
		this.closing.check(true);
		if (this.turns.isOver(limit)) {
			this.abortDue = this.closingOnTimeout;
			throw timedOut();
		}
		this.end.check();
	}

	boolean tryOperation(Operation operation) throws IOException {
		try {
			return operation.run();
		}
		catch (IOException ex) {
			this.closing.check(true);
			this.end.check();
			String message = "The network connection failed without a close frame";
			this.closing.getEnding().lost(message);
			throw new WsClosedException(CloseStatus.NO_CLOSE_FRAME, message, ex);
		}
	}

	private void awaitWritable(OutgoingMessage message, Deadline timeout) throws IOException, InterruptedException {
		this.blocked.begin();
		try {
			this.turns.awaitTransport(timeout);
		}
		finally {
			this.blocked.end();
		}
		Turns.checkInterrupt();
		boolean doomed = !message.isBegun() || this.end.cutsMessage();
		if (doomed || this.closing.getNetwork().isClosed()) {
			this.closing.check(true);
		}
		if (doomed) {
			this.end.check();
		}
		if (this.turns.isOver(timeout)) {
			if (this.closing.isLocal()) {
				this.abortDue = true;
				throw new AsynchronousCloseException();
			}
			this.abortDue = this.closingOnTimeout;
			if (!this.abortDue && message.isBegun() && !message.isEnded()) {
				this.transport.endMessage();
				message.end();
			}
			throw timedOut();
		}
	}

	private static SocketTimeoutException timedOut() {
		return new SocketTimeoutException("Write timed out");
	}

	/**
	 * An operation of the transport that may have to be repeated.
	 */
	interface Operation {

		boolean run() throws IOException;

	}

}
