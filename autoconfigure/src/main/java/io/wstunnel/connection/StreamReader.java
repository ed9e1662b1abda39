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

/**
 * How one thread reads from the stream: it waits for its turn, and then for the
 * transport, no longer than it may. Used with the lock of the turns held.
 */
final class StreamReader {

	private final Turns turns;

	private final Closing closing;

	private final Intake intake;

	private final InboundEnd end;

	private boolean waiting;

	private boolean timedOut;

	StreamReader(Turns turns, Closing closing, Intake intake, InboundEnd end) {
		this.turns = turns;
		this.closing = closing;
		this.intake = intake;
		this.end = end;
	}

	/**
	 * Whether a thread waits for the transport.
	 * @return whether one does
	 */
	boolean isWaiting() {
		return this.waiting;
	}

	/**
	 * Return whether a timeout or deadline has struck that the connection is to be told
	 * of outside the lock, since this was asked last.
	 * @return whether one has
	 */
	boolean takeTimeout() {
		boolean struck = this.timedOut;
		this.timedOut = false;
		return struck;
	}

	/**
	 * Wait for the turn, and take it.
	 * @param timeout how long that and the read may take together
	 * @param patience how long they may take without harm to the connection
	 */
	void takeTurn(Deadline timeout, Deadline patience) throws IOException, InterruptedException {
		this.closing.check(false);
		Turns.checkInterrupt();
		checkDeadlines(timeout, patience, false);
		while (this.turns.isTaken()) {
			this.turns.awaitTurn(Deadline.earliest(timeout, patience));
			checkWaited(timeout, patience);
		}
		this.turns.take();
	}

	/**
	 * Read at least one byte, with the turn.
	 * @param destination where to put the bytes
	 * @param timeout how long that may take
	 * @param patience how long it may take without harm to the connection
	 * @return the number of bytes, or -1 at the end of the stream
	 */
	int read(Destination destination, Deadline timeout, Deadline patience) throws IOException, InterruptedException {
		try {
			int count = poll(destination);
			while (count == 0) {
				destination.idle();
				this.waiting = true;
				this.turns.awaitTransport(Deadline.earliest(timeout, patience));
				checkWaited(timeout, patience);
				this.waiting = false;
				count = poll(destination);
			}
			return count;
		}
		finally {
			this.waiting = false;
		}
	}

	/**
	 * Read what is there.
	 * @param destination where to put the bytes
	 * @return the number of bytes, 0 if more may come, or -1 at the end of the stream
	 */
	int poll(Destination destination) throws IOException {
		int count = this.intake.poll(destination);
		return (count > 0) ? count : this.end.reach();
	}

	/**
	 * Let a flow fail if it must not read.
	 * @param limit how long it may wait by itself
	 */
	void check(Deadline limit) throws IOException {
		this.closing.check(true);
		checkDeadlines(limit, Deadline.NEVER, true);
	}

	private void checkWaited(Deadline timeout, Deadline patience) throws IOException, InterruptedException {
		this.closing.check(true);
		Turns.checkInterrupt();
		checkDeadlines(timeout, patience, true);
	}

	private void checkDeadlines(Deadline timeout, Deadline patience, boolean blocked) throws IOException {
		if (this.turns.isOver(timeout)) {
			if (blocked) {
				this.timedOut = true;
			}
			throw readTimedOut();
		}
		if (patience.hasPassed()) {
			throw readTimedOut();
		}
	}

	private static SocketTimeoutException readTimedOut() {
		return new SocketTimeoutException("Read timed out");
	}

}
