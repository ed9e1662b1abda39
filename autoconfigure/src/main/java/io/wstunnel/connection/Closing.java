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
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;

import io.wstunnel.DeadlineAction;
import io.wstunnel.WsClosedException;
import io.wstunnel.WsConnectionSettings;
import io.wstunnel.transport.Transport;
import io.wstunnel.transport.TransportEnd;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;
import org.springframework.web.socket.CloseStatus;

/**
 * How a connection ends. A close of ours, the peer's, a violation, a loss, a timeout and
 * the end of a lifetime all come here, called without a lock. Nothing waits: whatever
 * happens calls {@link #proceed()}, which goes as far as it can.
 */
final class Closing {

	private final Transport transport;

	private final WsConnectionSettings settings;

	private final Inbound inbound;

	private final Outbound outbound;

	private final ToldStage<CloseStatus> closed;

	private final NetworkEnd network;

	private final HalfClose halfClose;

	private final Draining draining;

	private final AtomicReference<@Nullable LocalClose> local = new AtomicReference<>();

	private final Ending ending;

	Closing(Transport transport, WsConnectionSettings settings, Executor executor) {
		this.transport = transport;
		this.ending = new Ending(this, transport);
		this.settings = settings;
		this.closed = new ToldStage<>(executor);
		this.network = new NetworkEnd(this, transport);
		this.halfClose = new HalfClose(this, transport, settings.getCloseTimeout());
		this.draining = new Draining(this, transport, settings, executor);
		this.inbound = new Inbound(transport, this, settings);
		this.outbound = new Outbound(transport, this, settings, this.inbound::getReceived);
	}

	static WsClosedException toException(TransportEnd end) {
		return new WsClosedException(end.status(), end.message(), end.cause());
	}

	Inbound getInbound() {
		return this.inbound;
	}

	Outbound getOutbound() {
		return this.outbound;
	}

	NetworkEnd getNetwork() {
		return this.network;
	}

	HalfClose getHalfClose() {
		return this.halfClose;
	}

	Draining getDraining() {
		return this.draining;
	}

	CompletionStage<CloseStatus> closed() {
		return this.closed.get();
	}

	/**
	 * Whether the connection is closed, or being closed, at this end.
	 * @return whether it is
	 */
	boolean isLocal() {
		return this.local.get() != null;
	}

	/**
	 * Whether the stream was cut at this end.
	 * @return whether it was
	 */
	boolean isCut() {
		LocalClose reason = this.local.get();
		return reason != null && reason.isCut();
	}

	/**
	 * Return what is remembered of who has ended the connection.
	 * @return what is known so far
	 */
	Ending getEnding() {
		return this.ending;
	}

	/**
	 * Let an operation fail if the connection is closed at this end.
	 * @param blocked whether the operation had begun before
	 */
	void check(boolean blocked) throws IOException {
		LocalClose reason = this.local.get();
		if (reason != null) {
			throw reason.toException(blocked);
		}
	}

	/**
	 * Close at this end.
	 * @param status the status
	 * @return whether it was not closed before
	 */
	boolean close(CloseStatus status) {
		return close(status, status.getReason());
	}

	private boolean close(CloseStatus status, @Nullable String reason) {
		if (!this.local.compareAndSet(null, LocalClose.CLOSED)) {
			return false;
		}
		this.ending.here(status, reason);
		settle();
		this.network.schedule(this.settings.getCloseTimeout(), this::abort);
		this.inbound.wake();
		TransportEnd end = this.transport.getEnd();
		if (end != null && end.kind() != TransportEnd.Kind.CLOSE) {
			// A reader may have seen it, and close, before who received it comes to this
			ended(end);
		}
		this.outbound.close(status);
		this.inbound.discard();
		return true;
	}

	void readTimedOut() {
		if (this.settings.getDeadlineAction() == DeadlineAction.CLOSE) {
			close(LocalClose.TIMEOUT, "Read timed out");
		}
	}

	void abort() {
		if (this.local.compareAndSet(null, LocalClose.CLOSED)) {
			this.ending.here(CloseStatus.NO_CLOSE_FRAME, "Aborted");
		}
		this.network.close();
		this.inbound.wake();
		this.outbound.wake();
		this.inbound.discard();
	}

	/**
	 * Cut the stream: with a close frame if that can go at once.
	 * @param reason the reason, which has a status
	 */
	void cut(LocalClose reason) {
		CloseStatus status = reason.getCutStatus();
		Assert.state(status != null, "A stream is cut with a status");
		if (!this.local.compareAndSet(null, reason)) {
			return;
		}
		this.ending.here(status, reason.getMessage());
		try {
			cut(status);
		}
		catch (RuntimeException | Error ex) {
			// Nothing else would end the connection from here on
			this.network.close();
			throw ex;
		}
	}

	private void cut(CloseStatus status) {
		this.inbound.wake();
		if (this.outbound.closeAtOnce(status)) {
			proceed();
		}
		else {
			this.network.close();
		}
		this.outbound.wake();
		this.inbound.discard();
	}

	/**
	 * Run a task later, unless the connection is closed by then.
	 * @param delay when, from now
	 * @param task the task
	 */
	void scheduleUntilClosed(Duration delay, Runnable task) {
		Future<?> scheduled = Timer.schedule(delay, task);
		this.closed.get().whenComplete((status, failure) -> scheduled.cancel(false));
	}

	/**
	 * What was received has ended, though it may not be read yet.
	 * @param end the end
	 */
	void ended(TransportEnd end) {
		switch (end.kind()) {
			case LOSS -> {
				this.outbound.fail(end);
				this.network.close();
			}
			case VIOLATION -> {
				this.network.schedule(this.settings.getCloseTimeout(), this.network::close);
				this.outbound.fail(end);
			}
			case CLOSE -> {
				if (!isLocal()) {
					this.network.schedule(this.settings.getCloseTimeout(), () -> answer(end));
				}
				proceed();
			}
		}
	}

	/**
	 * The reader has read everything.
	 * @param end the end
	 */
	void endReached(TransportEnd end) {
		if (end.kind() == TransportEnd.Kind.CLOSE) {
			answer(end);
		}
		else {
			// Whoever tells of the end may not have come to that yet
			this.outbound.fail(end);
		}
		this.closed.complete(end.received());
	}

	/**
	 * Go on with the closing as far as possible.
	 */
	void proceed() {
		this.network.proceed();
	}

	/**
	 * Tell that the connection has closed, if it has: at this end, or altogether and all
	 * was read.
	 */
	void settle() {
		if (this.network.isClosed() && (isLocal() || this.inbound.isDrained())) {
			this.closed.complete(received());
		}
	}

	/**
	 * Return the status received.
	 * @return the status, 1006 if none was
	 */
	CloseStatus received() {
		TransportEnd end = this.transport.getEnd();
		return (end != null) ? end.received() : CloseStatus.NO_CLOSE_FRAME;
	}

	private void answer(TransportEnd end) {
		if (this.network.isClosed() || this.outbound.getEnd().isCloseSent()) {
			return;
		}
		this.network.schedule(this.settings.getCloseTimeout(), this.network::close);
		this.outbound.answer(end);
	}

}
