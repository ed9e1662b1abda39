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

package io.wstunnel.forward;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.CharacterCodingException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;

import io.wstunnel.WsConnection;
import io.wstunnel.connection.ConnectionFlow;
import io.wstunnel.connection.FlowListener;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;
import org.springframework.web.socket.CloseStatus;

/**
 * Moves bytes between a connection and a socket, both ways, until one of them ends. It
 * has no thread of its own, and buffers only while bytes move: who does not take them
 * stops the other end.
 *
 * <p>
 * How one side ends, the other is told: a socket that ends in order ends the connection's
 * stream, where that can be ended alone, and closes the connection with 1000 where it
 * cannot; one that fails closes it with 1011. A connection whose stream has ended ends
 * the socket's; if it was closed, what the target still sends is dropped for a short
 * while. A connection that was cut, lost, or closed at this end resets the socket.
 *
 * @since 0.1.0
 */
public final class TunnelRelay implements FlowListener {

	private static final Log logger = LogFactory.getLog(TunnelRelay.class);

	private static final CloseStatus TARGET_FAILED = CloseStatus.SERVER_ERROR
		.withReason("The connection to the target failed");

	private static final CloseStatus TIMEOUT = new CloseStatus(3008);

	/**
	 * How long a target may send what nobody reads: closed with bytes unread, its socket
	 * would be reset, and it might lose what was sent to it.
	 */
	private static final Duration LINGER_TIME = Duration.ofSeconds(2);

	/**
	 * How long a target may take nothing of what a peer that is gone has left for it.
	 */
	private static final Duration DELIVERY_TIME = Duration.ofSeconds(30);

	private final AtomicBoolean ended = new AtomicBoolean();

	private final CompletableFuture<@Nullable Void> end = new CompletableFuture<>();

	private final WsConnection connection;

	private final TargetChannel target;

	private final ToTarget toTarget;

	private final FromTarget fromTarget;

	private final Pump up;

	private final Pump down;

	private final RelayTimers timers = new RelayTimers(this.ended);

	private volatile boolean peerEnded;

	private TunnelRelay(WsConnection connection, TargetChannel target) {
		this.connection = connection;
		this.target = target;
		this.toTarget = new ToTarget(this, target);
		this.fromTarget = new FromTarget(this, target);
		this.up = new Pump(this.toTarget);
		this.down = new Pump(this.fromTarget);
	}

	/**
	 * Start to relay. Does not block.
	 * @param connection the connection, which nobody reads from or writes to
	 * @param target the socket, connected
	 * @return completes when the connection has ended, with its
	 * {@linkplain WsConnection#closed() status}, and the socket was told how: what was
	 * received before may take its time
	 * @throws IllegalArgumentException if it is not a connection of this library
	 * @throws IllegalStateException if somebody reads from the connection, writes to it
	 * or relays it; the socket is then reset, and the connection left to the caller
	 */
	public static CompletionStage<CloseStatus> start(WsConnection connection, TargetChannel target) {
		Assert.notNull(connection, "'connection' must not be null");
		Assert.notNull(target, "'target' must not be null");
		TunnelRelay relay = new TunnelRelay(connection, target);
		target.start(relay.down, relay.up);
		try {
			ConnectionFlow flow = ConnectionFlow.open(connection, relay);
			relay.toTarget.start(flow);
			relay.fromTarget.start(flow);
			flow.whenDrainedAndIdle(() -> relay.closeIdle(flow));
			relay.up.run();
			relay.down.run();
			return flow.closed().thenCombine(relay.end, (status, nothing) -> status);
		}
		catch (RuntimeException | Error ex) {
			target.reset();
			throw ex;
		}
	}

	@Override
	public void onReadable() {
		this.up.run();
	}

	@Override
	public void onWritable() {
		this.down.run();
	}

	/**
	 * Whether both sides have been told how the other ended.
	 * @return whether there is nothing more to do
	 */
	boolean isEnded() {
		return this.ended.get();
	}

	/**
	 * Whether the target was given all that the peer sent.
	 * @return whether nothing more will come for it
	 */
	boolean isPeerEnded() {
		return this.peerEnded;
	}

	/**
	 * All that the peer sent was delivered.
	 * @param flow the connection
	 */
	void peerEnded(ConnectionFlow flow) {
		this.peerEnded = true;
		// A close that comes from now on finds that
		boolean open = flow.isPeerHalfClosed();
		if (!open && flow.isCut()) {
			peerFailed(flow, new IOException("The connection was cut behind the end of its peer's stream"));
			return;
		}
		try {
			this.target.shutdownOutput();
		}
		catch (IOException ex) {
			logger.debug("The target of " + this.connection + " has left before its peer", ex);
		}
		if (this.fromTarget.isDone()) {
			targetLeft();
		}
		else if (!open) {
			flow.close(CloseStatus.NORMAL);
			lingerForTarget();
		}
	}

