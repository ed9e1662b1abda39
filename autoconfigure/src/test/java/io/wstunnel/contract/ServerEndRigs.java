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

import io.wstunnel.WsConnectionSettings;
import io.wstunnel.testsupport.RawPeer;
import io.wstunnel.testsupport.ServerKind;
import io.wstunnel.testsupport.TestTls;
import org.jspecify.annotations.Nullable;

/**
 * Connections that a handler is given by the starter on a server.
 */
class ServerEndRigs implements Rigs {

	static final String EXTENSION = "Sec-WebSocket-Extensions: io.wstunnel.control";

	private final ContractServer server;

	ServerEndRigs(ServerKind kind, @Nullable TestTls tls, String... properties) {
		this.server = new ContractServer(kind, tls, properties);
	}

	ContractServer getServer() {
		return this.server;
	}

	@Override
	public ConnectionRig open(WsConnectionSettings settings) throws Exception {
		return openWith(settings);
	}

	@Override
	public ConnectionRig openExtended(WsConnectionSettings settings) throws Exception {
		return openWith(settings, EXTENSION);
	}

	private ConnectionRig openWith(WsConnectionSettings settings, String... headers) throws Exception {
		ContractServer.Tunnel tunnel = this.server.addTunnel(settings);
		RawPeer peer = this.server.connectPeer(tunnel, headers);
		return new ConnectionRig(tunnel.getConnection(), peer);
	}

	@Override
	public ConnectionPair openPair(WsConnectionSettings settings) throws Exception {
		ContractServer.Tunnel tunnel = this.server.addTunnel(settings);
		return new ConnectionPair(this.server.connectClient(tunnel, settings), tunnel.getConnection());
	}

	@Override
	public void release() {
		this.server.release();
	}

	@Override
	public boolean isHandlersThread(Thread thread) {
		return this.server.isHandlersThread(thread);
	}

	@Override
	public void close() throws IOException {
		this.server.close();
	}

}
