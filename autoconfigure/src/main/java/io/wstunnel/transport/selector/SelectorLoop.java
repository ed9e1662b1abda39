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

package io.wstunnel.transport.selector;

import java.io.IOException;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntConsumer;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Tells connections when their sockets are ready: one daemon thread and one
 * {@link Selector} for all of them, which exist from the first connection's opening to
 * the last one's end. Its call-backs never block.
 *
 * @since 0.1.0
 */
public final class SelectorLoop {

	private final ReentrantLock lock = new ReentrantLock();

	private final String threadName;

	private @Nullable SelectorWorker worker;

	private int registrations;

	/**
	 * Create a loop. The thread is not started yet.
	 * @param threadName the name of the thread
	 */
	public SelectorLoop(String threadName) {
		Assert.hasText(threadName, "'threadName' must not be empty");
		this.threadName = threadName;
	}

	/**
	 * Register a channel, with no interest yet.
	 * @param channel the channel, not blocking
	 * @param listener told which of the requested operations are ready
	 * @return the registration, to be closed in place of the channel
	 * @throws IOException if the channel is closed or the system has no more selectors
	 */
	public SelectorRegistration register(SocketChannel channel, IntConsumer listener) throws IOException {
		this.lock.lock();
		try {
			SelectorWorker worker = this.worker;
			if (worker == null) {
				worker = start(Selector.open());
				this.worker = worker;
			}
			this.registrations++;
			try {
				return new SelectorRegistration(channel, worker, listener, this::release);
			}
			catch (IOException | RuntimeException ex) {
				release(worker);
				throw ex;
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private SelectorWorker start(Selector selector) throws IOException {
		SelectorWorker worker = new SelectorWorker(selector, this::ended);
		try {
			worker.start(this.threadName);
			return worker;
		}
		catch (OutOfMemoryError ex) {
			selector.close();
			throw ex;
		}
	}

	private void release(SelectorWorker worker) {
		this.lock.lock();
		try {
			if (this.worker == worker && --this.registrations == 0) {
				this.worker = null;
				worker.stop();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Forget a worker whose selector failed: the next registration starts another.
	 */
	private void ended(SelectorWorker worker) {
		this.lock.lock();
		try {
			if (this.worker == worker) {
				this.worker = null;
				this.registrations = 0;
			}
		}
		finally {
			this.lock.unlock();
		}
	}

}
