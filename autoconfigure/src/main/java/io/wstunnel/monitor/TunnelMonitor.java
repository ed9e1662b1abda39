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

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.wstunnel.connection.TransportConnection;
import io.wstunnel.observation.HandshakeOutcome;
import io.wstunnel.observation.TunnelObservationContext;
import io.wstunnel.observation.TunnelObservations;
import io.wstunnel.observation.TunnelSide;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Told of every handshake and tunnel of both halves. Says in the log when a tunnel is
 * opened and when it has ended, counts, and knows what is open.
 *
 * @since 0.1.0
 */
public final class TunnelMonitor implements AutoCloseable {

	static final Log logger = LogFactory.getLog(TunnelMonitor.class);

	private final TunnelObservations observations;

	private final Map<String, LiveTunnel> live = new ConcurrentHashMap<>();

	private final ReentrantLock lock = new ReentrantLock();

	private final Map<Key, TunnelTotals> totals = new LinkedHashMap<>();

	private final List<TotalsListener> listeners = new ArrayList<>();

	/**
	 * Create a monitor of an application that observes nothing.
	 */
	public TunnelMonitor() {
		this(new TunnelObservations(ObservationRegistry.NOOP));
	}

	/**
	 * Create a monitor.
	 * @param observations creates observations
	 */
	public TunnelMonitor(TunnelObservations observations) {
		this.observations = observations;
	}

	public TunnelObservations getObservations() {
		return this.observations;
	}

	/**
	 * A tunnel was opened.
	 * @param side which half it belongs to
	 * @param tunnelId its id, or the client's name of it; {@code null} if it has none
	 * @param connection its connection
	 * @param handshake the observation of its handshake, if there is one
	 * @return the tunnel, to be {@linkplain LiveTunnel#end ended}
	 */
	public LiveTunnel opened(TunnelSide side, @Nullable String tunnelId, TransportConnection connection,
			@Nullable Observation handshake) {
		TunnelObservationContext context = new TunnelObservationContext(side, tunnelId, connection);
		Observation observation = this.observations.create(context, handshake).start();
		// The parents know requests, which are not to be kept as long as the tunnel
		context.setParentObservation(null);
		LiveTunnel tunnel = new LiveTunnel(getTotals(side, tunnelId), connection, observation, context,
				this.live::remove);
		this.live.put(tunnel.getId(), tunnel);
		try {
			tunnel.start();
			return tunnel;
		}
		catch (RuntimeException | Error ex) {
			tunnel.end();
			throw ex;
		}
	}

	/**
	 * A handshake ended without a tunnel.
	 * @param side which half it belongs to
	 * @param tunnelId the id of the tunnel, or the client's name of it; {@code null} if
	 * it has none
	 * @param outcome why
	 */
	public void refused(TunnelSide side, @Nullable String tunnelId, HandshakeOutcome outcome) {
		TunnelTotals totals = getTotals(side, tunnelId);
		logger.debug("Handshake of " + totals + " failed: " + outcome.toTag());
		if (totals.refused(outcome)) {
			this.lock.lock();
			try {
				this.listeners.forEach((listener) -> listener.refusedFirst(totals, outcome));
			}
			finally {
				this.lock.unlock();
			}
		}
	}

	/**
	 * Return the totals of a tunnel, which may never have been opened.
	 * @param side which half it belongs to
	 * @param tunnelId its id, or the client's name of it; {@code null} for all that have
	 * none
	 * @return the totals
	 */
	public TunnelTotals getTotals(TunnelSide side, @Nullable String tunnelId) {
		this.lock.lock();
		try {
			Key key = new Key(side, tunnelId);
			TunnelTotals totals = this.totals.get(key);
			if (totals == null) {
				totals = new TunnelTotals(side, tunnelId);
				this.totals.put(key, totals);
				for (TotalsListener listener : this.listeners) {
					listener.created(totals);
				}
			}
			return totals;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Return the totals of all tunnels.
	 * @return a snapshot
	 */
	public List<TunnelTotals> getTotals() {
		this.lock.lock();
		try {
			return List.copyOf(this.totals.values());
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Return the open tunnels, the oldest first.
	 * @return a snapshot
	 */
	public List<LiveTunnel> getOpen() {
		return this.live.values().stream().sorted(LiveTunnel.OLDEST_FIRST).toList();
	}

	/**
	 * Return an open tunnel.
	 * @param id the id of its connection
	 * @return the tunnel, or {@code null} if there is none
	 */
	public @Nullable LiveTunnel find(String id) {
		return this.live.get(id);
	}

	/**
	 * The application stops: what is still open, because a handler goes on or nobody was
	 * told as yet, has ended for all who watch it.
	 */
	@Override
	public void close() {
		this.live.values().forEach((tunnel) -> {
			try {
				tunnel.end();
			}
			catch (RuntimeException ex) {
				logger.warn("The end of " + tunnel + " could not be observed", ex);
			}
		});
	}

	/**
	 * Tell a listener of all totals, those there are and those to come.
	 * @param listener the listener
	 */
	void listen(TotalsListener listener) {
		this.lock.lock();
		try {
			this.listeners.add(listener);
			for (TunnelTotals totals : this.totals.values()) {
				listener.created(totals);
				totals.getRefused().keySet().forEach((outcome) -> listener.refusedFirst(totals, outcome));
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Tell a listener no more.
	 * @param listener the listener
	 */
	void forget(TotalsListener listener) {
		this.lock.lock();
		try {
			this.listeners.remove(listener);
		}
		finally {
			this.lock.unlock();
		}
	}

	void sample() {
		this.live.values().forEach(LiveTunnel::sample);
	}

	/**
	 * Told of totals. Called with a lock held.
	 */
	interface TotalsListener {

		void created(TunnelTotals totals);

		void refusedFirst(TunnelTotals totals, HandshakeOutcome outcome);

	}

	private record Key(TunnelSide side, @Nullable String tunnelId) {

	}

}
