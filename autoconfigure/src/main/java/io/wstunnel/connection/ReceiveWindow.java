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

/**
 * The bytes received and not yet read: a ring that starts small, grows with use up to its
 * capacity, and needs no memory while it is empty.
 */
final class ReceiveWindow {

	private static final int INITIAL_LENGTH = 4 * 1024;

	private static final byte[] EMPTY = {};

	private final int capacity;

	private byte[] ring = EMPTY;

	private int head;

	private int size;

	ReceiveWindow(int capacity) {
		this.capacity = capacity;
	}

	int size() {
		return this.size;
	}

	boolean isEmpty() {
		return this.size == 0;
	}

	boolean isFull() {
		return this.size == this.capacity;
	}

	/**
	 * Whether so little is left that more should be received.
	 * @return whether the low mark is reached
	 */
	boolean isLow() {
		return this.size <= this.capacity / 2;
	}

	/**
	 * Return where the next bytes are to be put.
	 * @return a view of free space, to be {@linkplain #added confirmed}; not empty unless
	 * the window is full
	 */
	ByteBuffer space() {
		if (this.size == this.ring.length && this.size < this.capacity) {
			grow();
		}
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
		this.head = 0;
		this.ring = EMPTY;
	}

	private void grow() {
		int length = (int) Math.min(this.capacity, Math.max(INITIAL_LENGTH, 2L * this.ring.length));
		byte[] larger = new byte[length];
		int taken = take(ByteBuffer.wrap(larger));
		this.ring = larger;
		this.head = 0;
		this.size = taken;
	}

}
