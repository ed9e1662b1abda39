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

package io.wstunnel.transport.socket;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicBoolean;

import javax.net.ssl.SSLEngine;

import io.wstunnel.transport.TransportListener;
import io.wstunnel.transport.frame.FrameChannel;
import io.wstunnel.transport.selector.SelectorLoop;
import io.wstunnel.transport.selector.SelectorRegistration;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * The byte channel over a socket that never blocks, with or without TLS. The thread that
 * reads or writes does so on the socket itself; the {@link SelectorLoop} only tells when
 * to go on. See the package for the reasons.
 *
 * @since 0.1.0
 */
public final class SocketFrameChannel implements FrameChannel {

	private final AtomicBoolean closed = new AtomicBoolean();

	private final SocketChannel channel;

	private final SelectorRegistration registration;

	private final Runnable onClose;

	private volatile SocketStream stream;

	private volatile @Nullable TransportListener listener;

	private volatile @Nullable InetSocketAddress localAddress;

	private volatile @Nullable InetSocketAddress remoteAddress;

	/**
	 * Open a channel that is not connected yet.
	 * @param loop the loop that tells when the socket is ready
	 * @param onClose run once, when the channel is closed
	 * @throws IOException if the system has no more sockets, or no thread for the loop
	 */
	public SocketFrameChannel(SelectorLoop loop, Runnable onClose) throws IOException {
		this.onClose = onClose;
		this.channel = SocketChannel.open();
		boolean registered = false;
		try {
			this.channel.configureBlocking(false);
			this.channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
			this.channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
			this.registration = loop.register(this.channel, this::onReady);
			registered = true;
		}
		finally {
			if (!registered) {
				this.channel.close();
			}
		}
		this.stream = new PlainStream(this.channel);
	}

	/**
	 * Begin to connect.
	 * @param address the address
	 * @return whether the channel is connected; if not,
	 * {@link TransportListener#onWritable()} follows the next
	 * {@linkplain #requestConnect() request}
	 * @throws IOException if the connection failed
	 */
	public boolean connect(InetSocketAddress address) throws IOException {
		return this.channel.connect(address) && connected();
	}

	/**
	 * Go on connecting.
	 * @return whether the channel is connected
	 * @throws IOException if the connection failed
	 */
	public boolean finishConnect() throws IOException {
		return this.channel.finishConnect() && connected();
	}

	/**
	 * Ask for one call of {@link TransportListener#onWritable()} when the connecting can
	 * go on.
	 */
	public void requestConnect() {
		this.registration.request(SelectionKey.OP_CONNECT);
	}

	/**
	 * Use TLS from now on. The next writes make its handshake, even of an empty buffer,
	 * and return {@code true} only once it is made.
	 * @param engine the engine, in client mode
	 */
	public void startTls(SSLEngine engine) {
		Assert.notNull(engine, "'engine' must not be null");
		this.stream = new TlsStream(this.channel, engine);
	}

	/**
	 * Start, or replace the listener.
	 */
	@Override
	public void start(TransportListener listener) {
		this.listener = listener;
	}

	@Override
	public int read(ByteBuffer destination) throws IOException {
		return this.stream.read(destination);
	}

	@Override
	public void requestRead() {
		SocketStream stream = this.stream;
		if (stream.mayHoldBytes()) {
			this.registration.signal(SelectionKey.OP_READ);
		}
		else {
			this.registration.request(stream.getReadOps());
		}
	}

	@Override
	public boolean write(ByteBuffer source) throws IOException {
		return this.stream.write(source);
	}

	@Override
	public void requestWrite() {
		this.registration.request(this.stream.getWriteOps());
	}

	/**
	 * Send TLS's close_notify, if there is room for it, and the end of the TCP stream.
	 */
	@Override
	public void shutdownOutput() throws IOException {
		this.stream.shutdownOutput();
		this.channel.shutdownOutput();
	}

	/**
	 * Read from the socket, below TLS.
	 */
	@Override
	public int drain(ByteBuffer scratch) throws IOException {
		return this.stream.drain(scratch.clear());
	}

	/**
	 * Close the socket at once. TLS's close_notify is left to {@link #shutdownOutput()}.
	 */
	@Override
	public void close() {
		if (this.closed.compareAndSet(false, true)) {
			this.registration.close();
			this.onClose.run();
		}
	}

	@Override
	public <T> boolean setOption(SocketOption<T> option, T value) throws IOException {
		this.channel.setOption(option, value);
		return true;
	}

	@Override
	public String getName() {
		return "socket";
	}

	@Override
	public @Nullable InetSocketAddress getLocalAddress() {
		return this.localAddress;
	}

	@Override
	public @Nullable InetSocketAddress getRemoteAddress() {
		return this.remoteAddress;
	}

	/**
	 * Connected, perhaps before the selector saw it: its interest in that is left over,
	 * and the kernel would report the socket to it for ever.
	 */
	private boolean connected() throws IOException {
		this.registration.cancel(SelectionKey.OP_CONNECT);
		this.localAddress = (InetSocketAddress) this.channel.getLocalAddress();
		this.remoteAddress = (InetSocketAddress) this.channel.getRemoteAddress();
		return true;
	}

	/**
	 * With TLS a read may wait for the socket to be writable, and a write for it to be
	 * readable. A call too many does no harm.
	 */
	private void onReady(int ops) {
		TransportListener listener = this.listener;
		if (listener == null) {
			return;
		}
		SocketStream stream = this.stream;
		if ((ops & (SelectionKey.OP_READ | stream.getReadOps())) != 0) {
			listener.onReadable();
		}
		if ((ops & (SelectionKey.OP_WRITE | SelectionKey.OP_CONNECT | stream.getWriteOps())) != 0) {
			listener.onWritable();
		}
	}

}
