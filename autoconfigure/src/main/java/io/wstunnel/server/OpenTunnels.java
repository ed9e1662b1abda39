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

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

import io.wstunnel.WsConnection;
import io.wstunnel.WsTunnelRefusedEvent.Reason;
import io.wstunnel.WsTunnels;
import io.wstunnel.connection.CloseStatuses;
import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.CloseStatus;

/**
 * The open tunnels, and how many there may be. Each handshake needs a place before it is
 * answered; the place is free again when the tunnel has ended, or the handshake failed.
 *
 * @since 0.1.0
 */
public final class OpenTunnels implements WsTunnels {

	private final Map<String, ServerTunnel> tunnels = new LinkedHashMap<>();

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition placeFreed = this.lock.newCondition();

	private final PlaceCounts places;

	private boolean refusing;

	private @Nullable CloseStatus cutStatus;

	/**
	 * Create a registry.
	 * @param limits how many connections there may be
	 */
	public OpenTunnels(TunnelLimits limits) {
		this.places = new PlaceCounts(limits);
	}

	/**
	 * Take a place for a handshake.
	 * @param claim what for
	 * @return the place
	 * @throws TunnelRefusedException if all are taken or the application stops
	 */
	Place takePlace(Claim claim) throws TunnelRefusedException {
		this.lock.lock();
		try {
			Reason reason = this.refusing ? Reason.STOPPING : this.places.take(claim);
			if (reason != null) {
				throw new TunnelRefusedException(reason);
			}
			return new Place(this, claim);
		}
		finally {
			this.lock.unlock();
		}
	}

	void freePlace(Claim claim) {
		this.lock.lock();
		try {
			this.places.free(claim);
			this.placeFreed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	void add(ServerTunnel tunnel) {
		CloseStatus cutStatus;
		boolean refusing;
		this.lock.lock();
		try {
			this.tunnels.put(tunnel.getConnection().getId(), tunnel);
			cutStatus = this.cutStatus;
			refusing = this.refusing;
		}
		finally {
			this.lock.unlock();
		}
		if (refusing) {
			tunnel.announceDrain();
		}
		if (cutStatus != null) {
			tunnel.close(cutStatus);
		}
	}

	@Nullable ServerTunnel remove(WsConnection connection) {
		this.lock.lock();
		try {
			return this.tunnels.remove(connection.getId());
		}
		finally {
			this.lock.unlock();
		}
	}

	@Nullable ServerTunnel get(WsConnection connection) {
		this.lock.lock();
		try {
			return this.tunnels.get(connection.getId());
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Accept handshakes.
	 */
	void accept() {
		this.lock.lock();
		try {
			this.refusing = false;
			this.cutStatus = null;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Accept no more handshakes, and tell the peers of all tunnels that these shall end.
	 */
	void refuse() {
		this.lock.lock();
		try {
			this.refusing = true;
		}
		finally {
			this.lock.unlock();
		}
		find((tunnel) -> true).forEach(ServerTunnel::announceDrain);
	}

	/**
	 * Close all tunnels, without waiting, and each whose handshake is still under way.
	 * @param status the status
	 * @return how many tunnels were open
	 */
	int cut(CloseStatus status) {
		this.lock.lock();
		try {
			this.cutStatus = status;
		}
		finally {
			this.lock.unlock();
		}
		return close((tunnel) -> true, status);
	}

	/**
	 * Wait for the end of all tunnels.
	 * @param timeout how long to wait
	 * @return whether none is left
	 * @throws InterruptedException if the thread is interrupted
	 */
	boolean awaitEnd(Duration timeout) throws InterruptedException {
		long nanos = TimeUnit.NANOSECONDS.convert(timeout);
		this.lock.lockInterruptibly();
		try {
			while (this.places.getTotal() > 0) {
				if (nanos <= 0) {
					return false;
				}
				nanos = this.placeFreed.awaitNanos(nanos);
			}
			return true;
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public List<OpenTunnel> getAll() {
		return List.copyOf(find((tunnel) -> true));
	}

	@Override
	public List<OpenTunnel> findByTunnelId(String tunnelId) {
		return List.copyOf(find((tunnel) -> tunnel.getTunnelId().equals(tunnelId)));
	}

	@Override
	public List<OpenTunnel> findByPrincipal(String principalName) {
		return List.copyOf(find((tunnel) -> tunnel.belongsTo(principalName)));
	}

	@Override
	public Optional<OpenTunnel> findById(String connectionId) {
		return find((tunnel) -> tunnel.hasId(connectionId)).stream().map(OpenTunnel.class::cast).findFirst();
	}

	@Override
	public boolean closeById(String connectionId, CloseStatus status) {
		return close((tunnel) -> tunnel.hasId(connectionId), status) > 0;
	}

	@Override
	public int closeByPrincipal(String principalName, CloseStatus status) {
		return close((tunnel) -> tunnel.belongsTo(principalName), status);
	}

	List<ServerTunnel> find(Predicate<ServerTunnel> filter) {
		this.lock.lock();
		try {
			return this.tunnels.values().stream().filter(filter).toList();
		}
		finally {
			this.lock.unlock();
		}
	}

	private int close(Predicate<ServerTunnel> filter, CloseStatus status) {
		CloseStatuses.checkSendable(status);
		List<ServerTunnel> found = find(filter);
		found.forEach((tunnel) -> tunnel.close(status));
		return found.size();
	}

}
