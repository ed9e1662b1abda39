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

import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

import io.wstunnel.connection.Traffic;
import io.wstunnel.observation.HandshakeOutcome;
import io.wstunnel.observation.TunnelOutcome;
import io.wstunnel.observation.TunnelSide;
import org.jspecify.annotations.Nullable;

/**
 * The sums of all connections to one tunnel, those that are open and those that have
 * ended. They never decrease, but for the number of those that are open.
 *
 * @since 0.1.0
 */
public final class TunnelTotals {

	private final TunnelSide side;

	private final @Nullable String tunnelId;

	private final ReentrantLock lock = new ReentrantLock();

	private final Set<LiveTunnel> live = new HashSet<>();

	private final Map<HandshakeOutcome, Long> refused = new EnumMap<>(HandshakeOutcome.class);

	private final Map<TunnelOutcome, Long> outcomes = new EnumMap<>(TunnelOutcome.class);

	private Traffic ended = Traffic.NONE;

	private long opened;

	private long blockedNanos;

	TunnelTotals(TunnelSide side, @Nullable String tunnelId) {
		this.side = side;
		this.tunnelId = tunnelId;
	}

	public TunnelSide getSide() {
		return this.side;
	}

	/**
	 * Return the id of the tunnel, or the client's name of it.
	 * @return the id, {@code null} for all connections that have none
	 */
	public @Nullable String getTunnelId() {
		return this.tunnelId;
	}

	/**
	 * Return how many connections are open.
	 * @return the number of connections
	 */
	public int getActive() {
		this.lock.lock();
		try {
			return this.live.size();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Return how many connections were opened.
	 * @return the number of connections
	 */
	public long getOpened() {
		this.lock.lock();
		try {
			return this.opened;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Return how many handshakes ended without a tunnel.
	 * @return their numbers by what became of them, without those that are zero
	 */
	public Map<HandshakeOutcome, Long> getRefused() {
		this.lock.lock();
		try {
			return new EnumMap<>(this.refused);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Return how the connections that have ended did.
	 * @return their numbers by outcome, without those that are zero
	 */
	public Map<TunnelOutcome, Long> getEnded() {
		this.lock.lock();
		try {
			return new EnumMap<>(this.outcomes);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Return what has gone through all connections.
	 * @return the traffic
	 */
	public Traffic getTraffic() {
		this.lock.lock();
		try {
			Traffic sum = this.ended;
			for (LiveTunnel tunnel : this.live) {
				sum = sum.plus(tunnel.getConnection().getTraffic());
			}
			// A wait is measured up to now, which its end may turn out to have preceded
			this.blockedNanos = Math.max(this.blockedNanos, sum.blockedNanos());
			return new Traffic(sum.bytesReceived(), sum.bytesSent(), sum.messagesReceived(), sum.messagesSent(),
					this.blockedNanos, sum.blockedWaits());
		}
		finally {
			this.lock.unlock();
		}
	}

	void add(LiveTunnel tunnel) {
		this.lock.lock();
		try {
			this.live.add(tunnel);
			this.opened++;
		}
		finally {
			this.lock.unlock();
		}
	}

	void remove(LiveTunnel tunnel, TunnelOutcome outcome) {
		this.lock.lock();
		try {
			if (this.live.remove(tunnel)) {
				this.outcomes.merge(outcome, 1L, Long::sum);
				this.ended = this.ended.plus(tunnel.getConnection().getTraffic());
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * A handshake ended without a tunnel.
	 * @param outcome why
	 * @return whether it is the first one with that outcome
	 */
	boolean refused(HandshakeOutcome outcome) {
		this.lock.lock();
		try {
			return this.refused.merge(outcome, 1L, Long::sum) == 1;
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public String toString() {
		return (this.tunnelId != null) ? "tunnel '" + this.tunnelId + "'" : "a tunnel without a name";
	}

}
