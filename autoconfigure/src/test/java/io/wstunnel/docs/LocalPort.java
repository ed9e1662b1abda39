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

package io.wstunnel.docs;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import io.wstunnel.WsClosedException;
import io.wstunnel.WsConnection;
import io.wstunnel.WsTunnelClient;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

// tag::port[]
/**
 * A port of this host: each connection to it goes through the tunnel.
 */
class LocalPort implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(LocalPort.class);

	private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

	private final WsTunnelClient client;

	private final Executor executor;

	LocalPort(WsTunnelClient client, Executor executor) throws IOException {
		this.client = client;
		this.executor = executor;
		executor.execute(this::accept);
	}

	int getPort() {
		return this.listener.getLocalPort();
	}

	@Override
	public void close() throws IOException {
		this.listener.close();
	}

	private void accept() {
		try {
			while (true) {
				start(this.listener.accept());
			}
		}
		catch (IOException ex) {
			logger.debug("The port is closed", ex);
		}
	}

	private void start(Socket local) throws IOException {
		try {
			this.executor.execute(() -> serve(local));
		}
		catch (RejectedExecutionException ex) {
			logger.warn("There is no thread for a connection", ex);
			local.close();
		}
	}

	private void serve(Socket local) {
		try (local; WsConnection tunnel = this.client.connect("db")) {
			local.setTcpNoDelay(true);
			this.executor.execute(() -> toTunnel(local, tunnel));
			toLocal(tunnel, local);
		}
		catch (ClosedChannelException ex) {
			logger.debug("The local connection ended first", ex);
		}
		catch (IOException | RejectedExecutionException ex) {
			logger.warn("The tunnel failed", ex);
		}
	}

	private void toLocal(WsConnection tunnel, Socket local) throws IOException {
		try {
			tunnel.getInputStream().transferTo(local.getOutputStream());
		}
		catch (SocketException ex) {
			// The local connection was cut, which must not look like an orderly end
			tunnel.abort();
			throw ex;
		}
		catch (IOException ex) {
			// Nor must it if the tunnel was: reset
			local.setSoLinger(true, 0);
			throw ex;
		}
	}

	private void toTunnel(Socket local, WsConnection tunnel) {
		try {
			local.getInputStream().transferTo(tunnel.getOutputStream());
			tunnel.close();
		}
		catch (WsClosedException | ClosedChannelException ex) {
			logger.debug("The tunnel ended first", ex);
		}
		catch (IOException ex) {
			tunnel.abort();
		}
	}

}
// end::port[]
