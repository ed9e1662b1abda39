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
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Properties of one tunnel of the client.
 *
 * @since 0.1.0
 */
public class ClientTunnelProperties extends ConnectionProperties {

	/**
	 * URI of the tunnel, with scheme 'ws' or 'wss'. User information in it is sent as
	 * Basic authorization.
	 */
	private @Nullable String uri;

	/**
	 * Headers to add to the handshake, by their names.
	 */
	private final Map<String, String> headers = new LinkedHashMap<>();

	/**
	 * Comma-separated list of subprotocols to offer, the preferred one first.
	 */
	private @Nullable List<String> subprotocols;

	/**
	 * How long connecting may take, from the resolution of the name to the end of the
	 * WebSocket handshake. That of all tunnels when not set.
	 */
	private @Nullable Duration connectTimeout;

	/**
	 * Address of this machine and port that lead into the tunnel, such as
	 * '127.0.0.1:15432'. Port 0 for any that is free. None when not set.
	 */
	private @Nullable String listen;

	/**
	 * How many connections to the port there may be at a time; others are reset. 256 when
	 * not set.
	 */
	private @Nullable Integer maxConnections;

	private final Ssl ssl = new Ssl();

	private final Proxy proxy = new Proxy();

	public @Nullable String getUri() {
		return this.uri;
	}

	public void setUri(@Nullable String uri) {
		this.uri = uri;
	}

	public Map<String, String> getHeaders() {
		return this.headers;
	}

	public @Nullable List<String> getSubprotocols() {
		return this.subprotocols;
	}

	public void setSubprotocols(@Nullable List<String> subprotocols) {
		this.subprotocols = subprotocols;
	}

	public @Nullable Duration getConnectTimeout() {
		return this.connectTimeout;
	}

	public void setConnectTimeout(@Nullable Duration connectTimeout) {
		this.connectTimeout = connectTimeout;
	}

	public @Nullable String getListen() {
		return this.listen;
	}

	public void setListen(@Nullable String listen) {
		this.listen = listen;
	}

	public @Nullable Integer getMaxConnections() {
		return this.maxConnections;
	}

	public void setMaxConnections(@Nullable Integer maxConnections) {
		this.maxConnections = maxConnections;
	}

	public Ssl getSsl() {
		return this.ssl;
	}

	public Proxy getProxy() {
		return this.proxy;
	}

	/**
	 * Properties of TLS.
	 */
	public static class Ssl {

		/**
		 * Name of the SSL bundle to connect with. The JVM's default trust when not set.
		 */
		private @Nullable String bundle;

		public @Nullable String getBundle() {
			return this.bundle;
		}

		public void setBundle(@Nullable String bundle) {
			this.bundle = bundle;
		}

	}

	/**
	 * Properties of the HTTP proxy to connect through.
	 */
	public static class Proxy {

		/**
		 * Name or address of the HTTP proxy. What the JVM's proxy selector says when not
		 * set.
		 */
		private @Nullable String host;

		/**
		 * Port of the proxy.
		 */
		private @Nullable Integer port;

		/**
		 * User name to send to the proxy, as Basic authorization.
		 */
		private @Nullable String username;

		/**
		 * Password to send to the proxy.
		 */
		private @Nullable String password;

		public @Nullable String getHost() {
			return this.host;
		}

		public void setHost(@Nullable String host) {
			this.host = host;
		}

		public @Nullable Integer getPort() {
			return this.port;
		}

		public void setPort(@Nullable Integer port) {
			this.port = port;
		}

		public @Nullable String getUsername() {
			return this.username;
		}

		public void setUsername(@Nullable String username) {
			this.username = username;
		}

		public @Nullable String getPassword() {
			return this.password;
		}

		public void setPassword(@Nullable String password) {
			this.password = password;
		}

	}

}
