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

package io.wstunnel.transport.selector;

import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * A socket in a {@link SelectorLoop}. Its methods may be called by any thread.
 *
 * @since 0.1.0
 */
public final class SelectorRegistration {

	private static final int ALL = SelectionKey.OP_CONNECT | SelectionKey.OP_READ | SelectionKey.OP_WRITE;

	private final AtomicBoolean closed = new AtomicBoolean();

	private final AtomicInteger signalled = new AtomicInteger();

	private final SocketChannel channel;

	private final SelectorWorker worker;

	private final IntConsumer listener;

	private final Consumer<SelectorWorker> onClose;

	private final SelectionKey key;

	SelectorRegistration(SocketChannel channel, SelectorWorker worker, IntConsumer listener,
			Consumer<SelectorWorker> onClose) throws IOException {
		this.channel = channel;
		this.worker = worker;
		this.listener = listener;
		this.onClose = onClose;
		this.key = channel.register(worker.getSelector(), 0, this);
	}

	/**
	 * Ask for one call of the listener once an operation is ready.
	 * @param ops the operations, as in {@link SelectionKey}
	 */
	public void request(int ops) {
		try {
			int before = this.key.interestOpsOr(ops);
			if ((before & ops) != ops) {
				this.worker.wakeup();
			}
		}
		catch (CancelledKeyException ex) {
			// Closed, of which the listener is not told
		}
	}

	/**
	 * Do not tell the listener any more once an operation is ready.
	 * @param ops the operations, as in {@link SelectionKey}
	 */
	public void cancel(int ops) {
		try {
			int before = this.key.interestOpsAnd(~ops);
			if ((before & ops) != 0) {
				this.worker.wakeup();
			}
		}
		catch (CancelledKeyException ex) {
			// Closed, of which the listener is not told
		}
	}

	/**
	 * Ask for one call of the listener, whatever the socket says.
	 * @param ops the operations to tell
	 */
	public void signal(int ops) {
		if (this.signalled.getAndUpdate((before) -> before | ops) == 0) {
			this.worker.signal(this);
		}
	}

	int takeSignalled() {
		return this.signalled.getAndSet(0);
	}

	void fire(int ops) {
		if (!this.closed.get()) {
			this.listener.accept(ops);
		}
	}

	/**
	 * Tell the listener that the loop has failed and its channel is closed.
	 */
	void fail() {
		this.listener.accept(ALL);
	}

	/**
	 * Close the channel. Once it is closed already, the selector lets go of it at once.
	 */
	public void close() {
		if (!this.closed.compareAndSet(false, true)) {
			return;
		}
		try {
			this.channel.close();
		}
		catch (IOException ex) {
			// There is nothing more to be done about it
		}
		finally {
			// The selector has the last hold on the file descriptor
			this.worker.wakeup();
			this.onClose.accept(this.worker);
		}
	}

}
