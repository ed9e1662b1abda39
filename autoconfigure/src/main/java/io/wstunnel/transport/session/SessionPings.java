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

package io.wstunnel.transport.session;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * The slot of a {@link SessionOutput} for pings, under its lock but for the sending
 * itself. Whether a session knows pings is seen when the first is sent.
 */
final class SessionPings {

	private static final Log logger = LogFactory.getLog(SessionPings.class);

	/**
	 * What takes so long has waited for the peer to make room.
	 */
	private static final long WAITED = TimeUnit.MILLISECONDS.toNanos(100);

	private static final AtomicBoolean LOGGED = new AtomicBoolean();

	private final ContainerSession session;

	private boolean due;

	private volatile boolean refused;

	private volatile long lastTaken = System.nanoTime();

	SessionPings(ContainerSession session) {
		this.session = session;
	}

	/**
	 * Ask for a ping.
	 * @return whether the session knows pings, as far as has been seen
	 */
	boolean ask() {
		this.due = !this.refused;
		return this.due;
	}

	boolean isDue() {
		return this.due;
	}

	void cancel() {
		this.due = false;
	}

	/**
	 * Send a ping, without the lock. Blocks until the network has taken it.
	 */
	void send() throws IOException {
		try {
			this.session.ping();
		}
		catch (RuntimeException ex) {
			if (!this.session.isOpen()) {
				throw new IOException("The session was closed before a ping", ex);
			}
			this.refused = true;
			if (LOGGED.compareAndSet(false, true)) {
				logger.warn("Sessions of the server's WebSocket send no pings, so that tunnels are not kept alive and "
						+ "a peer that is gone is not noticed. Let the tunnel's protocol send something of its own",
						ex);
			}
		}
	}

	/**
	 * The network has taken something. That is a sign of life if there had been no room;
	 * and as long as a ping waits for the end of a message, each part of that stands for
	 * its answer.
	 * @param start when it began to take it
	 */
	void taken(long start) {
		long now = System.nanoTime();
		if (this.due || now - start >= WAITED) {
			this.lastTaken = now;
		}
	}

	long getLastTaken() {
		return this.lastTaken;
	}

}
