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

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.Executor;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.wstunnel.WsConnection;
import io.wstunnel.WsTunnelClient;
import io.wstunnel.forward.TunnelListener;
import io.wstunnel.forward.TunnelOpener;
import io.wstunnel.monitor.TunnelMonitor;
import io.wstunnel.observation.HandshakeOutcome;
import io.wstunnel.observation.TunnelSide;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.util.StringUtils;

/**
 * Makes of its properties the local port that leads into a tunnel of the client.
 */
final class TunnelListenerFactory {

	private static final Pattern ADDRESS = Pattern.compile("(\\[[^\\[\\]]+]|[^:\\[\\]]+):(\\d{1,5})");

	private static final int DEFAULT_MAX_CONNECTIONS = 256;

	private final ObjectProvider<WsTunnelClient> client;

	private final Executor executor;

	private final TunnelMonitor monitor;

	/**
	 * Create a factory.
	 * @param client the client, asked for when a tunnel is opened
	 * @param executor runs what opens tunnels
	 * @param monitor told of connections that are refused
	 */
	TunnelListenerFactory(ObjectProvider<WsTunnelClient> client, Executor executor, TunnelMonitor monitor) {
		this.client = client;
		this.executor = executor;
		this.monitor = monitor;
	}

	/**
	 * Create the listener of a tunnel.
	 * @param name the name of the tunnel
	 * @param tunnel its properties
	 * @return the listener, to be started, or {@code null} if the tunnel has no port
	 */
	@Nullable TunnelListener create(String name, ClientTunnelProperties tunnel) {
		String listen = tunnel.getListen();
		if (StringUtils.hasText(listen)) {
			return new TunnelListener(name, getAddress(name, listen.trim()), getMaxConnections(name, tunnel),
					new Opener(name, this.client, this.monitor), this.executor);
		}
		if (tunnel.getMaxConnections() != null) {
			throw new FailureAnalyzedException(
					"Property '" + property(name, "max-connections") + "' is set, but '" + property(name, "listen")
							+ "' is not.",
					"Set the latter to where to listen, such as '127.0.0.1:15432', or remove the former.");
		}
		return null;
	}

	private static InetSocketAddress getAddress(String name, String listen) {
		Matcher matcher = ADDRESS.matcher(listen);
		if (!matcher.matches() || Integer.parseInt(matcher.group(2)) > 0xFFFF) {
			throw invalid(name, "listen", listen,
					"must be an address of this machine and a port, such as '127.0.0.1:15432'");
		}
		InetSocketAddress address = new InetSocketAddress(matcher.group(1), Integer.parseInt(matcher.group(2)));
		if (address.isUnresolved()) {
			throw invalid(name, "listen", listen, "names a host that has no address");
		}
		return address;
	}

	private static int getMaxConnections(String name, ClientTunnelProperties tunnel) {
		Integer maxConnections = tunnel.getMaxConnections();
		if (maxConnections != null && maxConnections <= 0) {
			throw invalid(name, "max-connections", maxConnections, "must be positive");
		}
		return (maxConnections != null) ? maxConnections : DEFAULT_MAX_CONNECTIONS;
	}

	private static InvalidConfigurationPropertyValueException invalid(String name, String property, Object value,
			String reason) {
		return new InvalidConfigurationPropertyValueException(property(name, property), value, reason);
	}

	/**
	 * Return what a property of a tunnel is called in full.
	 */
	static String property(String name, String property) {
		return "wstunnel.client.tunnels." + name + "." + property;
	}

	/**
	 * Opens a tunnel of the client.
	 *
	 * @param name its name
	 * @param client the client
	 * @param monitor told of connections that are refused
	 */
	private record Opener(String name, ObjectProvider<WsTunnelClient> client,
			TunnelMonitor monitor) implements TunnelOpener {

		@Override
		public WsConnection open() throws IOException {
			return this.client.getObject().connect(this.name);
		}

		@Override
		public void refused() {
			this.monitor.refused(TunnelSide.CLIENT, this.name, HandshakeOutcome.LIMIT);
		}

	}

}
