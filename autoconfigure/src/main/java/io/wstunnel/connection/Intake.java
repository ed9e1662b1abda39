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

import java.nio.ByteBuffer;

import io.wstunnel.WsConnectionSettings;
import io.wstunnel.transport.Count;
import io.wstunnel.transport.Transport;
import io.wstunnel.transport.TransportEnd;
import org.jspecify.annotations.Nullable;

/**
 * What the reading side takes from the transport, and what of it waits in the receive
 * window. Unless the window is full, either somebody is about to look at the transport or
 * the transport is to tell. Used with the lock of the turns held, unless said otherwise.
 */
final class Intake {

	private static final int DIRECT_READ = 8 * 1024;

	/**
	 * How many blocks are dropped before others get their turn.
	 */
	private static final int MAX_DROPPED_BLOCKS = 64;

	private final Transport transport;

	private final ReceiveWindow window;

	private final PauseNotices pauses;

	private final Count received = new Count();

	private boolean armed;

	private boolean paused;

	private boolean discarding;

	private boolean peerEnded;

	private @Nullable TransportEnd end;

	Intake(Turns turns, Transport transport, WsConnectionSettings settings) {
		this.transport = transport;
		this.window = new ReceiveWindow((int) settings.getReceiveWindow().toBytes(), settings.getReceiveBudget());
		this.pauses = new PauseNotices(turns, transport);
	}

	/**
	 * Return how much was received. Called with or without the lock.
	 * @return the number of bytes
	 */
	long getReceived() {
		return this.received.get();
	}

	int available() {
		return this.window.size();
	}

	/**
	 * Return how what was received has ended, though not all of it may be read.
	 * @return the end, or {@code null} if it has not
	 */
	@Nullable TransportEnd getEnd() {
		return this.end;
	}

	/**
	 * Whether the peer has ended its stream, though not all of it may be read, and
	 * perhaps the connection, too, but in no way that belies it.
	 * @return whether the stream is complete
	 */
	boolean isPeerEnded() {
		return this.peerEnded && (this.end == null || this.end.kind() != TransportEnd.Kind.VIOLATION);
	}

	boolean isPaused() {
		return this.paused;
	}

	boolean isDiscarding() {
		return this.discarding;
	}

	/**
	 * The transport has told that there is something to read.
	 */
	void told() {
		this.armed = false;
	}

	/**
	 * Nothing more will come, unless an end has come before.
	 * @param end what happened
	 * @return whether it is the end
	 */
	boolean lose(TransportEnd end) {
		if (this.end != null) {
			return false;
		}
		this.end = end;
		return true;
	}

	/**
	 * From now on drop what arrives.
	 */
	void discard() {
		this.discarding = true;
		this.window.clear();
		receive();
	}

	/**
	 * Read what is there.
	 * @param destination where to put the bytes
	 * @return the number of bytes, 0 if there are none
	 */
	int poll(Destination destination) {
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
		if (this.window.isEmpty()) {
			return 0;
		}
		int count = this.window.take(destination.open());
		if (this.paused && this.window.isLow()) {
			receive();
		}
		return count;
	}

	/**
	 * Put the beginning of what has arrived into the window, for a reader that waits: if
	 * that is all, the reader need not touch the transport.
	 */
	void fetch() {
		while (this.end == null && !this.armed && this.window.hasFirstRoom()) {
			int count = receive(this.window.space());
			if (count > 0) {
				this.window.added(count);
			}
		}
		this.window.releaseIfEmpty();
	}

	/**
	 * Nobody is about to look at the transport: let it tell, or fill the window.
	 */
	void receiveForNobody() {
		if (this.armed || this.end != null) {
			this.window.releaseIfEmpty();
		}
		else if (!this.paused) {
			receive();
		}
	}

	/**
	 * Fill the window as far as it goes with what has arrived.
	 */
	void receive() {
		if (this.discarding) {
			drop();
			return;
		}
		while (this.end == null && this.window.makeRoom()) {
			int count = receive(this.window.space());
			if (count <= 0) {
				resume();
				this.window.releaseIfEmpty();
				return;
			}
			this.window.added(count);
		}
		if (!this.paused) {
			this.paused = true;
			this.pauses.begin();
		}
	}

	private void resume() {
		if (this.paused) {
			this.paused = false;
			this.pauses.end();
		}
	}

	private void drop() {
		this.pauses.end();
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
		this.peerEnded |= this.transport.isPeerEnded();
		this.armed |= (count == 0);
		return count;
	}

}
