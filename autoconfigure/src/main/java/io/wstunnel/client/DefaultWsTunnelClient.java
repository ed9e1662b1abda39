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

import java.io.IOException;
import java.net.InetAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;

import io.wstunnel.WsConnection;
import io.wstunnel.WsConnectionSettings;
import io.wstunnel.WsTunnelClient;
import io.wstunnel.WsTunnelClientCustomizer;
import io.wstunnel.connection.SocketConnector;
import io.wstunnel.monitor.TunnelMonitor;
import io.wstunnel.observation.TunnelSide;
import io.wstunnel.transport.selector.SelectorLoop;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.socket.CloseStatus;

/**
 * The {@link WsTunnelClient} over sockets of the JDK. It needs one thread while it has
 * connections and none without. Closing it cuts the connections that are still open with
 * status 1012.
 *
 * <p>
 * User information in a URI is sent as Basic authorization, and shows neither in the
 * handshake's URI nor in exceptions.
 *
 * @since 0.1.0
 */
public final class DefaultWsTunnelClient implements WsTunnelClient, AutoCloseable {

	private static final CloseStatus CLIENT_CLOSED = CloseStatus.SERVICE_RESTARTED.withReason("The client was closed");

	private final ClientServices services;

	private final DialTargets targets;

	private DefaultWsTunnelClient(ClientServices services, DialTargets targets) {
		this.services = services;
		this.targets = targets;
	}

	/**
	 * Return a client with the default settings.
	 * @return a new client
	 */
	public static DefaultWsTunnelClient create() {
		return builder().build();
	}

	/**
	 * Return a builder that starts with the defaults.
	 * @return a new builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	@Override
	public WsConnection connect(URI uri) throws IOException {
		return prepare(this.targets.find(uri), null).connect();
	}

	@Override
	public WsConnection connect(String name) throws IOException {
		return prepare(this.targets.find(name), null).connect();
	}

	@Override
	public SocketFactory socketFactory(URI uri) {
		return socketFactory(this.targets.find(uri));
	}

	@Override
	public SocketFactory socketFactory(String name) {
		return socketFactory(this.targets.find(name));
	}

	/**
	 * Close all connections, side by side, each with status 1012 and within its close
	 * timeout. Connecting fails from now on, also where it has begun.
	 */
	@Override
	public void close() {
		this.services.connections().close(CLIENT_CLOSED, this.targets.longestCloseTimeout(), this.services.executor());
	}

	private SocketFactory socketFactory(DialTarget target) {
		return new WsSocketFactory((timeout) -> prepare(target, timeout));
	}

	private SocketConnector.Attempt prepare(DialTarget target, @Nullable Duration timeout) {
		return new ObservedDial(target, this.services,
				(timeout != null) ? timeout : target.settings().connectTimeout());
	}

	/**
	 * Builder of {@link DefaultWsTunnelClient}.
	 */
	public static final class Builder {

		private DialSettings dialSettings = DialSettings.defaults();

		private Supplier<@Nullable ProxySelector> proxySelector = ProxySelector::getDefault;

		private Supplier<List<WsTunnelClientCustomizer>> customizers = List::of;

		private final Map<String, ClientTunnel> tunnels = new LinkedHashMap<>();

		private @Nullable Executor executor;

		private TunnelMonitor monitor = new TunnelMonitor();

		private HostResolver resolver = InetAddress::getAllByName;

		private Builder() {
		}

		/**
		 * Set the settings of the connections.
		 * @param settings the settings
		 * @return this builder
		 */
		public Builder settings(WsConnectionSettings settings) {
			Assert.notNull(settings, "'settings' must not be null");
			this.dialSettings = this.dialSettings.withSettings(settings);
			return this;
		}

		/**
		 * Set how long connecting may take, from the name's resolution to the end of the
		 * WebSocket handshake.
		 * @param connectTimeout the timeout, 10 seconds by default
		 * @return this builder
		 */
		public Builder connectTimeout(Duration connectTimeout) {
			this.dialSettings = this.dialSettings.withConnectTimeout(connectTimeout);
			return this;
		}

		/**
		 * Set the subprotocols to offer.
		 * @param subprotocols the subprotocols, the preferred one first
		 * @return this builder
		 */
		public Builder subprotocols(String... subprotocols) {
			this.dialSettings = this.dialSettings.withSubprotocols(subprotocols);
			return this;
		}

