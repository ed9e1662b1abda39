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
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;

import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;

import io.wstunnel.WsConnection;
import io.wstunnel.WsConnectionSettings;
import io.wstunnel.WsTunnelClient;
import io.wstunnel.connection.SocketConnector;
import io.wstunnel.transport.selector.SelectorLoop;
import org.jspecify.annotations.Nullable;

import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.util.Assert;
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

	private final SelectorLoop loop = new SelectorLoop("wstunnel-client");

	private final ClientConnections connections = new ClientConnections();

	private final DialSettings settings;

	private DefaultWsTunnelClient(DialSettings settings) {
		this.settings = settings;
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
		return prepare(TunnelEndpoint.of(uri), null).connect();
	}

	@Override
	public SocketFactory socketFactory(URI uri) {
		TunnelEndpoint endpoint = TunnelEndpoint.of(uri);
		return new WsSocketFactory((timeout) -> prepare(endpoint, timeout));
	}

	/**
	 * Close all connections, side by side, each with status 1012 and within its close
	 * timeout. Connecting fails from now on, also where it has begun.
	 */
	@Override
	public void close() {
		this.connections.close(CLIENT_CLOSED, this.settings.settings().getCloseTimeout(), this.settings.executor());
	}

	private SocketConnector.Attempt prepare(TunnelEndpoint endpoint, @Nullable Duration timeout) {
		return new Dial(endpoint, this.settings, (timeout != null) ? timeout : this.settings.connectTimeout(),
				this.loop, this.connections);
	}

	/**
	 * Builder of {@link DefaultWsTunnelClient}.
	 */
	public static final class Builder {

		private WsConnectionSettings settings = WsConnectionSettings.defaults();

		private Duration connectTimeout = Duration.ofSeconds(10);

		private List<String> subprotocols = List.of();

		private @Nullable SSLContext sslContext;

		private @Nullable Executor executor;

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
			this.settings = settings;
			return this;
		}

		/**
		 * Set how long connecting may take, from the name's resolution to the end of the
		 * WebSocket handshake.
		 * @param connectTimeout the timeout, 10 seconds by default
		 * @return this builder
		 */
		public Builder connectTimeout(Duration connectTimeout) {
			Assert.notNull(connectTimeout, "'connectTimeout' must not be null");
			Assert.isTrue(!connectTimeout.isNegative() && !connectTimeout.isZero(),
					"'connectTimeout' must be positive");
			this.connectTimeout = connectTimeout;
			return this;
		}

		/**
		 * Set the subprotocols to offer.
		 * @param subprotocols the subprotocols, the preferred one first
		 * @return this builder
		 */
		public Builder subprotocols(String... subprotocols) {
			for (String subprotocol : subprotocols) {
				Assert.isTrue(HandshakeRequest.isToken(subprotocol),
						() -> "'subprotocols' must be tokens as HTTP has them, not '" + subprotocol + "'");
			}
			this.subprotocols = List.of(subprotocols);
			return this;
		}

		/**
		 * Set whom to trust.
		 * @param sslContext the SSL context, the JVM's default unless set
		 * @return this builder
		 */
		public Builder sslContext(SSLContext sslContext) {
			Assert.notNull(sslContext, "'sslContext' must not be null");
			this.sslContext = sslContext;
			return this;
		}

		/**
		 * Set what runs whatever depends on {@link WsConnection#closed()}, and the
		 * closing of the connections when the client is closed.
		 * @param executor the executor, one with a thread for each task unless set
		 * @return this builder
		 */
		public Builder executor(Executor executor) {
			Assert.notNull(executor, "'executor' must not be null");
			this.executor = executor;
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
			Executor executor = (this.executor != null) ? this.executor : defaultExecutor();
			return new DefaultWsTunnelClient(new DialSettings(this.settings, this.connectTimeout, this.subprotocols,
					this.sslContext, this.resolver, executor));
		}

		private static Executor defaultExecutor() {
			SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor("wstunnel-client-");
			executor.setDaemon(true);
			return executor;
		}

	}

}
