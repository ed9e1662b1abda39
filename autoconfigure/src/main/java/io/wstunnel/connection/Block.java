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
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;

import io.wstunnel.transport.Transport;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * A block of memory to move bytes through, borrowed from a pool only while there are any.
 */
final class Block implements Destination, AutoCloseable {

	private static final int SIZE = Transport.MAX_FRAME_PAYLOAD;

	private static final int MAX_IDLE = 64;

	private static final ConcurrentLinkedDeque<ByteBuffer> IDLE = new ConcurrentLinkedDeque<>();

	private static final AtomicInteger IDLE_COUNT = new AtomicInteger();

	private final boolean pooled;

	private @Nullable ByteBuffer buffer;

	/**
	 * Create a block.
	 * @param pooled whether nobody keeps its array: what he did keep would show him the
	 * bytes of other connections
	 */
	Block(boolean pooled) {
		this.pooled = pooled;
	}

	@Override
	public ByteBuffer open() {
		if (this.buffer == null) {
			this.buffer = this.pooled ? IDLE.pollFirst() : null;
			if (this.buffer != null) {
				IDLE_COUNT.decrementAndGet();
			}
			else {
				this.buffer = ByteBuffer.allocate(SIZE);
			}
		}
		return this.buffer.clear();
	}

	/**
	 * Return the bytes read into the block since it was opened, from index 0.
	 * @return the array
	 */
	byte[] array() {
		Assert.state(this.buffer != null, "The block is not open");
		return this.buffer.array();
	}

	@Override
	public void idle() {
		close();
	}

	/**
	 * Give the memory back. The block can be used again.
	 */
	@Override
	public void close() {
		if (this.buffer == null) {
			return;
		}
		if (this.pooled && IDLE_COUNT.incrementAndGet() <= MAX_IDLE) {
			IDLE.addFirst(this.buffer);
		}
		else if (this.pooled) {
			IDLE_COUNT.decrementAndGet();
		}
		this.buffer = null;
	}

}
