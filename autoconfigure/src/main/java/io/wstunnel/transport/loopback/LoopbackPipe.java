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

package io.wstunnel.transport.loopback;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

/**
 * One direction of a {@link LoopbackPair}: at most {@value #CAPACITY} bytes on their way.
 * A call-back that is asked for is due once, and is handed to the executor in the same
 * hold of the lock that makes it due: so none is lost, and the two ends have theirs in
 * the order in which they became due. The lock is held for nothing else that could wait.
 */
final class LoopbackPipe {

	/**
	 * About as many as two sockets hold.
	 */
	static final int CAPACITY = 256 * 1024;

	private static final int FIRST_LENGTH = 4 * 1024;

	private static final byte[] EMPTY = {};

	private final ReentrantLock lock = new ReentrantLock();

	private final Executor executor;

	private byte[] ring = EMPTY;

	private int head;

	private int size;

	private boolean ended;

	private boolean closed;

	private @Nullable Runnable reader;

	private @Nullable Runnable writer;

	/**
	 * Create a pipe.
	 * @param executor runs the call-backs, never in the thread that hands them over
	 */
	LoopbackPipe(Executor executor) {
		this.executor = executor;
	}

	/**
	 * Read what is there.
	 * @param destination where to put the bytes
	 * @return the number of bytes, 0 if nothing is there, -1 at the end
	 * @throws ClosedChannelException if this end is closed
	 */
	int read(ByteBuffer destination) throws ClosedChannelException {
		this.lock.lock();
		try {
			if (this.closed) {
				throw new ClosedChannelException();
			}
			if (this.size == 0) {
				return this.ended ? -1 : 0;
			}
			int count = take(destination);
			tell();
			return count;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Write as much as there is room for.
	 * @param source the bytes
	 * @return whether all of them have gone
	 * @throws IOException if an end is closed
	 */
	boolean write(ByteBuffer source) throws IOException {
		this.lock.lock();
		try {
			if (this.ended) {
				throw new ClosedChannelException();
			}
			if (this.closed) {
				throw new IOException("The other end is closed");
			}
			put(source);
			tell();
			return !source.hasRemaining();
		}
		finally {
			this.lock.unlock();
		}
	}

	void requestRead(Runnable callback) {
		this.lock.lock();
		try {
			if (!this.closed) {
				this.reader = callback;
				tell();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	void requestWrite(Runnable callback) {
		this.lock.lock();
		try {
			if (!this.ended) {
				this.writer = callback;
				tell();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Write no more. What was written can still be read.
	 */
	void end() {
		this.lock.lock();
		try {
			this.ended = true;
			this.writer = null;
			tell();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Read no more: what is there is dropped, and who writes fails.
	 */
	void close() {
		this.lock.lock();
		try {
			this.closed = true;
			this.reader = null;
			this.ring = EMPTY;
			this.head = 0;
			this.size = 0;
			tell();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Hand over the call-backs that are due. A writer is told when half of the pipe is
	 * free, so that it does not come for a few bytes.
	 */
	private void tell() {
		if (this.reader != null && (this.size > 0 || this.ended)) {
			this.executor.execute(this.reader);
			this.reader = null;
		}
		if (this.writer != null && (this.size <= CAPACITY / 2 || this.closed)) {
			this.executor.execute(this.writer);
			this.writer = null;
		}
	}

	private int take(ByteBuffer destination) {
		int total = Math.min(destination.remaining(), this.size);
		int first = Math.min(total, this.ring.length - this.head);
		destination.put(this.ring, this.head, first).put(this.ring, 0, total - first);
		this.head = (this.head + total) % this.ring.length;
		this.size -= total;
		return total;
	}

	private void put(ByteBuffer source) {
		int total = Math.min(source.remaining(), CAPACITY - this.size);
		if (total == 0) {
			return;
		}
		makeRoom(this.size + total);
		int tail = (this.head + this.size) % this.ring.length;
		int first = Math.min(total, this.ring.length - tail);
		source.get(this.ring, tail, first).get(this.ring, 0, total - first);
		this.size += total;
	}

	private void makeRoom(int needed) {
		if (needed <= this.ring.length) {
			return;
		}
		int length = Math.max(FIRST_LENGTH, this.ring.length);
		while (length < needed) {
			length *= 2;
		}
		byte[] larger = new byte[length];
		int held = this.size;
		if (held > 0) {
			take(ByteBuffer.wrap(larger));
		}
		this.ring = larger;
		this.head = 0;
		this.size = held;
	}

}
