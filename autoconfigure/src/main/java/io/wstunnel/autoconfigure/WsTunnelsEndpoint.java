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

package io.wstunnel.autoconfigure;

import java.time.Instant;
import java.util.List;
import java.util.Locale;

import io.wstunnel.monitor.LiveTunnel;
import io.wstunnel.monitor.TunnelMonitor;
import io.wstunnel.observation.TunnelSide;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.web.socket.CloseStatus;

/**
 * {@link Endpoint @Endpoint} that shows the open tunnels of both halves, and closes them.
 *
 * @since 0.1.0
 */
@Endpoint(id = "wstunnels")
public class WsTunnelsEndpoint {

	/**
	 * Not 1000 or 1001: the stream was cut.
	 */
	private static final CloseStatus CLOSED_BY_OPERATOR = CloseStatus.POLICY_VIOLATION
		.withReason("Closed by an operator");

	private final TunnelMonitor monitor;

	/**
	 * Create an endpoint.
	 * @param monitor knows the tunnels
	 */
	public WsTunnelsEndpoint(TunnelMonitor monitor) {
		this.monitor = monitor;
	}

	/**
	 * Return the open tunnels, the oldest first, and the totals of all tunnels.
	 * @param tunnel the id of a tunnel, or the client's name of it, to return only what
	 * belongs to it
	 * @param side {@code server} or {@code client}, to return only one half
	 * @param principal the name of a user, to return only the open tunnels of that user
	 * @param offset how many of the open tunnels to leave out, none if {@code null}
	 * @param limit how many of the open tunnels to return at most, all if {@code null}
	 * @return the tunnels
	 */
	@ReadOperation
	public TunnelsDescriptor tunnels(@Nullable String tunnel, @Nullable String side, @Nullable String principal,
			@Nullable Integer offset, @Nullable Integer limit) {
		TunnelSide onlySide = (side != null) ? parse(side) : null;
		List<TunnelTotalsDescriptor> totals = this.monitor.getTotals()
			.stream()
			.filter((entry) -> tunnel == null || tunnel.equals(entry.getTunnelId()))
			.filter((entry) -> onlySide == null || onlySide == entry.getSide())
			.map(TunnelTotalsDescriptor::of)
			.toList();
		List<LiveTunnel> found = this.monitor.getOpen()
			.stream()
			.filter((entry) -> tunnel == null || tunnel.equals(entry.getTunnelId()))
			.filter((entry) -> onlySide == null || onlySide == entry.getSide())
			.filter((entry) -> principal == null || principal.equals(TunnelDescriptor.getPrincipal(entry)))
			.toList();
		List<TunnelDescriptor> tunnels = found.stream()
			.skip(atLeast(0, "offset", offset, 0))
			.limit(atLeast(1, "limit", limit, Integer.MAX_VALUE))
			.map(TunnelDescriptor::of)
			.toList();
		return new TunnelsDescriptor(Instant.now(), totals, found.size(), tunnels);
	}

	/**
	 * Return one open tunnel.
	 * @param id the id of its connection
	 * @return the tunnel, {@code null} if there is none
	 */
	@ReadOperation
	public @Nullable TunnelDetailsDescriptor tunnel(@Selector String id) {
		LiveTunnel tunnel = this.monitor.find(id);
		return (tunnel != null) ? TunnelDetailsDescriptor.of(tunnel) : null;
	}

	/**
	 * Close one tunnel, with 1008 and without waiting for it.
	 * @param id the id of its connection
	 * @return whether there was one
	 */
	@DeleteOperation
	public boolean close(@Selector String id) {
		LiveTunnel tunnel = this.monitor.find(id);
		if (tunnel != null) {
			tunnel.close(CLOSED_BY_OPERATOR);
		}
		return tunnel != null;
	}

	private static TunnelSide parse(String side) {
		try {
			return TunnelSide.valueOf(side.toUpperCase(Locale.ROOT));
		}
		catch (IllegalArgumentException ex) {
			throw invalid("'side' must be 'server' or 'client'");
		}
	}

	private static int atLeast(int least, String name, @Nullable Integer value, int none) {
		if (value == null) {
			return none;
		}
		if (value < least) {
			throw invalid("'" + name + "' must be " + least + " or more");
		}
		return value;
	}

	private static InvalidEndpointRequestException invalid(String message) {
		return new InvalidEndpointRequestException(message, message);
	}

	/**
	 * The tunnels.
	 *
	 * @param time when they were looked at
	 * @param totals the sums of each tunnel, by id and side, since the application's
	 * start
	 * @param found how many open tunnels there are of those asked for, whatever
	 * {@code offset} and {@code limit} leave out
	 * @param tunnels the tunnels that are open
	 */
	public record TunnelsDescriptor(Instant time, List<TunnelTotalsDescriptor> totals, int found,
			List<TunnelDescriptor> tunnels) implements OperationResponseBody {

	}

}
