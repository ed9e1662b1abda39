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

import io.wstunnel.WsReceiveBudget;

/**
 * The bytes received and not yet read: a ring that starts small, grows with use up to its
 * capacity as far as the budget of all rings allows. Empty, it keeps its memory only
 * until told that nothing more has come.
 */
final class ReceiveWindow {

	private static final byte[] EMPTY = {};

	private final int capacity;

	private final WsReceiveBudget budget;

	private byte[] ring = EMPTY;

	private int head;

	private int size;

	ReceiveWindow(int capacity, WsReceiveBudget budget) {
		this.capacity = capacity;
		this.budget = budget;
	}

	int size() {
		return this.size;
	}

	boolean isEmpty() {
		return this.size == 0;
	}

	/**
	 * Whether so little is left that more should be received.
	 * @return whether the low mark is reached
	 */
	boolean isLow() {
		return this.size <= this.ring.length / 2;
	}

	/**
	 * Make room for more, if there is none.
	 * @return whether there is room
	 */
	boolean makeRoom() {
		return this.size < this.ring.length || grow();
	}

	/**
	 * Make room for more in the first, small ring, if it has the room.
	 * @return whether there is room
	 */
	boolean hasFirstRoom() {
		return this.size < this.ring.length || (this.ring.length == 0 && grow());
	}

	/**
	 * Return where the next bytes are to be put.
	 * @return a view of free space, to be {@linkplain #added confirmed}; not empty if
	 * there is {@linkplain #makeRoom() room}
	 */
	ByteBuffer space() {
		if (this.size == 0) {
			this.head = 0;
		}
		int tail = this.head + this.size;
		if (tail < this.ring.length) {
			return ByteBuffer.wrap(this.ring, tail, this.ring.length - tail);
		}
		tail -= this.ring.length;
		return ByteBuffer.wrap(this.ring, tail, this.head - tail);
	}

	void added(int count) {
		this.size += count;
	}

	/**
	 * Take what was received.
	 * @param destination where to put the bytes
	 * @return the number of bytes
	 */
	int take(ByteBuffer destination) {
		int total = 0;
		while (this.size > 0 && destination.hasRemaining()) {
			int count = Math.min(destination.remaining(), Math.min(this.size, this.ring.length - this.head));
			destination.put(this.ring, this.head, count);
			this.head = (this.head + count) % this.ring.length;
			this.size -= count;
			total += count;
		}
		return total;
	}

	/**
	 * Drop everything.
	 */
	void clear() {
		this.size = 0;
		releaseIfEmpty();
	}

	/**
	 * Give the memory back if it holds nothing.
	 */
	void releaseIfEmpty() {
		if (this.size == 0) {
			this.head = 0;
			this.budget.giveBack(this.ring.length);
			this.ring = EMPTY;
		}
	}

	private boolean grow() {
		int length = (int) Math.min(this.capacity, Math.max(WsReceiveBudget.GUARANTEED_BYTES, 2L * this.ring.length));
		int more = length - this.ring.length;
		if (this.ring.length == 0) {
			this.budget.take(more);
		}
		else if (more == 0 || !this.budget.tryTake(more)) {
			return false;
		}
		byte[] larger = allocate(length, more);
		int taken = take(ByteBuffer.wrap(larger));
		this.ring = larger;
		this.head = 0;
		this.size = taken;
		return true;
	}

	private byte[] allocate(int length, int more) {
		try {
			return new byte[length];
		}
		catch (OutOfMemoryError ex) {
			this.budget.giveBack(more);
			throw ex;
		}
	}

}
