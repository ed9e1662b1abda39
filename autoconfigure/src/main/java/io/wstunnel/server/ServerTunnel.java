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

package io.wstunnel.server;

import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;

import io.wstunnel.WsConnection;
import io.wstunnel.WsTunnels.OpenTunnel;
import io.wstunnel.connection.TransportConnection;
import io.wstunnel.monitor.LiveTunnel;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketSession;

/**
 * One open tunnel: its connection and the thread of its handler.
 */
final class ServerTunnel implements OpenTunnel {

	private static final Log logger = LogFactory.getLog(ServerTunnel.class);

	/**
	 * The status registered with IANA for whom is not authorized.
	 */
	private static final CloseStatus UNAUTHORIZED = new CloseStatus(3000);

	private final String tunnelId;

	private final WebSocketSession session;

	private final TransportConnection connection;

	private final Executor closer;

	private final LiveTunnel live;

	private final Instant openedAt = Instant.now();

	private final long openedNanos = System.nanoTime();

	private final ReentrantLock lock = new ReentrantLock();

	private @Nullable Thread thread;

	ServerTunnel(String tunnelId, WebSocketSession session, TransportConnection connection, Executor closer,
			LiveTunnel live) {
		this.tunnelId = tunnelId;
		this.session = session;
		this.connection = connection;
		this.closer = closer;
		this.live = live;
	}

	@Override
	public String getTunnelId() {
		return this.tunnelId;
	}

	LiveTunnel getLive() {
		return this.live;
	}

	WebSocketSession getSession() {
		return this.session;
	}

	@Override
	public WsConnection getConnection() {
		return this.connection;
	}

	@Override
	public Instant getOpenedAt() {
		return this.openedAt;
	}

	Duration getDuration() {
		return Duration.ofNanos(System.nanoTime() - this.openedNanos);
	}

	@Override
	public long getBytesReceived() {
		return this.connection.getBytesReceived();
	}

	@Override
	public long getBytesSent() {
		return this.connection.getBytesSent();
	}

	boolean hasId(String connectionId) {
		return this.connection.getId().equals(connectionId);
	}

	boolean belongsTo(String principalName) {
		Principal principal = this.connection.getHandshake().principal();
		return principal != null && principalName.equals(principal.getName());
	}

	/**
	 * Tell the peer that the application stops, if it can be told. Does not block.
	 */
	void announceDrain() {
		endAnyway(this.connection::announceDrain);
	}

	/**
	 * Begin to close the connection. Does not block.
	 * @param status the status
	 */
	void close(CloseStatus status) {
		endAnyway(() -> this.connection.beginClose(status));
	}

	/**
	 * End the connection, as whoever opened it may not use it any longer. Does not block.
	 * @param reason why
	 */
	void endIdentity(String reason) {
		logger.info(this + " is closed with " + UNAUTHORIZED.getCode()
				+ ", because its user may not use it any longer: " + reason);
		endAnyway(() -> this.connection.cut(UNAUTHORIZED.withReason(reason), reason));
	}

	/**
	 * Run something later, unless the connection is closed by then.
	 * @param delay when, from now
	 * @param task what to run
	 */
	void schedule(Duration delay, Runnable task) {
		this.connection.schedule(delay, () -> this.closer.execute(task));
	}

	/**
	 * Abort the connection and interrupt the handler, if it runs.
	 */
	void kill() {
		endAnyway(this.connection::abort);
		this.lock.lock();
		try {
			if (this.thread != null) {
				this.thread.interrupt();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Run the handler so that {@link #kill()} interrupts it, and nothing else that the
	 * thread does later.
	 * @param task the handler
	 */
	void run(Runnable task) {
		setThread(Thread.currentThread());
		try {
			task.run();
		}
		finally {
			setThread(null);
		}
	}

	@Override
	public String toString() {
		return "Tunnel '" + this.tunnelId + "' (connection " + this.connection.getId() + " of "
				+ this.connection.getRemoteAddress() + ")";
	}

	/**
	 * End the connection one way or another: whoever ends several goes on to the next.
	 */
	private void endAnyway(Runnable end) {
		try {
			end.run();
		}
		catch (RuntimeException | OutOfMemoryError ex) {
			logger.error(this + " could not be ended in order, and is aborted", ex);
			this.connection.abort();
		}
	}

	private void setThread(@Nullable Thread thread) {
		this.lock.lock();
		try {
			this.thread = thread;
		}
		finally {
			this.lock.unlock();
		}
	}

}
