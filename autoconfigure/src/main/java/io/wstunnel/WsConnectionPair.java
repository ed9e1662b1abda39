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

import java.net.InetSocketAddress;
import java.net.URI;
import java.security.Principal;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

import io.wstunnel.connection.TransportConnection;
import io.wstunnel.transport.frame.Role;
import io.wstunnel.transport.loopback.LoopbackPair;
import org.jspecify.annotations.Nullable;

import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.util.Assert;
import org.springframework.util.function.ThrowingFunction;

/**
 * Two connections that are each other's peer, in memory: for tests of what serves or uses
 * a connection, without a server and without a socket. Both ends hold the whole contract
 * of {@link WsConnection}, frames and closing handshake included; about 256 KiB are on
 * their way in each direction before a writer whose peer does not read is stopped.
 *
 * <p>
 * What a tunnel does at the server's end is tested with {@link #serve}, which treats it
 * as a server does, or by calling it with {@link #getServer()}. The opening handshake
 * does not take place; what the ends say of it is given to the {@link Builder}.
 *
 * @since 0.1.0
 */
public final class WsConnectionPair implements AutoCloseable {

	private final TransportConnection client;

	private final TransportConnection server;

	private final PairTunnel tunnel;

	private WsConnectionPair(TransportConnection client, TransportConnection server, Executor executor) {
		this.client = client;
		this.server = server;
		this.tunnel = new PairTunnel(server, executor);
	}

	/**
	 * Create a pair with the default settings.
	 * @return the pair, open
	 */
	public static WsConnectionPair create() {
		return builder().build();
	}

	/**
	 * Return a builder of a pair.
	 * @return a new builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Return the client's end.
	 * @return the connection
	 */
	public WsConnection getClient() {
		return this.client;
	}

	/**
	 * Return the server's end.
	 * @return the connection
	 */
	public WsConnection getServer() {
		return this.server;
	}

	/**
	 * Serve the server's end as a server does: on a thread of its own, with the
	 * {@link WsTunnelContext} bound to it, and as the connection's lifetime. Returning
	 * closes it with 1000, an exception with 1011, or with the status that a
	 * {@link WsClosedException} carries.
	 * @param handler the handler, such as {@code tunnels::echo} for a method
	 * @return completes when the handler has ended and the connection is closed: with
	 * what the handler threw, if it threw
	 * @throws IllegalStateException if a handler was given before
	 */
	public CompletableFuture<Void> serve(WsConnectionHandler handler) {
		Assert.notNull(handler, "'handler' must not be null");
		return serveAsync(handler::handleAsync);
	}

	/**
	 * Serve the server's end beyond the return of the handler: as
	 * {@link #serve(WsConnectionHandler)}, for a method that returns a
	 * {@link CompletionStage}, which the tunnel lives until.
	 * @param handler the handler, such as {@code tunnels::relay} for a method
	 * @return completes when the tunnel has ended: with what the handler threw or the
	 * stage failed with, if the tunnel did not end before
	 * @throws IllegalStateException if a handler was given before
	 */
	public CompletableFuture<Void> serveAsync(ThrowingFunction<WsConnection, CompletionStage<?>> handler) {
		Assert.notNull(handler, "'handler' must not be null");
		return this.tunnel.serve(handler);
	}

	/**
	 * Abort both ends, unless they are closed. A handler that is still served then fails
	 * in its next read or write; it is not waited for.
	 */
	@Override
	public void close() {
		this.client.abort();
		this.server.abort();
	}

	@Override
	public String toString() {
		return "WsConnectionPair[client " + this.client.getId() + ", server " + this.server.getId() + "]";
	}

	/**
	 * Builder of a {@link WsConnectionPair}.
	 */
	public static final class Builder {

		private final ConnectionPairEnd client = new ConnectionPairEnd(Role.CLIENT,
				new InetSocketAddress("127.0.0.1", 49152));

		private final ConnectionPairEnd server = new ConnectionPairEnd(Role.SERVER,
				new InetSocketAddress("127.0.0.1", 80));

