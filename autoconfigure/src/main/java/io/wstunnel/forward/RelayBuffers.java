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

package io.wstunnel.forward;

import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Direct buffers that relays borrow while bytes move.
 */
final class RelayBuffers {

	private static final int SIZE = 64 * 1024;

	private static final int MAX_IDLE = 64;

	private static final ConcurrentLinkedDeque<ByteBuffer> IDLE = new ConcurrentLinkedDeque<>();

	private static final AtomicInteger IDLE_COUNT = new AtomicInteger();

	private static final AtomicInteger LENT = new AtomicInteger();

	private RelayBuffers() {
	}

	static ByteBuffer acquire() {
		LENT.incrementAndGet();
		ByteBuffer buffer = IDLE.pollFirst();
		if (buffer == null) {
			return ByteBuffer.allocateDirect(SIZE);
		}
		IDLE_COUNT.decrementAndGet();
		return buffer.clear();
	}

	static void release(ByteBuffer buffer) {
		LENT.decrementAndGet();
		if (IDLE_COUNT.incrementAndGet() <= MAX_IDLE) {
			IDLE.addFirst(buffer);
		}
		else {
			IDLE_COUNT.decrementAndGet();
		}
	}

	/**
	 * Return how many buffers are lent.
	 * @return how many
	 */
	static int getLent() {
		return LENT.get();
	}

}
