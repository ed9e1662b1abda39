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

package io.wstunnel.transport.frame;

import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;

import io.wstunnel.transport.Transport;

/**
 * Direct buffers for bytes on their way to or from the network. One is lent only while
 * bytes are pending, so that an idle connection holds none.
 */
final class BufferPool {

	static final int CAPACITY = Transport.MAX_FRAME_PAYLOAD + FrameEncoder.MAX_HEADER;

	static final BufferPool SHARED = new BufferPool(64);

	private final ConcurrentLinkedDeque<ByteBuffer> idle = new ConcurrentLinkedDeque<>();

	private final AtomicInteger idleCount = new AtomicInteger();

	private final AtomicInteger count = new AtomicInteger();

	private final int maxIdle;

	BufferPool(int maxIdle) {
		this.maxIdle = maxIdle;
	}

	static boolean isPooled(ByteBuffer buffer) {
		return buffer.isDirect() && buffer.capacity() == CAPACITY;
	}

	ByteBuffer acquire() {
		ByteBuffer buffer = this.idle.pollFirst();
		if (buffer == null) {
			this.count.incrementAndGet();
			return ByteBuffer.allocateDirect(CAPACITY);
		}
		this.idleCount.decrementAndGet();
		return buffer.clear();
	}

	/**
	 * Take a buffer back. One that is not the pool's is left to the garbage collector.
	 * @param buffer the buffer, not used any more
	 */
	void release(ByteBuffer buffer) {
		if (!isPooled(buffer)) {
			return;
		}
		if (this.idleCount.incrementAndGet() <= this.maxIdle) {
			this.idle.addFirst(buffer);
		}
		else {
			this.idleCount.decrementAndGet();
			this.count.decrementAndGet();
		}
	}

	/**
	 * Return how many buffers are lent and have not come back.
	 * @return how many, exact while none is on its way
	 */
	int getLent() {
		return this.count.get() - this.idleCount.get();
	}

}
