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

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.wstunnel.transport.Transport;
import io.wstunnel.transport.TransportEnd;
import org.jspecify.annotations.Nullable;

/**
 * The end of the network connection below a connection: once the close frames of both
 * ends have gone, at once, or after what still comes was read and dropped. Closed with
 * bytes unread it would be reset, and the peer might never see our last frame. What was
 * scheduled until then ends with it.
 */
final class NetworkEnd {

	/**
	 * How long bytes are dropped at most.
	 */
	private static final Duration LINGER_TIME = Duration.ofSeconds(2);

	private static final int LINGER_BYTES = 16 * 1024 * 1024;

	private final AtomicBoolean lingering = new AtomicBoolean();

	private final AtomicInteger dropped = new AtomicInteger();

	private final AtomicBoolean begun = new AtomicBoolean();

	private final CountDownLatch closed = new CountDownLatch(1);

	private final Timers timers = new Timers();

	private final Closing closing;

	private final Transport transport;

	private volatile @Nullable KeepAlive keepAlive;

	NetworkEnd(Closing closing, Transport transport) {
		this.closing = closing;
		this.transport = transport;
	}

	boolean isClosed() {
		return this.closed.getCount() == 0;
	}

	/**
	 * Wait until the network connection is closed, which the close timeout bounds.
	 */
	void await() throws InterruptedException {
		this.closed.await();
	}

	/**
	 * Schedule what bounds the closing. Without a thread for that nothing would, so the
	 * connection is aborted.
	 * @param delay when, from now
	 * @param task the task, which is not run once the network connection is closed
	 */
	void schedule(Duration delay, Runnable task) {
		try {
			this.timers.schedule(delay, task);
		}
		catch (OutOfMemoryError ex) {
			this.closing.abort();
			throw ex;
		}
	}

	/**
	 * Stop keeping alive when the network connection is closed.
	 * @param keepAlive what is to be stopped
	 */
	void stopAtLast(KeepAlive keepAlive) {
		this.keepAlive = keepAlive;
		if (isClosed()) {
			keepAlive.stop();
		}
	}

	/**
	 * Go on, if a close frame of ours was sent, as far as possible.
	 */
	void proceed() {
		OutboundEnd outbound = this.closing.getOutbound().getEnd();
		if (!outbound.isCloseSent() || isClosed()) {
			return;
		}
		try {
			if (!this.transport.flush()) {
				return;
			}
		}
		catch (IOException ex) {
			close();
			return;
		}
		TransportEnd end = this.transport.getEnd();
		if (end != null && outbound.isCloseFirst()) {
			this.transport.shutdownOutput();
			close();
		}
		else if (end != null) {
			linger();
			if (!drain()) {
				close();
			}
		}
		else if (this.closing.isCut()) {
			linger();
		}
	}

	/**
	 * Close, unless that was done before.
	 */
	void close() {
		if (this.begun.compareAndSet(false, true)) {
			try {
				this.transport.close();
			}
			finally {
				this.closed.countDown();
				this.timers.cancel();
				KeepAlive keepAlive = this.keepAlive;
				if (keepAlive != null) {
					keepAlive.stop();
				}
				this.closing.getOutbound().wake();
			}
		}
		this.closing.settle();
	}

	/**
	 * Send nothing more, and drop what comes, no longer than it may take.
	 */
	private void linger() {
		if (this.lingering.compareAndSet(false, true)) {
			this.transport.shutdownOutput();
			schedule(LINGER_TIME, this::close);
		}
	}

	/**
	 * Drop what has come.
	 * @return whether there will be more to drop
	 */
	private boolean drain() {
		int count = this.transport.drain();
		while (count > 0 && this.dropped.addAndGet(count) <= LINGER_BYTES) {
			count = this.transport.drain();
		}
		return count == 0;
	}

}
