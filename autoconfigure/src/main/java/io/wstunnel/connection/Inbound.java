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

import io.wstunnel.WsConnectionSettings;
import io.wstunnel.transport.Transport;
import io.wstunnel.transport.TransportEnd;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * The reading side of a connection. While a reader waits, the transport's thread fetches
 * a little for it and wakes it, and whatever more there is it reads straight into its own
 * buffer; while none does, the transport's thread fills the receive window, and so sees
 * pings, closes and the end of the network connection.
 */
final class Inbound {

	private final Turns turns = new Turns();

	private final Transport transport;

	private final Closing closing;

	private final WsConnectionSettings settings;

	private final Intake intake;

	private final InboundEnd end;

	private final StreamReader reader;

	private volatile @Nullable FlowWait flow;

	Inbound(Transport transport, Closing closing, WsConnectionSettings settings) {
		this.transport = transport;
		this.closing = closing;
		this.settings = settings;
		this.intake = new Intake(this.turns, transport, settings);
		this.end = new InboundEnd(this.intake, closing);
		this.reader = new StreamReader(this.turns, closing, this.intake, this.end);
	}

	/**
	 * Read at least one byte.
	 * @param destination where to put the bytes
	 * @param patience how long this read may wait without harm to the connection
	 * @return the number of bytes, or -1 at the end of the stream
	 */
	int read(Destination destination, Deadline patience) throws IOException, InterruptedException {
		Deadline timeout = Deadline.after(this.settings.getReadTimeout());
		this.turns.lock();
		try {
			Assert.state(this.flow == null, "The connection is relayed, and not to be read from");
			this.reader.takeTurn(timeout, patience);
			try {
				return this.reader.read(destination, timeout, patience);
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
	 * Let a flow read in place of threads that wait.
	 * @param readable told when a read may return something else
	 * @return the flow, or {@code null} if a thread reads, or there is a flow
	 */
	@Nullable InboundFlow openFlow(Runnable readable) {
		this.turns.lock();
		try {
			if (this.turns.isTaken() || this.flow != null) {
				return null;
			}
			FlowWait wait = new FlowWait(this.turns, this.settings.getReadTimeout(), readable);
			this.flow = wait;
			return new InboundFlow(this, wait);
		}
		finally {
			this.turns.unlock();
		}
	}

	/**
	 * Leave reading to threads again: the flow has not begun.
	 */
	void closeFlow() {
		this.turns.lock();
		try {
			this.flow = null;
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

	Intake getIntake() {
		return this.intake;
	}

	StreamReader getReader() {
		return this.reader;
	}

	int available() {
		this.turns.lock();
		try {
			return this.intake.available();
		}
		finally {
			this.turns.unlock();
		}
	}

	long getReceived() {
		return this.intake.getReceived();
	}

	/**
	 * Whether all was read and nothing more will come.
	 * @return whether nothing is left to read
	 */
	boolean isDrained() {
		return this.end.isDrained();
	}

	/**
	 * Whether the end of the peer's stream was read.
	 * @return whether it was, though the connection may be open
	 */
	boolean isPeerEndRead() {
		return this.end.isPeerEndRead();
	}

	/**
	 * Whether the window is full, so that the transport is not looked at.
	 * @return whether it is
	 */
	boolean isPaused() {
		this.turns.lock();
		try {
			return this.intake.isPaused();
		}
		finally {
			this.turns.unlock();
		}
	}

	/**
	 * The transport has something to read.
	 */
	void onReadable() {
		FlowWait told = null;
		this.turns.lock();
		try {
			this.intake.told();
			FlowWait flow = this.flow;
			if (this.reader.isWaiting() && !this.intake.isDiscarding()) {
				this.intake.fetch();
				this.turns.transportReady();
			}
			else if (flow != null && flow.isWaiting() && !this.intake.isDiscarding()) {
				told = flow;
			}
			else {
				this.intake.receive();
			}
		}
		finally {
			unlock();
		}
		if (told != null) {
			told.tell();
		}
	}

	/**
	 * Give the peer up: nothing more will come, unless an end has come before.
	 * @param end what happened
	 */
	void lose(TransportEnd end) {
		FlowWait told = null;
		this.turns.lock();
		try {
			if (this.intake.lose(end)) {
				this.turns.signalAll();
				told = this.flow;
			}
		}
		finally {
			unlock();
		}
		if (told != null) {
			told.tell();
		}
	}

	/**
	 * From now on drop what arrives.
	 */
	void discard() {
		this.turns.lock();
		try {
			this.intake.discard();
		}
		finally {
			unlock();
		}
	}

	/**
	 * Let who waits look anew at what it waits for.
	 */
	void wake() {
		this.turns.wake();
		FlowWait flow = this.flow;
		if (flow != null) {
			flow.tell();
		}
	}

	/**
	 * Unlock, and tell outside the lock what has happened.
	 */
	void unlock() {
		boolean struck = this.reader.takeTimeout();
		boolean draining = this.transport.isPeerDraining();
		InboundEnd.News news = this.end.takeNews();
		this.turns.unlock();
		if (struck) {
			this.closing.readTimedOut();
		}
		if (draining) {
			this.closing.getDraining().tell();
		}
		if (news != null) {
			news.tell(this.closing);
		}
	}

	private void passTurn() {
		try {
			this.intake.receiveForNobody();
		}
		finally {
			this.turns.pass();
		}
	}

}
