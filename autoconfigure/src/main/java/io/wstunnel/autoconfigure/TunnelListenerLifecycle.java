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
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import io.wstunnel.WsTunnelClient;
import io.wstunnel.forward.TunnelListener;
import io.wstunnel.monitor.TunnelMonitor;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;

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
		TunnelListenerFactory factory = new TunnelListenerFactory(client, executor, monitor);
		tunnels.forEach((name, tunnel) -> {
			TunnelListener listener = factory.create(name, tunnel);
			if (listener != null) {
				this.listeners.put(name, listener);
				this.addresses.put(name, String.valueOf(tunnel.getListen()));
			}
		});
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
					"Stop what else listens there, or set '" + TunnelListenerFactory.property(name, "listen")
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

}
