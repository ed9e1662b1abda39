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

import java.net.URI;
import java.time.Duration;
import java.util.List;

import javax.net.ssl.SSLContext;

import io.wstunnel.WsConnectionSettings;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.util.Assert;

/**
 * A tunnel that a client knows by name: its URI, and what differs from the client's own
 * settings. Immutable.
 *
 * @since 0.1.0
 * @see DefaultWsTunnelClient.Builder#tunnel(String, ClientTunnel)
 */
public final class ClientTunnel {

	private final TunnelEndpoint endpoint;

	private final HttpHeaders headers;

	private final @Nullable List<String> subprotocols;

	private final @Nullable Duration connectTimeout;

	private final @Nullable WsConnectionSettings settings;

	private final @Nullable SslEngineFactory sslEngineFactory;

	private final @Nullable HttpProxy proxy;

	private ClientTunnel(Builder builder) {
		this.endpoint = builder.endpoint;
		this.headers = HttpHeaders.copyOf(builder.headers);
		this.subprotocols = builder.subprotocols;
		this.connectTimeout = builder.connectTimeout;
		this.settings = builder.settings;
		this.sslEngineFactory = builder.sslEngineFactory;
		this.proxy = builder.proxy;
	}

	/**
	 * Return a builder of a tunnel.
	 * @param uri the URI, {@code ws} or {@code wss}
	 * @return a new builder
	 */
	public static Builder builder(URI uri) {
		return new Builder(TunnelEndpoint.of(uri));
	}

	/**
	 * Return what to dial with.
	 * @param name the name of the tunnel
	 * @param general what holds where the tunnel says nothing
	 * @return the target
	 */
	DialTarget toTarget(String name, DialSettings general) {
		return new DialTarget(name, this.endpoint,
				new DialSettings((this.settings != null) ? this.settings : general.settings(),
						(this.connectTimeout != null) ? this.connectTimeout : general.connectTimeout(),
						(this.subprotocols != null) ? this.subprotocols : general.subprotocols(), this.headers,
						(this.sslEngineFactory != null) ? this.sslEngineFactory : general.sslEngineFactory(),
						this.proxy));
	}

	@Override
	public String toString() {
		return this.endpoint.toString();
	}

	/**
	 * Builder of {@link ClientTunnel}.
	 */
	public static final class Builder {

		private final TunnelEndpoint endpoint;

		private final HttpHeaders headers = new HttpHeaders();

		private @Nullable List<String> subprotocols;

		private @Nullable Duration connectTimeout;

		private @Nullable WsConnectionSettings settings;

		private @Nullable SslEngineFactory sslEngineFactory;

		private @Nullable HttpProxy proxy;

		private Builder(TunnelEndpoint endpoint) {
			this.endpoint = endpoint;
		}

		/**
		 * Add a header to the handshake.
		 * @param name the name, none that the handshake sets by itself
		 * @param value the value
		 * @return this builder
		 */
		public Builder header(String name, String value) {
			String problem = HandshakeHeaders.findProblem(name, value);
			Assert.isTrue(problem == null, () -> "'" + name + "' " + problem);
			Assert.isTrue(this.endpoint.userInfo() == null || !HttpHeaders.AUTHORIZATION.equalsIgnoreCase(name),
					"'Authorization' must not be set where the URI has user information");
			this.headers.add(name, value);
			return this;
		}

		/**
		 * Set the subprotocols to offer.
		 * @param subprotocols the subprotocols, the preferred one first; the client's own
		 * unless set
		 * @return this builder
		 */
		public Builder subprotocols(String... subprotocols) {
			this.subprotocols = HandshakeRequest.checkSubprotocols(subprotocols);
			return this;
		}

		/**
		 * Set how long connecting may take, from the name's resolution to the end of the
		 * WebSocket handshake.
		 * @param connectTimeout the timeout, the client's own unless set
		 * @return this builder
		 */
		public Builder connectTimeout(Duration connectTimeout) {
			this.connectTimeout = DialSettings.checkConnectTimeout(connectTimeout);
			return this;
		}

		/**
		 * Set the settings of the connections.
		 * @param settings the settings, the client's own unless set
		 * @return this builder
		 */
		public Builder settings(WsConnectionSettings settings) {
			Assert.notNull(settings, "'settings' must not be null");
			this.settings = settings;
			return this;
		}

		/**
		 * Set whom to trust.
		 * @param sslContext the SSL context, the client's own unless set
		 * @return this builder
		 */
		public Builder sslContext(SSLContext sslContext) {
			Assert.notNull(sslContext, "'sslContext' must not be null");
			return sslEngineFactory(sslContext::createSSLEngine);
		}

		/**
		 * Set what creates the TLS engine of each connection.
		 * @param sslEngineFactory the factory, the client's own unless set
		 * @return this builder
		 */
		public Builder sslEngineFactory(SslEngineFactory sslEngineFactory) {
			Assert.notNull(sslEngineFactory, "'sslEngineFactory' must not be null");
			Assert.isTrue(this.endpoint.secure(), "'sslEngineFactory' must not be set for a URI with scheme ws, "
					+ "which uses no TLS: use scheme wss");
			this.sslEngineFactory = sslEngineFactory;
			return this;
		}

		/**
		 * Set the proxy to connect through.
		 * @param proxy the proxy; what the JVM's {@link java.net.ProxySelector} says
		 * unless set
		 * @return this builder
		 */
		public Builder proxy(HttpProxy proxy) {
			Assert.notNull(proxy, "'proxy' must not be null");
			this.proxy = proxy;
			return this;
		}

		/**
		 * Build the tunnel.
		 * @return the tunnel
		 */
		public ClientTunnel build() {
			return new ClientTunnel(this);
		}

	}

}
