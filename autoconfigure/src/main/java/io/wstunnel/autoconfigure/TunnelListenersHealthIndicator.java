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

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import io.wstunnel.WsAddress;
import io.wstunnel.forward.TunnelListener;
import io.wstunnel.forward.TunnelListenerState;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Health of the local ports that lead into tunnels: down if one of them takes no
 * connections. Whether their tunnels can be opened is not tried out.
 */
final class TunnelListenersHealthIndicator extends AbstractHealthIndicator {

	private final Map<String, TunnelListener> listeners;

	/**
	 * Create an indicator.
	 * @param listeners the listeners, by the names of their tunnels
	 */
	TunnelListenersHealthIndicator(Map<String, TunnelListener> listeners) {
		this.listeners = listeners;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		builder.up();
		this.listeners.forEach((name, listener) -> {
			TunnelListenerState state = listener.getState();
			if (state != TunnelListenerState.LISTENING) {
				builder.down();
			}
			Map<String, Object> details = new LinkedHashMap<>();
			details.put("state", state.name().toLowerCase(Locale.ROOT));
			details.put("address", WsAddress.of(listener.getAddress()).toString());
			details.put("connections", listener.getConnections());
			details.put("maxConnections", listener.getMaxConnections());
			builder.withDetail(name, details);
		});
	}

}
