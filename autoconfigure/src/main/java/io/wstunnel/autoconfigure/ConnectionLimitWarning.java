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

import java.util.List;

import io.wstunnel.server.ServerSettings;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.Environment;

/**
 * Warns of a limit of tunnels that the web server's own limit of connections undercuts.
 */
final class ConnectionLimitWarning implements ApplicationListener<WebServerInitializedEvent> {

	private static final Log logger = LogFactory.getLog(WsTunnelAutoConfiguration.class);

	private static final List<ServerLimit> LIMITS = List.of(
			new ServerLimit("org.springframework.boot.tomcat.TomcatWebServer", "server.tomcat.max-connections", 8192),
			new ServerLimit("org.springframework.boot.jetty.JettyWebServer", "server.jetty.max-connections", -1));

	private final ServerSettings settings;

	private final Environment environment;

	ConnectionLimitWarning(ServerSettings settings, Environment environment) {
		this.settings = settings;
		this.environment = environment;
	}

	/**
	 * Only the application's own server counts, not the one of its management.
	 */
	@Override
	public void onApplicationEvent(WebServerInitializedEvent event) {
		Integer maxConnections = this.settings.limits().total();
		if (maxConnections == null || event.getApplicationContext().getServerNamespace() != null) {
			return;
		}
		for (ServerLimit limit : LIMITS) {
			int value = this.environment.getProperty(limit.property(), Integer.class, limit.defaultValue());
			if (limit.isLimitOf(event.getWebServer()) && value >= 0 && value < maxConnections) {
				logger.warn("'wstunnel.server.max-connections' (" + maxConnections + ") is more than '"
						+ limit.property() + "' (" + value
						+ "): further connections would wait, without an answer. Raise the latter or lower the former");
			}
		}
	}

	/**
	 * The limit of one kind of server.
	 *
	 * @param webServer the class of the server, which may not be on the class path
	 * @param property the property
	 * @param defaultValue its default, negative for no limit
	 */
	private record ServerLimit(String webServer, String property, int defaultValue) {

		boolean isLimitOf(WebServer server) {
			Class<?> type = server.getClass();
			while (type != null && !type.getName().equals(this.webServer)) {
				type = type.getSuperclass();
			}
			return type != null;
		}

	}

}
