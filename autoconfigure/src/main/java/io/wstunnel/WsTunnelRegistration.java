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

package io.wstunnel;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;
import org.springframework.web.socket.server.HandshakeInterceptor;

/**
 * A tunnel without an annotation: beans of this type are tunnels of the server half.
 * Properties below {@code wstunnel.server.tunnels.<id>} win over what is said here.
 *
 * @since 0.1.0
 */
public final class WsTunnelRegistration {

	private final String id;

	private final @Nullable String path;

	private final List<String> subprotocols;

	private final @Nullable WsConnectionSettings settings;

	private final WsConnectionHandler handler;

	private final List<HandshakeInterceptor> interceptors;

	private WsTunnelRegistration(Builder builder) {
		this.id = builder.id;
		this.path = builder.path;
		this.subprotocols = builder.subprotocols;
		this.settings = builder.settings;
		this.handler = builder.handler;
		this.interceptors = builder.interceptors;
	}

	/**
	 * Return a builder.
	 * @param id the id of the tunnel
	 * @param handler serves its connections
	 * @return a new builder
	 */
	public static Builder builder(String id, WsConnectionHandler handler) {
		return new Builder(id, handler);
	}

	public String getId() {
		return this.id;
	}

	public @Nullable String getPath() {
		return this.path;
	}

	public List<String> getSubprotocols() {
		return this.subprotocols;
	}

	public @Nullable WsConnectionSettings getSettings() {
		return this.settings;
	}

	public WsConnectionHandler getHandler() {
		return this.handler;
	}

	public List<HandshakeInterceptor> getInterceptors() {
		return this.interceptors;
	}

	/**
	 * Builder of {@link WsTunnelRegistration}.
	 */
	public static final class Builder {

		private final String id;

		private final WsConnectionHandler handler;

		private @Nullable String path;

		private List<String> subprotocols = List.of();

		private @Nullable WsConnectionSettings settings;

		private List<HandshakeInterceptor> interceptors = List.of();

		private Builder(String id, WsConnectionHandler handler) {
			Assert.hasText(id, "'id' must not be empty");
			Assert.notNull(handler, "'handler' must not be null");
			this.id = id;
			this.handler = handler;
		}

		/**
		 * Set the path.
		 * @param path the path below the context path, a pattern with variables as in
		 * {@code "/shell/{host}"}; {@code null} if
		 * {@code wstunnel.server.tunnels.<id>.path} gives it
		 * @return this builder
		 */
		public Builder path(@Nullable String path) {
			this.path = path;
			return this;
		}

		/**
		 * Set the subprotocols that the handler speaks.
		 * @param subprotocols the subprotocols, the preferred first
		 * @return this builder
		 */
		public Builder subprotocols(String... subprotocols) {
			this.subprotocols = List.of(subprotocols);
			return this;
		}

		/**
		 * Set the settings of the connections.
		 * @param settings the settings, {@code null} for those of the configuration
		 * @return this builder
		 */
		public Builder settings(@Nullable WsConnectionSettings settings) {
			this.settings = settings;
			return this;
		}

		/**
		 * Set interceptors of the handshake, applied after all others.
		 * @param interceptors the interceptors
		 * @return this builder
		 */
		public Builder interceptors(HandshakeInterceptor... interceptors) {
			this.interceptors = List.of(interceptors);
			return this;
		}

		/**
		 * Build the registration.
		 * @return the registration
		 */
		public WsTunnelRegistration build() {
			return new WsTunnelRegistration(this);
		}

	}

}
