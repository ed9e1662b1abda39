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

import io.wstunnel.WsConnectionSettings;
import io.wstunnel.transport.Count;
import io.wstunnel.transport.Transport;
import io.wstunnel.transport.TransportEnd;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * The reading side of a connection. While a reader waits, the transport's thread fetches
 * a little for it and wakes it, and whatever more there is it reads straight into its own
 * buffer; while none does, the transport's thread fills the receive window, and so sees
 * pings, closes and the end of the network connection. Unless the window is full, either
 * a reader is about to look at the transport or the transport is to tell.
 */
final class Inbound {

	private static final int DIRECT_READ = 8 * 1024;

	/**
	 * How many blocks are dropped before others get their turn.
	 */
	private static final int MAX_DROPPED_BLOCKS = 64;

	private final Turns turns = new Turns();

	private final Transport transport;

	private final Closing closing;

	private final WsConnectionSettings settings;

	private final ReceiveWindow window;

	private volatile @Nullable FlowWait flow;

	private boolean waiting;

	private boolean armed;

	private boolean paused;

	private boolean discarding;

	private final Count received = new Count();

	private @Nullable TransportEnd end;

	private boolean timedOut;

	private boolean endTold;

	private boolean endReached;

	private boolean endReachedTold;

	private volatile boolean drained;

