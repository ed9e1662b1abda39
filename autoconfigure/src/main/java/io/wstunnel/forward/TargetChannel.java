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

package io.wstunnel.forward;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicBoolean;

import io.wstunnel.transport.selector.SelectorLoop;
import io.wstunnel.transport.selector.SelectorRegistration;
import org.jspecify.annotations.Nullable;

/**
 * The TCP side of a relay: a socket that never blocks. What it has received stays in the
 * kernel until it is read.
 *
 * @since 0.1.0
 */
public final class TargetChannel implements AutoCloseable {

	private final AtomicBoolean closed = new AtomicBoolean();

	private final SocketChannel channel;

	private final SelectorRegistration registration;

	private final Runnable onClose;

	private volatile @Nullable Runnable readable;

	private volatile @Nullable Runnable writable;

	/**
	 * Create a channel.
	 * @param channel the socket, closed by this if that fails
	 * @param loop tells when the socket is ready
	 * @param onClose run once, when the socket is closed
	 * @throws IOException if the socket cannot be used
	 */
	TargetChannel(SocketChannel channel, SelectorLoop loop, Runnable onClose) throws IOException {
		this.channel = channel;
		this.onClose = onClose;
		try {
			channel.configureBlocking(false);
			channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
			channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
			// Unless it is closed in order, even if this process dies
			channel.setOption(StandardSocketOptions.SO_LINGER, 0);
			this.registration = loop.register(channel, this::onReady);
		}
		catch (IOException | RuntimeException | Error ex) {
			channel.close();
			throw ex;
		}
	}

	/**
	 * Say who is told when the socket is ready for what was requested.
	 * @param readable told that a read may go on
	 * @param writable told that a write, or connecting, may go on
	 */
	void start(Runnable readable, Runnable writable) {
		this.readable = readable;
		this.writable = writable;
	}

	boolean connect(InetSocketAddress address) throws IOException {
		return this.channel.connect(address);
	}

	/**
	 * Go on connecting.
	 * @return whether the socket is connected; if not, who is told of writes is told
	 */
	boolean finishConnect() throws IOException {
		if (this.channel.finishConnect()) {
			this.registration.cancel(SelectionKey.OP_CONNECT);
			return true;
		}
		this.registration.request(SelectionKey.OP_CONNECT);
		return false;
	}

	int read(ByteBuffer destination) throws IOException {
		return this.channel.read(destination);
	}

	void requestRead() {
		this.registration.request(SelectionKey.OP_READ);
	}

	/**
	 * Write as much as the kernel takes.
	 * @param source the bytes
	 * @return whether it took all of them
	 */
	boolean write(ByteBuffer source) throws IOException {
		while (source.hasRemaining()) {
			if (this.channel.write(source) == 0) {
				return false;
			}
		}
		return true;
	}

	void requestWrite() {
		this.registration.request(SelectionKey.OP_WRITE);
	}

	/**
	 * Let who is told of writes be told soon, by the loop's thread.
	 */
	void signalWrite() {
		this.registration.signal(SelectionKey.OP_WRITE);
	}

	/**
	 * Tell the other end that nothing more is sent.
	 */
	void shutdownOutput() throws IOException {
		this.channel.shutdownOutput();
		// All was said in order, which outlives this process
		this.channel.setOption(StandardSocketOptions.SO_LINGER, -1);
	}

	/**
	 * Close so that the other end sees a cut: with a reset, which also drops what it has
	 * not yet received.
	 */
	void reset() {
		close(0);
	}

	boolean isClosed() {
		return this.closed.get();
	}

	/**
	 * Return the address of the other end.
	 * @return the address, or {@code null} if the socket is not connected
	 */
	public @Nullable InetSocketAddress getRemoteAddress() {
		try {
			return (InetSocketAddress) this.channel.getRemoteAddress();
		}
		catch (IOException ex) {
			return null;
		}
	}

	/**
	 * Close the socket: in order, if all that was received has been read.
	 */
	@Override
	public void close() {
		close(-1);
	}

	private void close(int linger) {
		if (!this.closed.compareAndSet(false, true)) {
			return;
		}
		try {
			this.channel.setOption(StandardSocketOptions.SO_LINGER, linger);
		}
		catch (IOException ex) {
			// Closed already, or reset by the other end
		}
		this.registration.close();
		this.onClose.run();
	}

	private void onReady(int ops) {
		Runnable readable = this.readable;
		if (readable != null && (ops & SelectionKey.OP_READ) != 0) {
			readable.run();
		}
		Runnable writable = this.writable;
		if (writable != null && (ops & (SelectionKey.OP_WRITE | SelectionKey.OP_CONNECT)) != 0) {
			writable.run();
		}
	}

}
