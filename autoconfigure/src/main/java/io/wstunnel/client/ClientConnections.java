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
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.wstunnel.WsConnection;
import io.wstunnel.connection.TransportConnection;
import io.wstunnel.monitor.LiveTunnel;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.util.Assert;
import org.springframework.web.socket.CloseStatus;

/**
 * What a client has open or is opening, until it is closed itself.
 */
final class ClientConnections {

	private static final Log logger = LogFactory.getLog(ClientConnections.class);

	private static final Duration MARGIN = Duration.ofSeconds(1);

	private final Map<String, Open> open = new ConcurrentHashMap<>();

	private final Set<Dial> dials = ConcurrentHashMap.newKeySet();

	private volatile boolean closed;

	void begin(Dial dial) {
		checkNotClosed();
		this.dials.add(dial);
		if (this.closed) {
			dial.cancel();
		}
	}

	void end(Dial dial) {
		this.dials.remove(dial);
	}

	void start(TransportConnection connection, LiveTunnel live, Executor executor) {
		this.open.put(connection.getId(), new Open(connection, live, executor));
		connection.start();
		if (this.closed) {
			connection.abort();
			checkNotClosed();
		}
	}

	/**
	 * The network connection is closed. Called with locks held, and so does not tell on
	 * the same thread.
	 * @param id the id of the connection, which may not have been started
	 */
	void remove(String id) {
		Open removed = this.open.remove(id);
		if (removed != null) {
			removed.tellEnd();
		}
	}

	int size() {
		return this.open.size();
	}

	/**
	 * Cut everything: open connections with the given status, side by side, and what is
	 * then still there without.
	 */
	void close(CloseStatus status, Duration timeout, Executor executor) {
		this.closed = true;
		this.dials.forEach(Dial::cancel);
		List<TransportConnection> connections = this.open.values().stream().map(Open::connection).toList();
		try {
			CompletableFuture<?>[] closings = connections.stream()
				.map((connection) -> CompletableFuture.runAsync(() -> close(connection, status), executor))
				.toArray(CompletableFuture[]::new);
			CompletableFuture.allOf(closings).get(timeout.plus(MARGIN).toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException | TimeoutException | RuntimeException ex) {
			logger.debug("Not all connections could be closed in time, the others are aborted", ex);
		}
		connections.forEach(WsConnection::abort);
	}

	private void checkNotClosed() {
		Assert.state(!this.closed, "The client is closed and opens no more connections: the application stops, or "
				+ "whoever created the client closed it");
	}

	private static void close(WsConnection connection, CloseStatus status) {
		try {
			connection.close(status);
		}
		catch (IOException ex) {
			logger.debug("Connection " + connection.getId() + " was not closed cleanly", ex);
		}
	}

	/**
	 * A connection that is open.
	 *
	 * @param connection the connection
	 * @param live told of its end
	 * @param executor runs that
	 */
	private record Open(TransportConnection connection, LiveTunnel live, Executor executor) {

		void tellEnd() {
			try {
				this.executor.execute(this.live::end);
			}
			catch (RejectedExecutionException | OutOfMemoryError ex) {
				this.live.end();
			}
		}

	}

}
