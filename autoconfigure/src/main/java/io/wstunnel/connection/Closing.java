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
 * the end of a lifetime all come here, called without a lock. Nothing waits but
 * {@link #await()}: whatever happens calls {@link #proceed()}, which goes as far as it
 * can.
 */
final class Closing {

	private final Transport transport;

	private final WsConnectionSettings settings;

	private final Inbound inbound;

	private final Outbound outbound;

	private final ToldStage<CloseStatus> closed;

	private final ToldStage<Boolean> draining;

	private final Timers timers = new Timers();

	private final AtomicReference<@Nullable LocalClose> local = new AtomicReference<>();

	private final NetworkEnd network;

	private volatile @Nullable KeepAlive keepAlive;

	Closing(Transport transport, WsConnectionSettings settings, Executor executor) {
		this.transport = transport;
		this.network = new NetworkEnd(transport);
		this.settings = settings;
		this.closed = new ToldStage<>(executor);
		this.draining = new ToldStage<>(executor);
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

	CompletionStage<CloseStatus> closed() {
		return this.closed.get();
	}

	CompletionStage<?> draining() {
		return this.draining.get();
	}

	/**
	 * Whether the connection is closed, or being closed, at this end.
	 * @return whether it is
	 */
	boolean isLocal() {
		return this.local.get() != null;
	}

	boolean isNetworkClosed() {
		return this.network.isClosed();
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
	 * Wait until the network connection is closed, which the close timeout bounds.
	 */
	void await() throws InterruptedException {
		this.network.await();
	}

	/**
	 * Close at this end.
	 * @param status the status
	 * @return whether it was not closed before
	 */
	boolean close(CloseStatus status) {
		if (!this.local.compareAndSet(null, LocalClose.CLOSED)) {
			return false;
		}
		settle();
		schedule(this.settings.getCloseTimeout(), this::abort);
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
			close(LocalClose.TIMEOUT);
		}
	}

	void abort() {
		this.local.compareAndSet(null, LocalClose.CLOSED);
		closeNetwork();
		this.inbound.wake();
		this.outbound.wake();
		this.inbound.discard();
	}

	void expire() {
		cut(LocalClose.EXPIRED);
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
		try {
			cut(status);
		}
		catch (RuntimeException | Error ex) {
			// Nothing else would end the connection from here on
			closeNetwork();
			throw ex;
		}
	}

	private void cut(CloseStatus status) {
		this.inbound.wake();
		if (this.outbound.closeAtOnce(status)) {
			proceed();
		}
		else {
			closeNetwork();
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
	 * Stop keeping alive when the network connection is closed.
	 * @param keepAlive what is to be stopped
	 */
	void stopAtLast(KeepAlive keepAlive) {
		this.keepAlive = keepAlive;
		stopKeepAlive();
	}

	/**
	 * What was received has ended, though it may not be read yet.
	 * @param end the end
	 */
	void ended(TransportEnd end) {
		switch (end.kind()) {
			case LOSS -> {
				this.outbound.fail(end);
				closeNetwork();
			}
			case VIOLATION -> {
				schedule(this.settings.getCloseTimeout(), this::closeNetwork);
				this.outbound.fail(end);
			}
			case CLOSE -> {
				if (!isLocal()) {
					schedule(this.settings.getCloseTimeout(), () -> answer(end));
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
	 * If each end has ended its stream, and the peer's was read to its end, there is
	 * nothing left that the connection is needed for.
	 */
	void closeIfBothEnded() {
		OutboundEnd end = this.outbound.getEnd();
		if (!end.isShutDown() || !this.inbound.isPeerEndRead() || end.isCloseSent() || isNetworkClosed()) {
			return;
		}
		awaitRest(this.transport.getLastSign());
		this.outbound.close(CloseStatus.NORMAL);
	}

	/**
	 * Nobody has asked for the connection to be closed: as long as the peer gives a sign
	 * of life, or says that it does not read, what is on its way to it may still arrive.
	 * @param sign the peer's last sign of life
	 */
	private void awaitRest(long sign) {
		schedule(this.settings.getCloseTimeout(), () -> {
			long latest = this.transport.getLastSign();
			if (latest != sign || this.transport.isPeerPaused()) {
				awaitRest(latest);
				return;
			}
			closeNetwork();
			this.inbound.onReadable();
		});
	}

	/**
	 * The peer is about to stop.
	 */
	void peerDraining() {
		this.draining.complete(true);
	}

	/**
	 * Go on with the closing as far as possible.
	 */
	void proceed() {
		if (!this.outbound.getEnd().isCloseSent() || isNetworkClosed()) {
			return;
		}
		try {
			if (!this.transport.flush()) {
				return;
			}
		}
		catch (IOException ex) {
			closeNetwork();
			return;
		}
		TransportEnd end = this.transport.getEnd();
		if (end != null && this.outbound.getEnd().isCloseFirst()) {
			this.transport.shutdownOutput();
			closeNetwork();
		}
		else if (end != null) {
			linger();
			if (!this.network.drain()) {
				closeNetwork();
			}
		}
		else if (isCut()) {
			linger();
		}
	}

	/**
	 * Tell that the connection has closed, if it has: at this end, or altogether and all
	 * was read.
	 */
	void settle() {
		if (isNetworkClosed() && (isLocal() || this.inbound.isDrained())) {
			this.closed.complete(received());
		}
	}

	/**
	 * Schedule what bounds the closing. Without a thread for that nothing would, so the
	 * connection is aborted.
	 */
	private void schedule(Duration delay, Runnable task) {
		try {
			this.timers.schedule(delay, task);
		}
		catch (OutOfMemoryError ex) {
			abort();
			throw ex;
		}
	}

	private boolean isCut() {
		LocalClose reason = this.local.get();
		return reason != null && reason.isCut();
	}

	private void answer(TransportEnd end) {
		if (isNetworkClosed() || this.outbound.getEnd().isCloseSent()) {
			return;
		}
		schedule(this.settings.getCloseTimeout(), this::closeNetwork);
		this.outbound.answer(end);
	}

	private void linger() {
		if (this.network.linger()) {
			schedule(NetworkEnd.LINGER_TIME, this::closeNetwork);
		}
	}

	private void closeNetwork() {
		this.network.close(() -> {
			this.timers.cancel();
			stopKeepAlive();
			this.outbound.wake();
		});
		settle();
	}

	private void stopKeepAlive() {
		KeepAlive keepAlive = this.keepAlive;
		if (keepAlive != null && isNetworkClosed()) {
			keepAlive.stop();
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

}
