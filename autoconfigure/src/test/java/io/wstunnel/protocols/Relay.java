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
import java.net.Socket;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.atomic.AtomicInteger;

import io.wstunnel.WsClosedException;
import io.wstunnel.WsConnection;
import io.wstunnel.WsTunnel;

import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.core.task.TaskExecutor;
import org.springframework.web.bind.annotation.PathVariable;

/**
 * Tunnels to any TCP server: the end of either side ends the other.
 */
class Relay {

	private static final TaskExecutor EXECUTOR = new SimpleAsyncTaskExecutor("relay-");

	private final AtomicInteger opened = new AtomicInteger();

	@WsTunnel("/tunnels/{host}/{port}")
	void relay(WsConnection connection, @PathVariable String host, @PathVariable int port) throws IOException {
		this.opened.incrementAndGet();
		try (Socket target = new Socket(host, port)) {
			target.setTcpNoDelay(true);
			join(connection, target);
		}
	}

	int countOpened() {
		return this.opened.get();
	}

	private static void join(WsConnection connection, Socket socket) throws IOException {
		EXECUTOR.execute(() -> toTunnel(socket, connection));
		try {
			connection.getInputStream().transferTo(socket.getOutputStream());
		}
		catch (WsClosedException ex) {
			socket.setSoLinger(true, 0);
		}
		catch (ClosedChannelException ex) {
			// The other direction has ended, and closed the tunnel
		}
		catch (IOException ex) {
			socket.setSoLinger(true, 0);
			throw ex;
		}
	}

	private static void toTunnel(Socket socket, WsConnection connection) {
		try {
			socket.getInputStream().transferTo(connection.getOutputStream());
			connection.close();
		}
		catch (WsClosedException | ClosedChannelException ex) {
			// The tunnel ended first, as the other direction sees
		}
		catch (IOException ex) {
			if (!socket.isClosed()) {
				connection.abort();
			}
		}
	}

}
