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
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.wstunnel.WsConnection;
import io.wstunnel.WsTunnelClient;
import io.wstunnel.forward.TunnelListener;
import io.wstunnel.monitor.TunnelMonitor;
import io.wstunnel.observation.HandshakeOutcome;
import io.wstunnel.observation.TunnelSide;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.util.StringUtils;

/**
 * The local ports that lead into tunnels: they are there before the web server of the
 * application starts and until it has stopped. The environment says which they are, as
 * {@code local.wstunnel.<name>.port}.
 */
final class TunnelListenerLifecycle implements SmartLifecycle {

	/**
	 * Before the web server, whose phase is 2048 before the default.
	 */
	private static final int PHASE = DEFAULT_PHASE - 3072;

	private static final String PROPERTY_SOURCE = "wsTunnelPorts";

	private static final Pattern ADDRESS = Pattern.compile("(\\[[^\\[\\]]+]|[^:\\[\\]]+):(\\d{1,5})");

	private static final int DEFAULT_MAX_CONNECTIONS = 256;

	private final Map<String, TunnelListener> listeners = new LinkedHashMap<>();

	private final Map<String, String> addresses = new LinkedHashMap<>();

	private final ConfigurableEnvironment environment;

	private Map<String, Object> ports = Map.of();

	private volatile boolean running;

	/**
	 * Create a lifecycle.
	 * @param tunnels the tunnels by their names
	 * @param client the client, asked for when a tunnel is opened
	 * @param executor runs what opens tunnels
	 * @param monitor told of connections that are refused
	 * @param environment the environment
	 */
	TunnelListenerLifecycle(Map<String, ClientTunnelProperties> tunnels, ObjectProvider<WsTunnelClient> client,
			Executor executor, TunnelMonitor monitor, ConfigurableEnvironment environment) {
		this.environment = environment;
		tunnels.forEach((name, tunnel) -> {
			String listen = tunnel.getListen();
			if (StringUtils.hasText(listen)) {
				this.addresses.put(name, listen);
				this.listeners.put(name, new TunnelListener(name, getAddress(name, listen.trim()),
						getMaxConnections(name, tunnel), new Opener(name, client, monitor), executor));
			}
			else if (tunnel.getMaxConnections() != null) {
				throw new FailureAnalyzedException(
						"Property '" + property(name, "max-connections") + "' is set, but '" + property(name, "listen")
								+ "' is not.",
						"Set the latter to where to listen, such as '127.0.0.1:15432', or remove the former.");
			}
		});
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

	private static String property(String name, String property) {
		return "wstunnel.client.tunnels." + name + "." + property;
	}

	@Override
	public void start() {
		Map<String, Object> ports = new LinkedHashMap<>();
		boolean started = false;
		try {
			this.listeners
				.forEach((name, listener) -> ports.put("local.wstunnel." + name + ".port", start(name, listener)));
			this.ports = ports;
			changePublished((published) -> published.putAll(ports));
			started = true;
			this.running = true;
		}
		finally {
			if (!started) {
				this.listeners.values().forEach(TunnelListener::stop);
			}
		}
	}

	private int start(String name, TunnelListener listener) {
		try {
			return listener.start();
		}
		catch (IOException ex) {
			throw new FailureAnalyzedException(
					"Tunnel '" + name + "' cannot listen on '" + this.addresses.get(name) + "': " + ex.getMessage()
							+ ".",
					"Stop what else listens there, or set '" + property(name, "listen")
							+ "' to another port of this machine, or to port 0 for any that is free.",
					ex);
		}
	}

	/**
	 * Return the listeners.
	 * @return the listeners, by the names of their tunnels
	 */
	Map<String, TunnelListener> getListeners() {
		return Collections.unmodifiableMap(this.listeners);
	}

	@Override
	public void stop() {
		this.running = false;
		this.listeners.values().forEach(TunnelListener::stop);
		changePublished((published) -> published.entrySet().removeAll(this.ports.entrySet()));
	}

	/**
	 * The environment may have the ports of other contexts, such as the parent's, which
	 * it takes over.
	 */
	private void changePublished(Consumer<Map<String, Object>> change) {
		MutablePropertySources sources = this.environment.getPropertySources();
		Map<String, Object> published = new LinkedHashMap<>();
		if (sources.remove(PROPERTY_SOURCE) instanceof MapPropertySource earlier) {
			published.putAll(earlier.getSource());
		}
		change.accept(published);
		if (!published.isEmpty()) {
			sources.addFirst(new MapPropertySource(PROPERTY_SOURCE, published));
		}
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	/**
	 * Ports stay while a paused application keeps its web server.
	 */
	@Override
	public boolean isPauseable() {
		return false;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

	/**
	 * Opens a tunnel of the client.
	 *
	 * @param name its name
	 * @param client the client
	 * @param monitor told of connections that are refused
	 */
	private record Opener(String name, ObjectProvider<WsTunnelClient> client,
			TunnelMonitor monitor) implements TunnelListener.Opener {

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
