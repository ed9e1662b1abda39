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

package io.wstunnel.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.wstunnel.transport.TransportListener;
import org.jspecify.annotations.Nullable;

/**
 * One thread with a selector, which tells each channel's listener once per request.
 */
public final class SelectorLoop implements AutoCloseable {

	private final Selector selector;

	private final Thread thread;

	private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

	private volatile boolean closed;

	public SelectorLoop() throws IOException {
		this.selector = Selector.open();
		this.thread = new Thread(this::run, "selector-loop");
		this.thread.setDaemon(true);
		this.thread.start();
	}

	public Thread getThread() {
		return this.thread;
	}

	Registration register(SocketChannel channel, TransportListener listener) {
		return new Registration(channel, listener);
	}

	void wakeup() {
		this.selector.wakeup();
	}

	@Override
	public void close() throws IOException {
		this.closed = true;
		this.selector.close();
	}

	private void run() {
		try {
			while (!this.closed) {
				this.selector.select((key) -> ((Registration) key.attachment()).ready(key));
				for (Runnable task = this.tasks.poll(); task != null; task = this.tasks.poll()) {
					task.run();
				}
			}
		}
		catch (ClosedSelectorException ex) {
			// Closed
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	final class Registration {

		private final SocketChannel channel;

		private final TransportListener listener;

		private @Nullable SelectionKey key;

		Registration(SocketChannel channel, TransportListener listener) {
			this.channel = channel;
			this.listener = listener;
		}

		void requestRead() {
			request(SelectionKey.OP_READ);
		}

		void requestWrite() {
			request(SelectionKey.OP_WRITE);
		}

		private void request(int operation) {
			SelectorLoop.this.tasks.add(() -> interest(operation));
			SelectorLoop.this.selector.wakeup();
		}

		private void interest(int operation) {
			try {
				if (this.key == null) {
					this.key = this.channel.register(SelectorLoop.this.selector, 0, this);
				}
				this.key.interestOpsOr(operation);
			}
			catch (ClosedChannelException | CancelledKeyException ex) {
				// Closed by its owner, who needs no call.
			}
		}

		private void ready(SelectionKey key) {
			int ready = 0;
			try {
				ready = key.readyOps();
				key.interestOpsAnd(~ready);
			}
			catch (CancelledKeyException ex) {
				return;
			}
			if ((ready & SelectionKey.OP_READ) != 0) {
				this.listener.onReadable();
			}
			if ((ready & SelectionKey.OP_WRITE) != 0) {
				this.listener.onWritable();
			}
		}

	}

}
