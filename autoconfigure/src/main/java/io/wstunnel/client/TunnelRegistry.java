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

import java.net.SocketException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import javax.net.SocketFactory;

import io.wstunnel.WsTunnelClient;

import org.springframework.util.Assert;

/**
 * The tunnels that drivers find by name: those of every application context that is open
 * in this JVM, each under the context's name. A name alone is enough where one context
 * has it. Where several have it, it is an error that names them, never one of them by
 * chance: all contexts are equal, a child's is no closer than its parent's. The name with
 * the context's in front, {@code context/name}, always means one tunnel.
 *
 * <p>
 * The name of a context is unique for as long as the JVM lives. Whoever still uses the
 * name of a closed one does not end up in its successor.
 *
 * @since 0.1.0
 */
public final class TunnelRegistry {

	private static final TunnelRegistry shared = new TunnelRegistry();

	private final Map<String, Context> contexts = new ConcurrentHashMap<>();

	private final AtomicInteger registrations = new AtomicInteger();

	TunnelRegistry() {
	}

	/**
	 * Return the registry that {@link WsTunnelSocketFactory} looks into.
	 * @return the registry of this JVM
	 */
	public static TunnelRegistry shared() {
		return shared;
	}

	/**
	 * Register the tunnels of an application context.
	 * @param id the id of the context, from which its name here is made
	 * @param tunnels the names of its tunnels, asked for whenever a name without a
	 * context is looked up
	 * @param client its client, asked for whenever one of its tunnels is used, on the
	 * thread of the driver
	 * @return the registration
	 */
	public Registration register(String id, Supplier<Set<String>> tunnels, Supplier<WsTunnelClient> client) {
		Assert.notNull(id, "'id' must not be null");
		Assert.notNull(tunnels, "'tunnels' must not be null");
		Assert.notNull(client, "'client' must not be null");
		String name = id.replaceAll("[^A-Za-z0-9._-]+", "-") + "-" + this.registrations.incrementAndGet();
		this.contexts.put(name, new Context(name, tunnels, client));
		return new Registration(name, () -> this.contexts.remove(name));
	}

	/**
	 * Find a tunnel.
	 * @param name the name of the tunnel, or the name of its context, a slash, and the
	 * name of the tunnel
	 * @return its socket factory
	 * @throws SocketException if there is no such tunnel, or more than one
	 */
	SocketFactory find(String name) throws SocketException {
		int slash = name.indexOf('/');
		if (slash < 0) {
			return findContext(name).getSocketFactory(name);
		}
		Context context = this.contexts.get(name.substring(0, slash));
		if (context == null) {
			throw new SocketException("The application context of tunnel '" + name + "' is closed or was never open. "
					+ describe(this.contexts.values()));
		}
		return context.getSocketFactory(name.substring(slash + 1));
	}

	boolean isEmpty() {
		return this.contexts.isEmpty();
	}

	private Context findContext(String tunnel) throws SocketException {
		List<Context> open = List.copyOf(this.contexts.values());
		if (open.size() == 1) {
			return open.get(0);
		}
		List<Context> having = open.stream().filter((context) -> context.tunnels().get().contains(tunnel)).toList();
		if (having.isEmpty()) {
			throw new SocketException(
					"There is no tunnel '" + tunnel + "' in an open application context. " + describe(open));
		}
		if (having.size() > 1) {
			throw new SocketException("There are several tunnels '" + tunnel + "': "
					+ having.stream()
						.map((context) -> context.qualify(tunnel))
						.sorted()
						.collect(Collectors.joining(", "))
					+ ". Say which one: the part before the slash is the property wstunnel.client.context of each "
					+ "application context");
		}
		return having.get(0);
	}

	private static String describe(Collection<Context> contexts) {
		String tunnels = contexts.stream()
			.flatMap((context) -> context.tunnels().get().stream().map(context::qualify))
			.sorted()
			.collect(Collectors.joining(", "));
		return tunnels.isEmpty() ? "None is open that has tunnels: without one, give a ws or wss URI instead of a name"
				: "There are: " + tunnels;
	}

	/**
	 * Makes the tunnels of an application context known until it is closed.
	 */
	public static final class Registration implements AutoCloseable {

		private final String context;

		private final Runnable remover;

		private Registration(String context, Runnable remover) {
			this.context = context;
			this.remover = remover;
		}

		/**
		 * Return the unique name of the context.
		 * @return letters, digits, dots, underscores and dashes, fit for a JDBC URL
		 */
		public String getContext() {
			return this.context;
		}

		/**
		 * Forget the context and its tunnels. Sockets that are connected stay so.
		 */
		@Override
		public void close() {
			this.remover.run();
		}

	}

	/**
	 * An application context.
	 *
	 * @param name its unique name
	 * @param tunnels the names of its tunnels
	 * @param client its client
	 */
	private record Context(String name, Supplier<Set<String>> tunnels, Supplier<WsTunnelClient> client) {

		String qualify(String tunnel) {
			return this.name + "/" + tunnel;
		}

		SocketFactory getSocketFactory(String tunnel) throws SocketException {
			try {
				return this.client.get().socketFactory(tunnel);
			}
			catch (RuntimeException ex) {
				SocketException unavailable = new SocketException(
						"Tunnel '" + qualify(tunnel) + "' cannot be used: " + ex.getMessage());
				unavailable.initCause(ex);
				throw unavailable;
			}
		}

	}

}
