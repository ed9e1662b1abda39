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

package io.wstunnel.protocols;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;

import io.wstunnel.WsConnection;
import io.wstunnel.WsTunnelClient;

import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.core.task.TaskExecutor;

/**
 * The way into a tunnel for clients that take no sockets of others: a local port.
 */
final class LocalListener implements AutoCloseable {

	private static final TaskExecutor EXECUTOR = new SimpleAsyncTaskExecutor("local-");

	private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

	private final WsTunnelClient client;

	private final URI uri;

	LocalListener(WsTunnelClient client, URI uri) throws IOException {
		this.client = client;
		this.uri = uri;
		EXECUTOR.execute(this::accept);
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
				Socket socket = this.listener.accept();
				EXECUTOR.execute(() -> connect(socket));
			}
		}
		catch (IOException ex) {
			// Closed
		}
	}

	private void connect(Socket socket) {
		try (socket; WsConnection connection = this.client.connect(this.uri)) {
			socket.setTcpNoDelay(true);
			Relay.join(connection, socket);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