	/**
	 * The target may send what nobody reads, for a short while.
	 */
	private void lingerForTarget() {
		this.fromTarget.drop();
		this.timers.schedule(LINGER_TIME, this::targetLeft);
		this.down.run();
	}

	/**
	 * The connection cannot be read from, or to its end.
	 * @param flow the connection
	 * @param cause why not
	 */
	void peerFailed(ConnectionFlow flow, Throwable cause) {
		if (!this.ended.compareAndSet(false, true)) {
			return;
		}
		if (cause instanceof IOException) {
			logger.debug(this.connection + " is cut, and its target is reset", cause);
		}
		else {
			logger.error(this.connection + " is cut, because its relay failed", cause);
		}
		this.target.reset();
		flow.close(getStatus(cause));
		lookAgain();
	}

	/**
	 * The connection cannot be written to. If the peer has closed it in order, what it
	 * sent before still belongs to the target: who reads finds that out.
	 * @param flow the connection
	 * @param cause why not
	 */
	void peerRefuses(ConnectionFlow flow, IOException cause) {
		if (cause instanceof CharacterCodingException || cause instanceof SocketTimeoutException || flow.isCut()) {
			peerFailed(flow, cause);
			return;
		}
		if (this.peerEnded) {
			lingerForTarget();
			return;
		}
		this.fromTarget.drop();
		awaitDelivery(flow, this.toTarget.getCount());
		lookAgain();
	}

	/**
	 * The target has sent everything.
	 * @param flow the connection
	 */
	void targetEnded(ConnectionFlow flow) {
		if (flow.isHalfCloseSupported()) {
			endTowardsPeer(flow);
			return;
		}
		if (!this.ended.compareAndSet(false, true)) {
			return;
		}
		boolean cut = this.toTarget.hasRest() || flow.hasUnread();
		flow.close(CloseStatus.NORMAL);
		if (cut) {
			this.target.reset();
		}
		else {
			this.target.close();
		}
		lookAgain();
	}

	/**
	 * Nothing more will come for the peer, which may send on. If it has ended, too, the
	 * connection closes by itself.
	 */
	private void endTowardsPeer(ConnectionFlow flow) {
		try {
			flow.shutdownOutput();
		}
		catch (IOException ex) {
			peerRefuses(flow, ex);
			return;
		}
		this.fromTarget.done();
		if (this.peerEnded) {
			targetLeft();
		}
	}

	/**
	 * The peer is about to stop, and nothing has moved for a while: the target, whose
	 * connection rests, need not wait for the cut.
	 * @param flow the connection
	 * @return whether that is so
	 */
	private boolean closeIdle(ConnectionFlow flow) {
		if (this.toTarget.hasRest() || this.fromTarget.hasRest()) {
			return false;
		}
		if (this.ended.compareAndSet(false, true)) {
			flow.close(CloseStatus.SERVICE_RESTARTED);
			this.target.reset();
			lookAgain();
		}
		return true;
	}

	/**
	 * The target does not take what the peer sends. What it has sent before still belongs
	 * to the peer: who reads it closes the connection behind it.
	 * @param cause why not
	 */
	void targetRefuses(IOException cause) {
		this.fromTarget.fail(cause);
		this.down.run();
	}

	/**
	 * The target was lost.
	 * @param flow the connection
	 * @param cause how
	 */
	void targetFailed(ConnectionFlow flow, IOException cause) {
		if (!this.ended.compareAndSet(false, true)) {
			return;
		}
		logger.debug("The target of " + this.connection + " failed", cause);
		flow.close(TARGET_FAILED);
		this.target.reset();
		lookAgain();
	}

	/**
	 * The target has had everything, and was given the time to see that.
	 */
	void targetLeft() {
		if (this.ended.compareAndSet(false, true)) {
			this.target.close();
			lookAgain();
		}
	}

	/**
	 * The target sends and sends, though nobody is there for it.
	 * @param flow the connection
	 */
	void targetFloods(ConnectionFlow flow) {
		if (this.peerEnded) {
			targetLeft();
		}
		else {
			peerFailed(flow, new IOException("The target floods a peer that has left"));
		}
	}

	private void awaitDelivery(ConnectionFlow flow, long count) {
		this.timers.schedule(DELIVERY_TIME, () -> {
			if (this.ended.get()) {
				return;
			}
			long now = this.toTarget.getCount();
			if (now > count) {
				awaitDelivery(flow, now);
			}
			else {
				peerFailed(flow, new SocketTimeoutException("The target takes nothing more"));
			}
		});
	}

	private void lookAgain() {
		this.timers.cancelIfEnded();
		this.up.run();
		this.down.run();
		if (this.ended.get()) {
			this.end.complete(null);
		}
	}

	private static CloseStatus getStatus(Throwable cause) {
		if (cause instanceof CharacterCodingException) {
			return CloseStatus.BAD_DATA;
		}
		return (cause instanceof SocketTimeoutException) ? TIMEOUT : CloseStatus.SERVER_ERROR;
	}

}
