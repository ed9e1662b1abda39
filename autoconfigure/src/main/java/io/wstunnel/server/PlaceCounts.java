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

import java.util.HashMap;
import java.util.Map;

import io.wstunnel.WsTunnelRefusedEvent.Reason;
import org.jspecify.annotations.Nullable;

/**
 * How many places are taken: in all, and where there is a limit also by tunnel, by user
 * and by address. To be guarded by a lock.
 */
final class PlaceCounts {

	private final TunnelLimits limits;

	private final Map<String, Integer> tunnels = new HashMap<>();

	private final Map<String, Integer> principals = new HashMap<>();

	private final Map<String, Integer> addresses = new HashMap<>();

	private int total;

	PlaceCounts(TunnelLimits limits) {
		this.limits = limits;
	}

	int getTotal() {
		return this.total;
	}

	/**
	 * Take a place.
	 * @param claim what for
	 * @return why it is refused, or {@code null} if it was taken
	 */
	@Nullable Reason take(Claim claim) {
		Reason reason = check(claim);
		if (reason == null) {
			count(claim, 1);
		}
		return reason;
	}

	void free(Claim claim) {
		count(claim, -1);
	}

	/**
	 * What the peer can help comes first.
	 */
	private @Nullable Reason check(Claim claim) {
		if (isFull(this.addresses, claim.address(), this.limits.perAddress())) {
			return Reason.CONNECTIONS_OF_ADDRESS;
		}
		if (isFull(this.principals, claim.principal(), this.limits.perPrincipal())) {
			return Reason.CONNECTIONS_OF_PRINCIPAL;
		}
		if (isFull(this.tunnels, claim.tunnelId(), claim.maxOfTunnel())) {
			return Reason.CONNECTIONS_OF_TUNNEL;
		}
		Integer max = this.limits.total();
		return (max != null && this.total >= max) ? Reason.CONNECTIONS : null;
	}

	private static boolean isFull(Map<String, Integer> counts, @Nullable String key, @Nullable Integer max) {
		return max != null && key != null && counts.getOrDefault(key, 0) >= max;
	}

	private void count(Claim claim, int change) {
		this.total += change;
		count(this.addresses, claim.address(), this.limits.perAddress(), change);
		count(this.principals, claim.principal(), this.limits.perPrincipal(), change);
		count(this.tunnels, claim.tunnelId(), claim.maxOfTunnel(), change);
	}

	private static void count(Map<String, Integer> counts, @Nullable String key, @Nullable Integer max, int change) {
		if (max != null && key != null) {
			counts.compute(key, (name, count) -> {
				int changed = ((count != null) ? count : 0) + change;
				return (changed > 0) ? changed : null;
			});
		}
	}

}
