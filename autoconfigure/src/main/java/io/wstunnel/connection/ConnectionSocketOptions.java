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

package io.wstunnel.connection;

import java.io.IOException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.util.Assert;

/**
 * The options of a {@link ConnectionSocket}: remembered, since the TCP connection below
 * is set up already. Only how a silent peer is probed can still be set there, and is an
 * option here where the JVM's own sockets have it.
 */
final class ConnectionSocketOptions {

	private static final Log logger = LogFactory.getLog(ConnectionSocketOptions.class);

	private static final int BUFFER_SIZE = 64 * 1024;

	private static final Set<String> PROBES = Set.of("TCP_KEEPIDLE", "TCP_KEEPINTERVAL", "TCP_KEEPCOUNT");

	private static final Map<SocketOption<?>, Object> DEFAULTS = createDefaults();

	private final Map<SocketOption<?>, Object> values = new ConcurrentHashMap<>(DEFAULTS);

	static Set<SocketOption<?>> supported() {
		return DEFAULTS.keySet();
	}

	/**
	 * Whether it is one of those of the TCP connection, by which it finds out that a
	 * silent peer is gone.
	 * @param option the option
	 * @return whether it can still be set there
	 */
	static boolean isProbe(SocketOption<?> option) {
		return PROBES.contains(option.name());
	}

	<T> void set(SocketOption<T> option, T value) {
		check(option);
		Assert.isTrue(option.type().isInstance(value), () -> option + " must be of " + option.type());
		if (option.equals(StandardSocketOptions.SO_SNDBUF) || option.equals(StandardSocketOptions.SO_RCVBUF)) {
			Assert.isTrue((Integer) value > 0, () -> option + " must be positive");
		}
		if (option.equals(StandardSocketOptions.IP_TOS)) {
			Assert.isTrue((Integer) value >= 0 && (Integer) value <= 255, () -> option + " must be from 0 to 255");
		}
		this.values.put(option, value);
	}

	<T> T get(SocketOption<T> option) {
		check(option);
		T value = option.type().cast(this.values.get(option));
		Assert.state(value != null, () -> option + " has no value");
		return value;
	}

	boolean isChanged(SocketOption<?> option) {
		return !Objects.equals(this.values.get(option), DEFAULTS.get(option));
	}

	private static Map<SocketOption<?>, Object> createDefaults() {
		Map<SocketOption<?>, Object> defaults = new HashMap<>(Map.of(StandardSocketOptions.TCP_NODELAY, true,
				StandardSocketOptions.SO_KEEPALIVE, true, StandardSocketOptions.SO_LINGER, -1,
				StandardSocketOptions.SO_SNDBUF, BUFFER_SIZE, StandardSocketOptions.SO_RCVBUF, BUFFER_SIZE,
				StandardSocketOptions.SO_REUSEADDR, false, StandardSocketOptions.IP_TOS, 0));
		try (SocketChannel channel = SocketChannel.open()) {
			for (SocketOption<?> option : channel.supportedOptions()) {
				if (isProbe(option)) {
					defaults.put(option, channel.getOption(option));
				}
			}
		}
		catch (IOException ex) {
			logger.debug("How sockets probe a silent peer is not known", ex);
		}
		return Map.copyOf(defaults);
	}

	private static void check(SocketOption<?> option) {
		Assert.notNull(option, "'option' must not be null");
		if (!DEFAULTS.containsKey(option)) {
			throw new UnsupportedOperationException("A WebSocket connection has no socket option " + option.name());
		}
	}

}
