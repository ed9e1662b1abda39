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

package io.wstunnel.client;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import io.wstunnel.transport.TransportListener;

/**
 * The waits of a thread that dials: each ends with a signal, the connect timeout, an
 * interrupt or a cancellation.
 */
final class DialWait implements TransportListener {

	static final Duration LEAST_PATIENCE = Duration.ofSeconds(2);

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private final Duration timeout;

	private final long end;

	private long share;

	private Duration patience;

	private boolean signalled;

	private volatile boolean cancelled;

	DialWait(Duration timeout) {
		this.timeout = timeout;
		this.end = System.nanoTime() + nanos(timeout);
		this.share = this.end;
		this.patience = timeout;
	}

	/**
	 * Return how much of the current share of the connect timeout is left.
	 * @return the duration, not positive if none is
	 */
	Duration remaining() {
		return Duration.ofNanos(this.share - System.nanoTime());
	}

	/**
	 * Let what follows take only its share of what is left, so that others can be tried
	 * after it.
	 * @param count how many are left to be tried, itself included
	 */
	void share(int count) {
		long now = System.nanoTime();
		long left = this.end - now;
		this.share = now + Math.min(left, Math.max(left / count, LEAST_PATIENCE.toNanos()));
		this.patience = Duration.ofNanos(this.share - now);
	}

	/**
	 * Let what follows take all that is left.
	 */
	void unshare() {
		this.share = this.end;
		this.patience = this.timeout;
	}

	/**
	 * Return whether the whole connect timeout has passed, not only a share of it.
	 * @return whether nothing more can be tried
	 */
	boolean isOver() {
		return this.end - System.nanoTime() <= 0;
	}

	/**
	 * Check that dialling may go on.
	 * @param phase what is being done, for the exception
	 * @throws IOException if it may not
	 */
	void check(String phase) throws IOException {
		if (this.cancelled) {
			throw new AsynchronousCloseException();
		}
		if (Thread.currentThread().isInterrupted()) {
			throw new ClosedByInterruptException();
		}
		if (isOver()) {
			throw new SocketTimeoutException(
					"The connect timeout of " + this.timeout.toMillis() + " ms passed while " + phase);
		}
		if (this.share - System.nanoTime() <= 0) {
			throw new SocketTimeoutException(this.patience.toMillis() + " ms passed while " + phase);
		}
	}

	/**
	 * Wait for a signal since the last wait.
	 * @param phase what is being done, for the exception
	 * @throws IOException if something else comes first
	 */
	void await(String phase) throws IOException {
		while (!await(phase, remaining())) {
			check(phase);
		}
	}

	/**
	 * Wait for a signal since the last wait, but not longer than some patience.
	 * @param phase what is being done, for the exception
	 * @param patience how long to wait
	 * @return whether there was a signal
	 * @throws IOException if something else comes first
	 */
	boolean await(String phase, Duration patience) throws IOException {
		long until = System.nanoTime() + Math.min(nanos(patience), this.share - System.nanoTime());
		this.lock.lock();
		try {
			check(phase);
			while (!this.signalled) {
				long nanos = until - System.nanoTime();
				if (nanos <= 0) {
					return false;
				}
				this.changed.awaitNanos(nanos);
				check(phase);
			}
			this.signalled = false;
			return true;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new ClosedByInterruptException();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * End all waits, of now and later.
	 */
	void cancel() {
		this.cancelled = true;
		signal();
	}

	void signal() {
		this.lock.lock();
		try {
			this.signalled = true;
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void onReadable() {
		signal();
	}

	@Override
	public void onWritable() {
		signal();
	}

	private static long nanos(Duration duration) {
		Duration ever = Duration.ofDays(365);
		return ((duration.compareTo(ever) < 0) ? duration : ever).toNanos();
	}

}