		private URI uri = URI.create("ws://localhost/");

		private @Nullable String subprotocol;

		private @Nullable Executor executor;

		private Builder() {
		}

		/**
		 * Set the settings of both ends.
		 * @param settings the settings
		 * @return this builder
		 */
		public Builder settings(WsConnectionSettings settings) {
			return clientSettings(settings).serverSettings(settings);
		}

		/**
		 * Set the settings of the client's end.
		 * @param settings the settings
		 * @return this builder
		 */
		public Builder clientSettings(WsConnectionSettings settings) {
			this.client.settings(settings);
			return this;
		}

		/**
		 * Set the settings of the server's end.
		 * @param settings the settings
		 * @return this builder
		 */
		public Builder serverSettings(WsConnectionSettings settings) {
			this.server.settings(settings);
			return this;
		}

		/**
		 * Set the URI that both ends give for the handshake's; {@code ws://localhost/}
		 * unless set.
		 * @param uri the URI
		 * @return this builder
		 */
		public Builder uri(URI uri) {
			Assert.notNull(uri, "'uri' must not be null");
			this.uri = uri;
			return this;
		}

		/**
		 * Set a header of the request, which the server's end shows.
		 * @param name the name
		 * @param values the values
		 * @return this builder
		 */
		public Builder requestHeader(String name, String... values) {
			this.server.header(name, values);
			return this;
		}

		/**
		 * Set a header of the response, which the client's end shows.
		 * @param name the name
		 * @param values the values
		 * @return this builder
		 */
		public Builder responseHeader(String name, String... values) {
			this.client.header(name, values);
			return this;
		}

		/**
		 * Set the user whom the server's end shows.
		 * @param principal the user, or {@code null}
		 * @return this builder
		 */
		public Builder principal(@Nullable Principal principal) {
			this.server.principal(principal);
			return this;
		}

		/**
		 * Set a variable of the tunnel's path, which the server's end shows.
		 * @param name the name
		 * @param value the value
		 * @return this builder
		 */
		public Builder pathVariable(String name, String value) {
			this.server.pathVariable(name, value);
			return this;
		}

		/**
		 * Set the subprotocol that both ends show.
		 * @param subprotocol the subprotocol, or {@code null}
		 * @return this builder
		 */
		public Builder subprotocol(@Nullable String subprotocol) {
			this.subprotocol = subprotocol;
			return this;
		}

		/**
		 * Set the addresses of the two ends, which nothing connects to; ports of
		 * {@code 127.0.0.1} unless set. The settings'
		 * {@link WsConnectionSettings#getRemoteAddress() remote address} wins.
		 * @param client the client's address
		 * @param server the server's address
		 * @return this builder
		 */
		public Builder addresses(InetSocketAddress client, InetSocketAddress server) {
			Assert.notNull(client, "'client' must not be null");
			Assert.notNull(server, "'server' must not be null");
			this.client.address(client);
			this.server.address(server);
			return this;
		}

		/**
		 * Set what runs the handler and what depends on {@link WsConnection#closed()}; a
		 * thread for each, unless set.
		 * @param executor the executor
		 * @return this builder
		 */
		public Builder executor(Executor executor) {
			Assert.notNull(executor, "'executor' must not be null");
			this.executor = executor;
			return this;
		}

		/**
		 * Build the pair.
		 * @return the pair, open
		 */
		public WsConnectionPair build() {
			Executor executor = (this.executor != null) ? this.executor : new SimpleAsyncTaskExecutor("ws-tunnel-");
			LoopbackPair channels = LoopbackPair.create(this.client.address(), this.server.address());
			boolean notices = this.client.isSpeakingNotices() && this.server.isSpeakingNotices();
			return new WsConnectionPair(
					this.client.connect(channels.client(), this.uri, this.subprotocol, notices, executor),
					this.server.connect(channels.server(), this.uri, this.subprotocol, notices, executor), executor);
		}

	}

}