		/**
		 * Set whom to trust.
		 * @param sslContext the SSL context, the JVM's default unless set
		 * @return this builder
		 */
		public Builder sslContext(SSLContext sslContext) {
			Assert.notNull(sslContext, "'sslContext' must not be null");
			return sslEngineFactory(sslContext::createSSLEngine);
		}

		/**
		 * Set what creates the TLS engine of each connection.
		 * @param sslEngineFactory the factory, one of the JVM's default SSL context
		 * unless set
		 * @return this builder
		 */
		public Builder sslEngineFactory(SslEngineFactory sslEngineFactory) {
			Assert.notNull(sslEngineFactory, "'sslEngineFactory' must not be null");
			this.dialSettings = this.dialSettings.withSslEngineFactory(sslEngineFactory);
			return this;
		}

		/**
		 * Set who knows the proxies of tunnels that have none of their own. It is asked
		 * for the equivalent {@code http} or {@code https} URI, its proxies are tried in
		 * order, and it is told of those that could not be reached, not of those that
		 * refused. Proxies of type SOCKS are passed over; where only such are named,
		 * connecting fails.
		 * @param proxySelector the proxy selector, {@code null} for no proxies; the JVM's
		 * default, asked for at each connecting, unless set
		 * @return this builder
		 */
		public Builder proxySelector(@Nullable ProxySelector proxySelector) {
			this.proxySelector = () -> proxySelector;
			return this;
		}

		/**
		 * Set who sees each handshake before it is sent.
		 * @param customizers the customizers, in order
		 * @return this builder
		 */
		public Builder customizers(List<WsTunnelClientCustomizer> customizers) {
			List<WsTunnelClientCustomizer> copy = List.copyOf(customizers);
			return customizers(() -> copy);
		}

		/**
		 * Set who sees each handshake before it is sent, to be asked for when the client
		 * first connects: so what they need may itself need the client.
		 * @param customizers returns the customizers, in order
		 * @return this builder
		 */
		public Builder customizers(Supplier<List<WsTunnelClientCustomizer>> customizers) {
			Assert.notNull(customizers, "'customizers' must not be null");
			this.customizers = SingletonSupplier.of(customizers);
			return this;
		}

		/**
		 * Add a tunnel.
		 * @param name the name to connect to it by
		 * @param tunnel the tunnel
		 * @return this builder
		 */
		public Builder tunnel(String name, ClientTunnel tunnel) {
			Assert.hasText(name, "'name' must not be empty");
			Assert.notNull(tunnel, "'tunnel' must not be null");
			Assert.isTrue(this.tunnels.put(name, tunnel) == null,
					() -> "'name' must be new, but there are two tunnels '" + name + "'");
			return this;
		}

		/**
		 * Set what runs whatever depends on {@link WsConnection#closed()}, and the
		 * closing of the connections when the client is closed.
		 * @param executor the executor, one with a thread for each task unless set, a
		 * virtual one where the JVM has them
		 * @return this builder
		 */
		public Builder executor(Executor executor) {
			Assert.notNull(executor, "'executor' must not be null");
			this.executor = executor;
			return this;
		}

		/**
		 * Set who is told of all handshakes and connections.
		 * @param monitor the monitor, one of this client alone, which writes the log and
		 * observes nothing, unless set
		 * @return this builder
		 */
		public Builder monitor(TunnelMonitor monitor) {
			Assert.notNull(monitor, "'monitor' must not be null");
			this.monitor = monitor;
			return this;
		}

		Builder resolver(HostResolver resolver) {
			this.resolver = resolver;
			return this;
		}

		/**
		 * Build the client.
		 * @return a new client
		 */
		public DefaultWsTunnelClient build() {
			Executor executor = (this.executor != null) ? this.executor : ClientDefaults.createExecutor();
			ClientServices services = new ClientServices(new SelectorLoop("wstunnel-client"), new ClientConnections(),
					new NameResolution(this.resolver), this.proxySelector, this.customizers, executor, this.monitor);
			this.tunnels.keySet().forEach((name) -> this.monitor.getTotals(TunnelSide.CLIENT, name));
			return new DefaultWsTunnelClient(services, new DialTargets(this.dialSettings, this.tunnels));
		}

	}

}
