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

package io.wstunnel.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLContext;

import io.wstunnel.WsConnectionSettings;
import io.wstunnel.client.DefaultWsTunnelClient;
import io.wstunnel.testsupport.RawPeer;
import io.wstunnel.testsupport.ServerKind;
import io.wstunnel.testsupport.TestTls;
import org.jspecify.annotations.Nullable;

import org.springframework.core.task.SimpleAsyncTaskExecutor;

/**
 * Connections of the client to a server by hand.
 */
class ClientEndRigs extends ServerEndRigs {

	private static final String HANDLERS = "contract-client-";

	private final SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor(HANDLERS);

	private final ServerSocket listening = new ServerSocket();

	private final @Nullable SSLContext tls;

	ClientEndRigs(@Nullable TestTls tls) throws IOException {
		super(ServerKind.TOMCAT, tls);
		this.tls = (tls != null) ? tls.context() : null;
		this.listening.setReceiveBufferSize(RawPeer.SOCKET_BUFFER);
		this.listening.bind(new InetSocketAddress("127.0.0.1", 0));
	}

	@Override
	public ConnectionRig open(WsConnectionSettings settings) throws Exception {
		return open(settings, accept());
	}

	@Override
	public ConnectionRig openExtended(WsConnectionSettings settings) throws Exception {
		return open(settings, accept(EXTENSION));
	}

	private ConnectionRig open(WsConnectionSettings settings, CompletableFuture<RawPeer> peer) throws Exception {
		return new ConnectionRig(client(settings).connect(getUri()), peer.get(20, TimeUnit.SECONDS));
	}

	/**
	 * Return a client that trusts this server.
	 * @param settings the settings of its connections
	 * @return the client
	 */
	DefaultWsTunnelClient client(WsConnectionSettings settings) {
		DefaultWsTunnelClient.Builder builder = DefaultWsTunnelClient.builder()
			.settings(settings)
			.executor(this.executor);
		return ((this.tls != null) ? builder.sslContext(this.tls) : builder).build();
	}

	/**
	 * Accept the next client, on another thread.
	 * @param headers more header lines of the response
	 * @return the peer
	 */
	CompletableFuture<RawPeer> accept(String... headers) {
		return CompletableFuture.supplyAsync(() -> {
			try {
				return RawPeer.accept(this.tls, this.listening, headers);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}, this.executor);
	}

	URI getUri() {
		return URI.create(((this.tls != null) ? "wss" : "ws") + "://127.0.0.1:" + this.listening.getLocalPort() + "/");
	}

	@Override
	public boolean isHandlersThread(Thread thread) {
		return thread.getName().startsWith(HANDLERS);
	}

	@Override
	public void close() throws IOException {
		super.close();
		this.listening.close();
	}

}
