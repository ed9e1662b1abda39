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

import io.wstunnel.WsConnectionSettings;
import io.wstunnel.transport.Transport;
import io.wstunnel.transport.TransportEnd;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;
import org.springframework.web.socket.CloseStatus;

/**
 * The writing side of a connection: one message at a time, and behind the last one the
 * end of the stream or the close frame.
 */
final class Outbound {

	private final Turns turns = new Turns();

	private final Transport transport;

	private final Closing closing;

	private final WsConnectionSettings settings;

	private final OutgoingMessages messages;

	private final OutboundEnd end;

	private final MessageWriter writer;

	private volatile @Nullable FlowWait flow;

	Outbound(Transport transport, Closing closing, WsConnectionSettings settings, LongSupplier received) {
		this.transport = transport;
		this.closing = closing;
		this.settings = settings;
		this.messages = new OutgoingMessages(transport, settings.getMessageType(), received);
		this.end = new OutboundEnd(this.turns, transport, closing, this.messages);
		this.writer = new MessageWriter(this.turns, transport, closing, this.messages, this.end, settings);
	}

	/**
	 * Write one message.
	 * @param source the bytes, whose position tells what was taken
	 */
	void write(ByteBuffer source) throws IOException, InterruptedException {
		Deadline timeout = Deadline.after(this.settings.getWriteTimeout());
		this.turns.lock();
		try {
			Assert.state(this.flow == null, "The connection is relayed, and not to be written to");
			this.writer.takeTurn(timeout);
			try {
				this.writer.write(source, timeout);
			}
			finally {
				passTurn();
			}
		}
		finally {
			unlock();
		}
	}

	/**
	 * End this stream behind the messages of those who have begun to write. Does not wait
	 * for the transport. Does nothing if it was done before.
	 */
	void shutDown() throws IOException, InterruptedException {
		Deadline timeout = Deadline.after(this.settings.getWriteTimeout());
		this.turns.lock();
		try {
			Assert.state(this.flow == null, "The connection is relayed, and not to be written to");
			this.closing.check(false);
			if (!this.end.isShutDown()) {
				this.writer.takeTurn(timeout);
				try {
					this.end.shutDown();
				}
				finally {
					passTurn();
				}
			}
		}
		catch (OutputShutdownException ex) {
			// Another thread has done it while this one waited for its turn
		}
		finally {
			unlock();
		}
		this.closing.getHalfClose().closeIfBothEnded();
	}

	/**
	 * Let a flow write in place of threads that wait.
	 * @param writable told when a write may be taken
	 * @return the flow, or {@code null} if a thread writes, or there is a flow
	 */
	@Nullable OutboundFlow openFlow(Runnable writable) {
		this.turns.lock();
		try {
			if (this.turns.isTaken() || this.flow != null) {
				return null;
			}
			FlowWait wait = new FlowWait(this.turns, this.settings.getWriteTimeout(), writable);
			this.flow = wait;
			return new OutboundFlow(this, this.closing, wait);
		}
		finally {
			this.turns.unlock();
		}
	}

	void setDeadline(Deadline deadline) {
		this.turns.setDeadline(deadline);
		FlowWait flow = this.flow;
		if (flow != null) {
			flow.look();
		}
	}

	Turns getTurns() {
		return this.turns;
	}

	Transport getTransport() {
		return this.transport;
	}

	OutgoingMessages getMessages() {
		return this.messages;
	}

	OutboundEnd getEnd() {
		return this.end;
	}

	MessageWriter getWriter() {
		return this.writer;
	}

	BlockedTime getBlocked() {
		return this.writer.getBlocked();
	}

	/**
	 * Whether no message is on its way.
	 * @return whether none is
	 */
	boolean isAtRest() {
		this.turns.lock();
		try {
			return !this.turns.isTaken() && !this.end.isShutDown();
		}
		finally {
			this.turns.unlock();
		}
	}

	/**
	 * The transport takes something again.
	 */
	void onWritable() {
		FlowWait told = null;
		this.turns.lock();
		try {
			this.turns.transportReady();
			FlowWait flow = this.flow;
			if (flow != null && flow.isWaiting()) {
				told = flow;
			}
		}
		finally {
			this.turns.unlock();
		}
		if (told != null) {
			told.tell();
		}
	}

	/**
	 * Let who waits look anew at what it waits for.
	 */
	void wake() {
		this.turns.wake();
		tellFlow();
	}

	/**
	 * Send a close frame of ours behind the message in flight, and let none begin.
	 * @param status the status
	 */
	void close(CloseStatus status) {
		change(() -> this.end.requestClose(status));
	}

	/**
	 * Answer the peer's close behind the message in flight, and let later ones fail.
	 * @param end the peer's close
	 */
	void answer(TransportEnd end) {
		change(() -> this.end.answer(end));
	}

	/**
	 * Let the message in flight fail, and all later ones.
	 * @param end what happened; the close frame after a violation is sent at once
	 */
	void fail(TransportEnd end) {
		change(() -> this.end.fail(end));
	}

	/**
	 * Send a close frame if nothing is in its way.
	 * @param status the status
	 * @return whether it has gone
	 */
	boolean closeAtOnce(CloseStatus status) {
		this.turns.lock();
		try {
			if (this.turns.isTaken() || this.end.isCloseSent() || !this.transport.flush()) {
				return false;
			}
			this.end.sendClose(status);
			return this.transport.flush();
		}
		catch (IOException ex) {
			return false;
		}
		finally {
			this.turns.unlock();
		}
	}

	/**
	 * Unlock, and do outside the lock what is due.
	 */
	void unlock() {
		boolean abort = this.writer.takeAbort();
		this.turns.unlock();
		if (abort) {
			this.closing.abort();
		}
		else {
			this.closing.proceed();
		}
	}

	private void change(Runnable change) {
		this.turns.lock();
		try {
			change.run();
			this.turns.signalAll();
		}
		finally {
			unlock();
		}
		tellFlow();
	}

	private void tellFlow() {
		FlowWait flow = this.flow;
		if (flow != null) {
			flow.tell();
		}
	}

	private void passTurn() {
		this.turns.pass();
		this.end.sendRequestedClose();
	}

}
