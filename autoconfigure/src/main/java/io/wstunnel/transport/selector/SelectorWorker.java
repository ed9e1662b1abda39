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
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The thread of a {@link SelectorLoop}, for as long as it has connections and a moment
 * longer: where connections are short, each would start a thread of its own.
 */
final class SelectorWorker {

	private static final Log logger = LogFactory.getLog(SelectorWorker.class);

	private static final long LINGER_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

	private final Queue<SelectorRegistration> signalled = new ConcurrentLinkedQueue<>();

	private final Selector selector;

	private final BooleanSupplier idle;

	private final BooleanSupplier tryEnd;

	private final Consumer<SelectorWorker> onEnd;

	private volatile @Nullable Thread thread;

	/**
	 * Create a worker.
	 * @param selector the selector, closed by this at its end
	 * @param idle whether there are no connections
	 * @param tryEnd asks for the end, which a new connection prevents
	 * @param onEnd told of the end
	 */
	SelectorWorker(Selector selector, BooleanSupplier idle, BooleanSupplier tryEnd, Consumer<SelectorWorker> onEnd) {
		this.selector = selector;
		this.idle = idle;
		this.tryEnd = tryEnd;
		this.onEnd = onEnd;
	}

	Selector getSelector() {
		return this.selector;
	}

	void start(ThreadFactory threads) {
		Thread thread = threads.newThread(this::run);
		this.thread = thread;
		thread.start();
	}

	/**
	 * Let the selector see a change that its thread did not make itself.
	 */
	void wakeup() {
		if (Thread.currentThread() != this.thread) {
			this.selector.wakeup();
		}
	}

	void signal(SelectorRegistration registration) {
		this.signalled.add(registration);
		// Even on the loop's own thread, which may be behind its look at the queue
		this.selector.wakeup();
	}

	private void run() {
		try {
			do {
				this.selector.select();
				fireAll();
			}
			while (!this.idle.getAsBoolean() || !linger());
		}
		catch (IOException | RuntimeException ex) {
			logger.error("The selector of connections failed, all of them are closed", ex);
		}
		finally {
			end();
		}
	}

	/**
	 * Wait for the next connection.
	 * @return whether there was none
	 */
	private boolean linger() throws IOException {
		long end = System.nanoTime() + LINGER_NANOS;
		long left = LINGER_NANOS;
		while (left > 0) {
			this.selector.select(Math.max(1, TimeUnit.NANOSECONDS.toMillis(left)));
			fireAll();
			if (!this.idle.getAsBoolean()) {
				return false;
			}
			left = end - System.nanoTime();
		}
		return this.tryEnd.getAsBoolean();
	}

	private void fireAll() {
		// An interrupt would make every further select return at once
		Thread.interrupted();
		this.selector.selectedKeys().forEach(this::ready);
		this.selector.selectedKeys().clear();
		fireSignalled();
	}

	private void ready(SelectionKey key) {
		try {
			int ready = key.readyOps();
			key.interestOpsAnd(~ready);
			fire(registration(key), ready);
		}
		catch (CancelledKeyException ex) {
			// Closed meanwhile by another thread
		}
	}

	/**
	 * What is signalled meanwhile waits for the next round, or who signals himself again
	 * and again would keep the others from theirs.
	 */
	private void fireSignalled() {
		for (int left = this.signalled.size(); left > 0; left--) {
			SelectorRegistration registration = this.signalled.remove();
			fire(registration, registration.takeSignalled());
		}
	}

	private void fire(SelectorRegistration registration, int ops) {
		try {
			registration.fire(ops);
		}
		catch (Throwable ex) {
			logger.error("A connection's call-back failed", ex);
		}
	}

	private void end() {
		this.onEnd.accept(this);
		List<SelectorRegistration> left = this.selector.keys()
			.stream()
			.filter(SelectionKey::isValid)
			.map(SelectorWorker::registration)
			.toList();
		left.forEach(SelectorRegistration::close);
		try {
			this.selector.close();
		}
		catch (IOException ex) {
			logger.debug("The selector could not be closed", ex);
		}
		left.forEach(SelectorRegistration::fail);
	}

	private static SelectorRegistration registration(SelectionKey key) {
		return (SelectorRegistration) key.attachment();
	}

}