	Inbound(Transport transport, Closing closing, WsConnectionSettings settings) {
		this.transport = transport;
		this.closing = closing;
		this.settings = settings;
		this.window = new ReceiveWindow((int) settings.getReceiveWindow().toBytes(), settings.getReceiveBudget());
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
			this.closing.check(false);
			Turns.checkInterrupt();
			checkDeadlines(timeout, patience, false);
			while (this.turns.isTaken()) {
				this.turns.awaitTurn(Deadline.earliest(timeout, patience));
				checkWaited(timeout, patience);
			}
			this.turns.take();
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
	 * @return whether none waits
	 */
	boolean openFlow(Runnable readable) {
		this.turns.lock();
		try {
			if (this.turns.isTaken() || this.flow != null) {
				return false;
			}
			this.flow = new FlowWait(this.turns, this.settings.getReadTimeout(), readable);
			return true;
		}
		finally {
			this.turns.unlock();
		}
	}

	/**
	 * Read what is there.
	 * @param destination where to put the bytes
	 * @return the number of bytes, 0 if nothing is there and the flow will be told, or -1
	 * at the end of the stream
	 */
	int tryRead(ByteBuffer destination) throws IOException {
		this.turns.lock();
		try {
			FlowWait flow = getFlow();
			this.closing.check(true);
			checkDeadlines(flow.getLimit(), Deadline.NEVER, true);
			int count = poll(() -> destination);
			if (count == 0) {
				flow.begin();
			}
			else {
				flow.end();
			}
			return count;
		}
		finally {
			unlock();
		}
	}

	/**
	 * The flow will not read for a while: fill the window.
	 */
	void pause() {
		this.turns.lock();
		try {
			getFlow().end();
			receiveForNobody();
		}
		finally {
			unlock();
		}
	}

	/**
	 * The connection is over, and the flow waits for nothing.
	 */
	void endFlow() {
		this.turns.lock();
		try {
			getFlow().cancel();
		}
		finally {
			this.turns.unlock();
		}
	}

	void setDeadline(Deadline deadline) {
		this.turns.setDeadline(deadline);
		FlowWait.look(this.turns, this.flow);
	}

	int available() {
		this.turns.lock();
		try {
			return this.window.size();
		}
		finally {
			this.turns.unlock();
		}
	}

	long getReceived() {
		return this.received.get();
	}

	/**
	 * Whether all was read and nothing more will come.
	 * @return whether nothing is left to read
	 */
	boolean isDrained() {
		return this.drained;
	}

	/**
	 * The transport has something to read.
	 */
	void onReadable() {
		FlowWait told = null;
		this.turns.lock();
		try {
			this.armed = false;
			if (this.waiting && !this.discarding) {
				fetch();
				this.turns.transportReady();
			}
			else if (this.flow != null && this.flow.isWaiting() && !this.discarding) {
				told = this.flow;
			}
			else {
				receive();
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
	 * Whether the window is full, so that the transport is not looked at.
	 * @return whether it is
	 */
	boolean isPaused() {
		this.turns.lock();
		try {
			return this.paused;
		}
		finally {
			this.turns.unlock();
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
			if (this.end == null) {
				this.end = end;
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
			this.discarding = true;
			this.window.clear();
			receive();
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

	private FlowWait getFlow() {
		Assert.state(this.flow != null, "The connection is not relayed");
		return this.flow;
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
			throw new SocketTimeoutException("Read timed out");
		}
		if (patience.hasPassed()) {
			throw new SocketTimeoutException("Read timed out");
		}
	}

	private int poll(Destination destination) throws IOException {
		if (this.window.isEmpty() && this.end == null && !this.armed) {
			ByteBuffer buffer = destination.open();
			if (buffer.remaining() >= DIRECT_READ) {
				int count = receive(buffer);
				if (count >= 0) {
					return count;
				}
			}
			else {
				receive();
			}
		}
		if (!this.window.isEmpty()) {
			int count = this.window.take(destination.open());
			if (this.paused && this.window.isLow()) {
				receive();
			}
			return count;
		}
		if (this.end == null) {
			return 0;
		}
		if (this.end.kind() == TransportEnd.Kind.LOSS) {
			// It may be our own doing
			this.closing.check(true);
		}
		this.endReached = true;
		if (this.end.isComplete()) {
			return -1;
		}
		throw Closing.toException(this.end);
	}

	/**
	 * Put the beginning of what has arrived into the window, for a reader that waits: if
	 * that is all, the reader need not touch the transport.
	 */
	private void fetch() {
		while (this.end == null && !this.armed && this.window.hasFirstRoom()) {
			int count = receive(this.window.space());
			if (count > 0) {
				this.window.added(count);
			}
		}
		this.window.releaseIfEmpty();
	}

	/**
	 * Fill the window as far as it goes with what has arrived.
	 */
	private void receive() {
		if (this.discarding) {
			drop();
			return;
		}
		while (this.end == null && this.window.makeRoom()) {
			int count = receive(this.window.space());
			if (count <= 0) {
				this.paused = false;
				this.window.releaseIfEmpty();
				return;
			}
			this.window.added(count);
		}
		this.paused = true;
	}

	private void drop() {
		try (Block block = new Block(true)) {
			for (int blocks = 0; blocks < MAX_DROPPED_BLOCKS && this.end == null; blocks++) {
				if (receive(block.open()) <= 0) {
					return;
				}
			}
		}
		if (this.end == null) {
			this.transport.requestRead();
			this.armed = true;
		}
	}

	private int receive(ByteBuffer buffer) {
		int count = this.transport.read(buffer);
		if (count > 0) {
			this.received.add(count);
		}
		else if (count < 0) {
			this.end = this.transport.getEnd();
		}
		this.armed |= (count == 0);
		return count;
	}

	private void passTurn() {
		this.waiting = false;
		try {
			receiveForNobody();
		}
		finally {
			this.turns.pass();
		}
	}

	/**
	 * Nobody is about to look at the transport: let it tell, or fill the window.
	 */
	private void receiveForNobody() {
		if (this.armed || this.end != null) {
			this.window.releaseIfEmpty();
		}
		else if (!this.paused) {
			receive();
		}
	}

	/**
	 * Unlock, and tell outside the lock what has happened.
	 */
	private void unlock() {
		boolean struck = this.timedOut;
		this.timedOut = false;
		TransportEnd ended = (this.end != null && !this.endTold) ? this.end : null;
		TransportEnd reached = (this.endReached && !this.endReachedTold) ? this.end : null;
		this.endTold |= (ended != null);
		this.endReachedTold |= (reached != null);
		boolean emptied = !this.drained && this.end != null && this.window.isEmpty();
		this.drained |= emptied;
		this.turns.unlock();
		if (struck) {
			this.closing.readTimedOut();
		}
		if (ended != null) {
			this.closing.ended(ended);
		}
		if (reached != null) {
			this.closing.endReached(reached);
		}
		if (emptied) {
			this.closing.settle();
		}
	}

}
