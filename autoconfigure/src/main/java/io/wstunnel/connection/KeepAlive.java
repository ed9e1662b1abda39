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
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.wstunnel.WsConnectionSettings;
import io.wstunnel.transport.Transport;
import io.wstunnel.transport.TransportEnd;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.CloseStatus;

/**
 * Pings a silent peer, and gives it up if there is a timeout for its answer. Any sign of
 * life is an answer, a pong is only what a ping asks for. One task of the common timer is
 * all that an idle connection costs; those of many are run together, some steps in each
 * interval. What is here runs on the timer's thread, one call after the other; a look
 * that has begun when the connection is closed may be followed by another, which finds
 * that.
 */
final class KeepAlive implements Runnable {

	private static final Log logger = LogFactory.getLog(KeepAlive.class);

	private static final int STEPS = 8;

	private static final long LONGEST_STEP = TimeUnit.SECONDS.toNanos(1);

	private static final CloseStatus GIVEN_UP = LocalClose.TIMEOUT.withReason("No sign of life after a ping");

	private final Closing closing;

	private final Transport transport;

	private final Duration interval;

	private final @Nullable Duration timeout;

	private volatile @Nullable Future<?> next;

	private long lastPing = System.nanoTime();

	private long firstPing;

	private boolean answerDue;

	private KeepAlive(Closing closing, Transport transport, Duration interval, @Nullable Duration timeout) {
		this.closing = closing;
		this.transport = transport;
		this.interval = interval;
		this.timeout = timeout;
	}

	/**
	 * Keep a connection alive from now on, until it is closed.
	 * @param closing its closing
	 * @param transport its transport, started
	 * @param settings its settings
	 */
	static void start(Closing closing, Transport transport, WsConnectionSettings settings) {
		Duration interval = settings.getKeepAliveInterval();
		TcpProbes.set(transport, interval);
		if (interval.isZero()) {
			return;
		}
		KeepAlive keepAlive = new KeepAlive(closing, transport, interval, getTimeout(transport, settings));
		try {
			keepAlive.schedule();
		}
		catch (OutOfMemoryError ex) {
			closing.abort();
			throw ex;
		}
		closing.getNetwork().stopAtLast(keepAlive);
	}

	/**
	 * A peer that says when it does not read owes an answer at any other time.
	 */
	private static @Nullable Duration getTimeout(Transport transport, WsConnectionSettings settings) {
		Duration timeout = settings.getKeepAliveTimeout();
		if (timeout == null && transport.hasNotices()) {
			return settings.getKeepAliveInterval().multipliedBy(2);
		}
		return (timeout != null && !timeout.isZero()) ? timeout : null;
	}

	/**
	 * Do nothing more, whoever calls.
	 */
	void stop() {
		Future<?> next = this.next;
		if (next != null) {
			next.cancel(false);
		}
	}

	@Override
	public void run() {
		try {
			if (look()) {
				schedule();
			}
		}
		catch (RuntimeException | Error ex) {
			this.closing.abort();
			throw ex;
		}
	}

	/**
	 * Do what is due.
	 * @return whether there is more to come
	 */
	private boolean look() {
		if (this.closing.isLocal() || this.closing.getNetwork().isClosed() || this.transport.getEnd() != null) {
			return false;
		}
		long now = System.nanoTime();
		this.answerDue &= !isAnswered() && !isSilenceExpected();
		if (isOver(now) && !isAnsweredAtLast()) {
			// There may have been nothing to answer
			if (ping(now)) {
				giveUp(now);
			}
			return false;
		}
		return now - lastActivity() < this.interval.toNanos() || ping(now);
	}

	/**
	 * Whether nothing can be learned from the peer's silence, since one of the ends does
	 * not read.
	 */
	private boolean isSilenceExpected() {
		return this.transport.isPeerPaused() || this.closing.getInbound().isPaused();
	}

	private boolean isAnswered() {
		return this.transport.getLastSign() - this.firstPing > 0;
	}

	private boolean isOver(long now) {
		return this.answerDue && this.timeout != null && now - this.firstPing >= this.timeout.toNanos();
	}

	/**
	 * The answer may be there, though nobody has seen it: the machine may have slept, or
	 * its threads may not keep up.
	 */
	private boolean isAnsweredAtLast() {
		this.closing.getInbound().onReadable();
		this.answerDue = !isAnswered();
		return !this.answerDue;
	}

	private boolean ping(long now) {
		if (!this.answerDue) {
			this.firstPing = now;
			this.answerDue = !isSilenceExpected();
		}
		this.lastPing = now;
		try {
			return this.transport.ping();
		}
		catch (IOException ex) {
			failed(ex);
			return false;
		}
	}

	/**
	 * A ping cannot be sent. What was received before can be read all the same; behind a
	 * full window, the reader will see the loss after it, and the writer now.
	 */
	private void failed(IOException cause) {
		TransportEnd end = lost("The network connection failed without a close frame", cause);
		Inbound inbound = this.closing.getInbound();
		inbound.onReadable();
		if (inbound.isPaused()) {
			this.closing.getOutbound().fail(end);
		}
		else {
			inbound.lose(end);
		}
	}

	private void giveUp(long now) {
		String message = "The peer has given no sign of life for "
				+ TimeUnit.NANOSECONDS.toMillis(now - this.transport.getLastSign()) + " ms, nor answered a ping within "
				+ "the keep-alive timeout: it, or the network, is gone, or it is not reading";
		logger.debug(message);
		TransportEnd end = lost(message, null);
		Outbound outbound = this.closing.getOutbound();
		outbound.fail(end);
		outbound.closeAtOnce(GIVEN_UP);
		this.closing.getInbound().lose(end);
	}

	private TransportEnd lost(String message, @Nullable Throwable cause) {
		this.closing.getEnding().lost(message);
		return new TransportEnd(TransportEnd.Kind.LOSS, CloseStatus.NO_CLOSE_FRAME, false, message, cause);
	}

	private long lastActivity() {
		return latest(this.transport.getLastSign(), this.lastPing);
	}

	private void schedule() {
		long due = lastActivity() + this.interval.toNanos();
		if (this.answerDue && this.timeout != null) {
			long over = this.firstPing + this.timeout.toNanos();
			due = (over - due < 0) ? over : due;
		}
		long step = Math.min(LONGEST_STEP, this.interval.toNanos() / STEPS);
		due += Math.floorMod(-due, step);
		this.next = Timer.schedule(Duration.ofNanos(due - System.nanoTime()), this);
	}

	private static long latest(long one, long other) {
		return (one - other > 0) ? one : other;
	}

}
