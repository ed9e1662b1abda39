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
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntConsumer;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Tells connections when their sockets are ready: one daemon thread and one
 * {@link Selector} for all of them, which exist from the first connection's opening to a
 * moment after the last one's end. Its call-backs never block.
 *
 * @since 0.1.0
 */
public final class SelectorLoop {

	private final ReentrantLock lock = new ReentrantLock();

	private final ThreadFactory threads;

	private @Nullable SelectorWorker worker;

	private volatile int registrations;

	/**
	 * Create a loop. The thread is not started yet.
	 * @param threadName the name of the thread
	 */
	public SelectorLoop(String threadName) {
		Assert.hasText(threadName, "'threadName' must not be empty");
		this.threads = (task) -> createThread(task, threadName);
	}

	/**
	 * Create a loop.
	 * @param threads creates its thread, each time it is needed
	 */
	SelectorLoop(ThreadFactory threads) {
		this.threads = threads;
	}

	/**
	 * Register a channel, with no interest yet.
	 * @param channel the channel, not blocking
	 * @param listener told which of the requested operations are ready
	 * @return the registration, to be closed in place of the channel
	 * @throws IOException if the channel is closed, or the system has no more selectors
	 * or no thread for the loop. The channel is then still the caller's
	 */
	public SelectorRegistration register(SocketChannel channel, IntConsumer listener) throws IOException {
		this.lock.lock();
		try {
			SelectorWorker worker = this.worker;
			if (worker == null) {
				worker = start(Selector.open());
				this.worker = worker;
			}
			return register(channel, worker, listener);
		}
		finally {
			this.lock.unlock();
		}
	}

	private SelectorRegistration register(SocketChannel channel, SelectorWorker worker, IntConsumer listener)
			throws IOException {
		boolean registered = false;
		this.registrations++;
		try {
			SelectorRegistration registration = new SelectorRegistration(channel, worker, listener, this::release);
			registered = true;
			return registration;
		}
		finally {
			if (!registered) {
				release(worker);
			}
		}
	}

	private SelectorWorker start(Selector selector) throws IOException {
		boolean started = false;
		try {
			SelectorWorker worker = new SelectorWorker(selector, this::isIdle, this::tryEnd, this::ended);
			worker.start(this.threads);
			started = true;
			return worker;
		}
		catch (OutOfMemoryError ex) {
			throw new IOException("There is no thread to watch the sockets of connections: " + ex.getMessage(), ex);
		}
		finally {
			if (!started) {
				selector.close();
			}
		}
	}

	private static Thread createThread(Runnable task, String name) {
		// Neither thread locals nor a class loader of whoever connects first
		Thread thread = new Thread(null, task, name, 0, false);
		thread.setContextClassLoader(SelectorLoop.class.getClassLoader());
		thread.setDaemon(true);
		return thread;
	}

	private void release(SelectorWorker worker) {
		this.lock.lock();
		try {
			if (this.worker == worker && --this.registrations == 0) {
				worker.wakeup();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private boolean isIdle() {
		return this.registrations == 0;
	}

	/**
	 * Forget the worker if it has nothing to do.
	 * @return whether it is to end
	 */
	private boolean tryEnd() {
		this.lock.lock();
		try {
			if (!isIdle()) {
				return false;
			}
			this.worker = null;
			return true;
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
