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
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

/**
 * How far a {@link ConnectionSocket} has come: it is connected once at most, and closed
 * for good.
 */
final class SocketState {

	private final ReentrantLock lock = new ReentrantLock();

	private final @Nullable SocketConnector connector;

	private SocketConnector.@Nullable Attempt attempt;

	private volatile @Nullable SocketConnection connected;

	private volatile boolean closed;

	/**
	 * Create the state of a socket that is connected.
	 * @param connected what it has
	 */
	SocketState(SocketConnection connected) {
		this.connector = null;
		this.connected = connected;
	}

	/**
	 * Create the state of a socket that is unconnected.
	 * @param connector opens its connection
	 */
	SocketState(SocketConnector connector) {
		this.connector = connector;
	}

	/**
	 * Return what the socket has once it is connected, and keeps when it is closed.
	 * @return the connection, or {@code null} if there is none
	 */
	@Nullable SocketConnection getConnected() {
		return this.connected;
	}

	boolean isClosed() {
		SocketConnection connected = this.connected;
		return this.closed || (connected != null && !connected.connection().isOpen());
	}

	void checkOpen() throws SocketException {
		if (isClosed()) {
			throw new SocketException("Socket closed");
		}
	}

	SocketConnection checkConnected() throws SocketException {
		checkOpen();
		SocketConnection connected = this.connected;
		if (connected == null) {
			throw new SocketException("Socket is not connected");
		}
		return connected;
	}

	/**
	 * Prepare to connect, once.
	 * @param timeout how long that may take, {@code null} for the default
	 * @return the attempt, which a close cancels
	 */
	SocketConnector.Attempt prepare(@Nullable Duration timeout) throws SocketException {
		this.lock.lock();
		try {
			checkOpen();
			if (this.connector == null || this.attempt != null) {
				throw new SocketException((this.connected != null) ? "Already connected" : "Already connecting");
			}
			this.attempt = this.connector.prepare(timeout);
			return this.attempt;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * The attempt has succeeded.
	 * @param connected what the socket has now
	 * @throws SocketException if it was closed meanwhile, and so the connection is
	 * aborted
	 */
	void connected(SocketConnection connected) throws SocketException {
		this.lock.lock();
		try {
			if (!this.closed) {
				this.connected = connected;
				connected.connection().closeIdleWhenDraining();
				return;
			}
		}
		finally {
			this.lock.unlock();
		}
		connected.connection().abort();
		checkOpen();
	}

	/**
	 * Close, whatever the socket has come to.
	 * @param abort whether the connection is aborted, and not closed
	 */
	void close(boolean abort) throws IOException {
		SocketConnection connected;
		this.lock.lock();
		try {
			if (this.closed) {
				return;
			}
			this.closed = true;
			connected = this.connected;
			if (connected == null && this.attempt != null) {
				this.attempt.cancel();
			}
		}
		finally {
			this.lock.unlock();
		}
		if (connected != null && abort) {
			connected.connection().abort();
		}
		else if (connected != null) {
			connected.connection().close();
		}
	}

}
