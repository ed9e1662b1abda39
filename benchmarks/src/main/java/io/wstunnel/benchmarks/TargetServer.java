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

package io.wstunnel.benchmarks;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * The TCP servers behind all relays: a sink, a source and an echo on one thread.
 */
final class TargetServer implements Closeable {

	private static final int BACKLOG = 1_000;

	private static final int BUFFER_LENGTH = 128 * 1024;

	private final Selector selector;

	private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_LENGTH);

	private final int sinkPort;

	private final int sourcePort;

	private final int echoPort;

	private volatile long sunk;

	TargetServer() throws IOException {
		this.selector = Selector.open();
		this.sinkPort = listen(SelectionKey.OP_READ, this::sink);
		this.sourcePort = listen(SelectionKey.OP_WRITE, new Source());
		this.echoPort = listen(SelectionKey.OP_READ, this::echo);
		Thread thread = new Thread(this::run, "targets");
		thread.setDaemon(true);
		thread.start();
	}

	int sinkPort() {
		return this.sinkPort;
	}

	int sourcePort() {
		return this.sourcePort;
	}

	int echoPort() {
		return this.echoPort;
	}

	/**
	 * Return how many bytes the sink has taken.
	 * @return the bytes of all connections together
	 */
	long sunk() {
		return this.sunk;
	}

	private int listen(int operations, Service service) throws IOException {
		ServerSocketChannel server = ServerSocketChannel.open();
		server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
		server.configureBlocking(false);
		Service acceptor = (key) -> accept(server, operations, service);
		server.register(this.selector, SelectionKey.OP_ACCEPT, acceptor);
		return server.socket().getLocalPort();
	}

	private void accept(ServerSocketChannel server, int operations, Service service) throws IOException {
		SocketChannel channel = server.accept();
		while (channel != null) {
			channel.configureBlocking(false);
			channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
			channel.register(this.selector, operations, (service instanceof Source) ? new Source() : service);
			channel = server.accept();
		}
	}

	private void run() {
		try {
			while (this.selector.isOpen()) {
				this.selector.select(this::serve);
			}
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void serve(SelectionKey key) {
		try {
			((Service) key.attachment()).ready(key);
		}
		catch (IOException ex) {
			close(key.channel());
		}
	}

	private void sink(SelectionKey key) throws IOException {
		int count = read(key);
		if (count > 0) {
			// Only this thread writes it
			this.sunk = this.sunk + count;
		}
	}

	private void echo(SelectionKey key) throws IOException {
		if (read(key) > 0) {
			this.buffer.flip();
			while (this.buffer.hasRemaining()) {
				((SocketChannel) key.channel()).write(this.buffer);
			}
		}
	}

	private int read(SelectionKey key) throws IOException {
		int count = ((SocketChannel) key.channel()).read(this.buffer.clear());
		if (count < 0) {
			close(key.channel());
		}
		return count;
	}

	private static void close(SelectableChannel channel) {
		try {
			channel.close();
		}
		catch (IOException ex) {
			// It is gone in any case
		}
	}

	@Override
	public void close() throws IOException {
		for (SelectionKey key : this.selector.keys()) {
			close(key.channel());
		}
		this.selector.close();
	}

	private interface Service {

		void ready(SelectionKey key) throws IOException;

	}

	/**
	 * Sends the pattern; one for each connection, which each is at its own place in it.
	 */
	private static final class Source implements Service {

		private final ByteBuffer block = Pattern.block();

		@Override
		public void ready(SelectionKey key) throws IOException {
			if (!this.block.hasRemaining()) {
				this.block.rewind();
			}
			((SocketChannel) key.channel()).write(this.block);
		}

	}

}
