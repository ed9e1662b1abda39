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

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import io.wstunnel.WsConnectionSettings;
import io.wstunnel.WsReceiveBudget;
import io.wstunnel.server.ServerSettings;
import io.wstunnel.server.TunnelLimits;
import io.wstunnel.server.TunnelOverride;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.core.env.Environment;
import org.springframework.format.annotation.DurationFormat;
import org.springframework.format.datetime.standard.DurationFormatterUtils;

/**
 * Makes {@link ServerSettings} of {@link WsTunnelProperties}.
 */
final class ServerSettingsFactory {

	private static final Log logger = LogFactory.getLog(WsTunnelAutoConfiguration.class);

	private static final String PREFIX = "wstunnel.server";

	private static final String SHUTDOWN_TIMEOUT = "spring.lifecycle.timeout-per-shutdown-phase";

	private static final Duration DEFAULT_SHUTDOWN_TIMEOUT = Duration.ofSeconds(30);

	private ServerSettingsFactory() {
	}

	static ServerSettings create(WsTunnelProperties properties, WsReceiveBudget receiveBudget,
			Environment environment) {
		WsTunnelProperties.Server server = properties.getServer();
		TunnelLimits limits = new TunnelLimits(positive("max-connections", server.getMaxConnections()),
				positive("max-connections-per-principal", server.getMaxConnectionsPerPrincipal()),
				positive("max-connections-per-address", server.getMaxConnectionsPerAddress()));
		Duration drainPeriod = server.getDrainPeriod();
		check(!drainPeriod.isNegative(), "drain-period", drainPeriod, "must not be negative");
		WsConnectionSettings connection = new ConnectionPropertiesMapper("wstunnel", properties)
			.apply(WsConnectionSettings.builder().receiveBudget(receiveBudget).build())
			.mutate()
			.remoteAddress(server.getRemoteAddress())
			.build();
		warnIfTooLong(drainPeriod, connection.getCloseTimeout(), environment);
		return new ServerSettings(connection, getTunnels(server), server.getAllowedOrigins(),
				server.getAllowedOriginPatterns(), limits, drainPeriod, server.getTransport());
	}

	private static Map<String, TunnelOverride> getTunnels(WsTunnelProperties.Server server) {
		ForwardFactory forwards = new ForwardFactory(server);
		Map<String, TunnelOverride> tunnels = new LinkedHashMap<>();
		server.getTunnels().forEach((id, tunnel) -> {
			ConnectionPropertiesMapper mapper = new ConnectionPropertiesMapper(PREFIX + ".tunnels." + id, tunnel);
			Integer maxConnections = positive("tunnels." + id + ".max-connections", tunnel.getMaxConnections());
			tunnels.put(id,
					new TunnelOverride(tunnel.getPath(), mapper::apply, maxConnections, forwards.create(id, tunnel)));
		});
		TunnelIds.removeDuplicates(tunnels);
		return tunnels;
	}

	private static void warnIfTooLong(Duration drainPeriod, Duration closeTimeout, Environment environment) {
		Duration available = Binder.get(environment)
			.bind(SHUTDOWN_TIMEOUT, Duration.class)
			.orElse(DEFAULT_SHUTDOWN_TIMEOUT);
		if (drainPeriod.plus(closeTimeout).compareTo(available) >= 0) {
			logger.warn("'" + PREFIX + ".drain-period' (" + format(drainPeriod) + ") and 'wstunnel.close-timeout' ("
					+ format(closeTimeout) + ") together are not less than '" + SHUTDOWN_TIMEOUT + "' ("
					+ format(available)
					+ "): the application would stop before its tunnels are closed. Shorten the former or raise the "
					+ "latter");
		}
	}

	private static String format(Duration duration) {
		return DurationFormatterUtils.print(duration, DurationFormat.Style.COMPOSITE);
	}

	private static @Nullable Integer positive(String name, @Nullable Integer value) {
		check(value == null || value > 0, name, value, "must be positive");
		return value;
	}

	private static void check(boolean valid, String name, @Nullable Object value, String reason) {
		if (!valid) {
			throw new InvalidConfigurationPropertyValueException(PREFIX + "." + name, value, reason);
		}
	}

}
