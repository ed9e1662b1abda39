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

package io.wstunnel.client;

import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

import org.springframework.util.Assert;

/**
 * What a client can dial: its tunnels, by their names, and every other URI with its own
 * settings.
 */
final class DialTargets {

	private final Map<String, DialTarget> named = new LinkedHashMap<>();

	private final DialSettings settings;

	/**
	 * Create the targets.
	 * @param settings what holds where a tunnel says nothing
	 * @param tunnels the tunnels, by their names
	 */
	DialTargets(DialSettings settings, Map<String, ClientTunnel> tunnels) {
		this.settings = settings;
		tunnels.forEach((name, tunnel) -> this.named.put(name, tunnel.toTarget(name, settings)));
	}

	DialTarget find(URI uri) {
		return new DialTarget(null, TunnelEndpoint.of(uri), this.settings);
	}

	DialTarget find(String name) {
		Assert.notNull(name, "'name' must not be null");
		DialTarget target = this.named.get(name);
		Assert.isTrue(target != null, () -> "There is no tunnel of the name '" + name + "', only " + this.named.keySet()
				+ ": correct the name, or configure the tunnel");
		return target;
	}

	Duration longestCloseTimeout() {
		return Stream.concat(Stream.of(this.settings), this.named.values().stream().map(DialTarget::settings))
			.map((settings) -> settings.settings().getCloseTimeout())
			.max(Duration::compareTo)
			.orElseThrow();
	}

}
