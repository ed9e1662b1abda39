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

package io.wstunnel.monitor;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.micrometer.observation.Observation;
import io.wstunnel.connection.ConnectionEnd;
import io.wstunnel.connection.Traffic;
import io.wstunnel.connection.TransportConnection;
import io.wstunnel.observation.TunnelObservationContext;
import io.wstunnel.observation.TunnelOutcome;
import io.wstunnel.observation.TunnelSide;
import io.wstunnel.transport.Printable;
import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;
import org.springframework.web.socket.CloseStatus;

/**
 * A tunnel that is open.
 *
 * @since 0.1.0
 */
public final class LiveTunnel {

	static final Comparator<LiveTunnel> OLDEST_FIRST = (one, other) -> Long.signum(one.openedNanos - other.openedNanos);

	private static final Log logger = TunnelMonitor.logger;

	private final TunnelTotals totals;

	private final TransportConnection connection;

	private final Observation observation;

	private final TunnelObservationContext context;

	private final Consumer<String> onEnd;

	private final Instant openedAt = Instant.now();

	private final long openedNanos = System.nanoTime();

	private final Activity activity;

	private final AtomicBoolean ended = new AtomicBoolean();

	LiveTunnel(TunnelTotals totals, TransportConnection connection, Observation observation,
			TunnelObservationContext context, Consumer<String> onEnd) {
		this.totals = totals;
		this.connection = connection;
		this.observation = observation;
		this.context = context;
		this.onEnd = onEnd;
		this.activity = new Activity(this.openedNanos);
	}

	void start() {
		this.totals.add(this);
		log(() -> "is open: " + describePeer());
	}

	/**
	 * The tunnel has ended. Again, it changes nothing.
	 */
	public void end() {
		if (!this.ended.compareAndSet(false, true)) {
			return;
		}
		ConnectionEnd end = this.connection.getEnd();
		try {
			this.totals.remove(this, TunnelOutcome.of(end.status()));
		}
		finally {
			this.onEnd.accept(getId());
		}
		this.context.setEnd(end.status(), end.here(), end.reason());
		log(() -> "has ended: " + describeEnd(end));
		this.observation.stop();
	}

	/**
	 * Close the tunnel. Does not block.
	 * @param status the status
	 */
	public void close(CloseStatus status) {
		this.connection.beginClose(status);
	}

	/**
	 * Decorate the task that serves the tunnel so that what it does is observed as part
	 * of the tunnel, and so of its handshake's trace.
	 * @param task the task
	 * @return the decorated task
	 */
	public Runnable decorate(Runnable task) {
		return this.observation.isNoop() ? task : () -> this.observation.scoped(task);
	}

	/**
	 * Return the id of the connection.
	 * @return the id
	 */
	public String getId() {
		return this.connection.getId();
	}

	public TunnelSide getSide() {
		return this.totals.getSide();
	}

	/**
	 * Return the id of the tunnel, or the client's name of it.
	 * @return the id, {@code null} if it has none
	 */
	public @Nullable String getTunnelId() {
		return this.totals.getTunnelId();
	}

	public TransportConnection getConnection() {
		return this.connection;
	}

	public Instant getOpenedAt() {
		return this.openedAt;
	}

	/**
	 * Return how long the tunnel has been open.
	 * @return its age
	 */
	public Duration getAge() {
		return Duration.ofNanos(System.nanoTime() - this.openedNanos);
	}

	/**
	 * Return for how long nothing has been received or sent.
	 * @param traffic the traffic as it is now
	 * @return the time, more or less by the interval of the samples
	 */
	public Duration getIdle(Traffic traffic) {
		return this.activity.getIdle(traffic);
	}

	/**
	 * Return the rate of what was received in the last interval between two samples.
	 * @return bytes per second
	 */
	public long getReceiveRate() {
		return this.activity.getReceiveRate();
	}

	/**
	 * Return the rate of what was sent in the last interval between two samples.
	 * @return bytes per second
	 */
	public long getSendRate() {
		return this.activity.getSendRate();
	}

	void sample() {
		this.activity.sample(this.connection.getTraffic(), System.nanoTime());
	}

	private void log(Supplier<String> what) {
		if (logger.isInfoEnabled()) {
			this.observation
				.scoped(() -> logger.info(StringUtils.capitalize(this.totals.toString()) + " " + what.get()));
		}
	}

	private String describePeer() {
		return "connection " + getId() + ((getSide() == TunnelSide.SERVER) ? " from " : " to ")
				+ Printable.of(this.connection.getRemoteAddress().toString()) + " over "
				+ this.connection.getTransportName();
	}

	private String describeEnd(ConnectionEnd end) {
		Traffic traffic = this.connection.getTraffic();
		return String.format(Locale.ROOT, "connection %s, %s (%s) after %.3f s, %d bytes received, %d bytes sent",
				getId(), TunnelOutcome.of(end.status()).toTag(), describeStatus(end), getAge().toMillis() / 1000.0,
				traffic.bytesReceived(), traffic.bytesSent());
	}

	private static String describeStatus(ConnectionEnd end) {
		String reason = end.reason();
		return end.status().getCode() + (end.here() ? " by this end" : "") + ((reason != null) ? ": " + reason : "");
	}

	@Override
	public String toString() {
		return this.totals + " (connection " + getId() + ")";
	}

}
