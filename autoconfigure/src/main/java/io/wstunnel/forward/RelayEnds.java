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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;

import io.wstunnel.WsConnection;
import io.wstunnel.connection.ConnectionFlow;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.CloseStatus;

/**
 * How each side of a {@link TunnelRelay} is told of the other's end: the directions say
 * what they have met, and this decides what it means for both.
 */
final class RelayEnds {

	private static final Log logger = LogFactory.getLog(RelayEnds.class);

	private static final CloseStatus TARGET_FAILED = CloseStatus.SERVER_ERROR
		.withReason("The connection to the target failed");

	private static final CloseStatus TIMEOUT = new CloseStatus(3008);

	private final AtomicBoolean ended = new AtomicBoolean();

	private final CompletableFuture<@Nullable Void> told = new CompletableFuture<>();

	private final RelayTimers timers = new RelayTimers(this.ended);

	private final TunnelRelay relay;

	private final WsConnection connection;

	private final TargetChannel target;

	private volatile boolean peerEnded;

	/**
	 * Create what decides on the ends of a relay.
	 * @param relay the relay, looked at again when both sides have been told
	 * @param connection the connection, for the log
	 * @param target the socket
	 */
	RelayEnds(TunnelRelay relay, WsConnection connection, TargetChannel target) {
		this.relay = relay;
		this.connection = connection;
		this.target = target;
	}

	/**
	 * Whether both sides have been told how the other ended.
	 * @return whether there is nothing more to do
	 */
	boolean isEnded() {
		return this.ended.get();
	}

	/**
	 * Return when both sides have been told how the other ended.
	 * @return completes then
	 */
	CompletionStage<@Nullable Void> told() {
		return this.told;
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
		if (this.relay.getFromTarget().isDone()) {
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
		this.relay.getFromTarget().drop();
		this.timers.afterLinger(this::targetLeft);
		this.relay.moveToPeer();
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
		this.relay.getFromTarget().drop();
		this.timers.whenNothingIsTaken(this.relay.getToTarget()::getCount,
				() -> peerFailed(flow, new SocketTimeoutException("The target takes nothing more")));
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
		boolean cut = this.relay.getToTarget().hasRest() || flow.hasUnread();
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
		this.relay.getFromTarget().done();
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
	boolean closeIdle(ConnectionFlow flow) {
		if (this.relay.getToTarget().hasRest() || this.relay.getFromTarget().hasRest()) {
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
		this.relay.getFromTarget().fail(cause);
		this.relay.moveToPeer();
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

	private void lookAgain() {
		this.timers.cancelIfEnded();
		this.relay.move();
		if (this.ended.get()) {
			this.told.complete(null);
		}
	}

	private static CloseStatus getStatus(Throwable cause) {
		if (cause instanceof CharacterCodingException) {
			return CloseStatus.BAD_DATA;
		}
		return (cause instanceof SocketTimeoutException) ? TIMEOUT : CloseStatus.SERVER_ERROR;
	}

}
