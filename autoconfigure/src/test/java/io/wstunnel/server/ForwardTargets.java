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

package io.wstunnel.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

import io.wstunnel.testsupport.Await;

/**
 * What tunnels of a test lead to: a port that accepts, one that refuses, and one that
 * does not answer.
 */
final class ForwardTargets implements AutoCloseable {

	private final InetAddress loopback = InetAddress.getByName("127.0.0.1");

	private final ServerSocket accepting = new ServerSocket(0, 50, this.loopback);

	private final ServerSocket full = new ServerSocket(0, 1, this.loopback);

	private final List<SocketChannel> waiting = new ArrayList<>();

	private final int closedPort;

	ForwardTargets() throws IOException {
		this.accepting.setSoTimeout((int) Await.LIMIT.toMillis());
		for (int i = 0; i < 4; i++) {
			SocketChannel channel = SocketChannel.open();
			this.waiting.add(channel);
			channel.configureBlocking(false);
			channel.connect(this.full.getLocalSocketAddress());
		}
		try (ServerSocket closed = new ServerSocket(0, 1, this.loopback)) {
			this.closedPort = closed.getLocalPort();
		}
	}

	int getPort() {
		return this.accepting.getLocalPort();
	}

	/**
	 * Return the port where nobody listens.
	 */
	int getClosedPort() {
		return this.closedPort;
	}

	/**
	 * Return the port whose backlog is full, so that nothing is heard of it.
	 */
	int getSilentPort() {
		return this.full.getLocalPort();
	}

	Socket accept() throws IOException {
		Socket socket = this.accepting.accept();
		socket.setSoTimeout((int) Await.LIMIT.toMillis());
		return socket;
	}

	@Override
	public void close() throws IOException {
		this.accepting.close();
		this.full.close();
		for (SocketChannel channel : this.waiting) {
			channel.close();
		}
	}

}
