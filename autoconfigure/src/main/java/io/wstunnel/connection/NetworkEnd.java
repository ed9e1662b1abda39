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

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.wstunnel.transport.Transport;

/**
 * The end of the network connection below a connection: at once, or after what still
 * comes was read and dropped. Closed with bytes unread it would be reset, and the peer
 * might never see our last frame.
 */
final class NetworkEnd {

	/**
	 * How long bytes are dropped at most.
	 */
	static final Duration LINGER_TIME = Duration.ofSeconds(2);

	private static final int LINGER_BYTES = 16 * 1024 * 1024;

	private final AtomicBoolean lingering = new AtomicBoolean();

	private final AtomicInteger dropped = new AtomicInteger();

	private final AtomicBoolean closing = new AtomicBoolean();

	private final CountDownLatch closed = new CountDownLatch(1);

	private final Transport transport;

	NetworkEnd(Transport transport) {
		this.transport = transport;
	}

	boolean isClosed() {
		return this.closed.getCount() == 0;
	}

	void await() throws InterruptedException {
		this.closed.await();
	}

	/**
	 * Send nothing more, and begin to linger.
	 * @return whether it was not begun before, so that {@link #LINGER_TIME} is to be
	 * bounded
	 */
	boolean linger() {
		if (!this.lingering.compareAndSet(false, true)) {
			return false;
		}
		this.transport.shutdownOutput();
		return true;
	}

	/**
	 * Drop what has come.
	 * @return whether there will be more to drop
	 */
	boolean drain() {
		int count = this.transport.drain();
		while (count > 0 && this.dropped.addAndGet(count) <= LINGER_BYTES) {
			count = this.transport.drain();
		}
		return count == 0;
	}

	/**
	 * Close, unless that was done before.
	 * @param action what to do once it is closed
	 */
	void close(Runnable action) {
		if (this.closing.compareAndSet(false, true)) {
			try {
				this.transport.close();
			}
			finally {
				this.closed.countDown();
				action.run();
			}
		}
	}

}
