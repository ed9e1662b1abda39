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
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.wstunnel.WsConnectionSettings;

/**
 * Settings of the server half.
 *
 * @param connection the general settings of connections
 * @param tunnels what is said of single tunnels, by their ids
 * @param allowedOrigins the origins allowed beside the same
 * @param allowedOriginPatterns patterns of such origins
 * @param limits how many connections there may be
 * @param drainPeriod how long handlers may go on when the application stops
 * @param transport what carries the tunnels
 * @since 0.1.0
 */
public record ServerSettings(WsConnectionSettings connection, Map<String, TunnelOverride> tunnels,
		List<String> allowedOrigins, List<String> allowedOriginPatterns, TunnelLimits limits, Duration drainPeriod,
		ServerTransport transport) {

	/**
	 * Return what is said of a tunnel. Environment variables know neither dashes nor
	 * case, so that these make no difference.
	 * @param id the id of the tunnel
	 * @return what is said, or something that changes nothing
	 */
	TunnelOverride getTunnel(String id) {
		TunnelOverride exact = this.tunnels.get(id);
		return (exact != null) ? exact
				: this.tunnels.entrySet()
					.stream()
					.filter((entry) -> isSameId(entry.getKey(), id))
					.map(Map.Entry::getValue)
					.findFirst()
					.orElse(TunnelOverride.NONE);
	}

	/**
	 * Whether two spellings mean the same id: dashes, underscores and case do not count,
	 * as environment variables have none.
	 * @param id an id
	 * @param other another
	 * @return whether they are the same
	 */
	public static boolean isSameId(String id, String other) {
		return normalize(id).equals(normalize(other));
	}

	private static String normalize(String id) {
		return id.replaceAll("[-_]", "").toLowerCase(Locale.ROOT);
	}

}
