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

package io.wstunnel.transport.tomcat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

import io.wstunnel.transport.TransportListener;
import io.wstunnel.transport.frame.FrameChannel;
import io.wstunnel.transport.selector.SelectorLoops;
import io.wstunnel.transport.selector.SelectorRegistration;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SecureNioChannel;
import org.apache.tomcat.util.net.SocketBufferHandler;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * The connection of a Tomcat NIO connector as a {@link FrameChannel}. A selector of ours
 * tells when it is ready: Tomcat's own would hand each event to a thread of the request
 * pool, which takes its time, and as long as requests block all of them does not come at
 * all. Tomcat's socket closes the connection. Bytes that Tomcat had received behind the
 * request are not read here, but {@linkplain #getReceived() handed over}.
 */
abstract class TomcatFrameChannel implements FrameChannel {

	private static final SelectorLoops LOOPS = new SelectorLoops("ws-tunnel-tomcat");

	private final SocketWrapperBase<?> socketWrapper;

	private final SocketChannel socketChannel;

	private final @Nullable InetSocketAddress localAddress;

	private final @Nullable InetSocketAddress remoteAddress;

	private final @Nullable ByteBuffer received;

	private final SelectorRegistration registration;

	private volatile @Nullable TransportListener listener;

	private volatile boolean closed;

	TomcatFrameChannel(SocketWrapperBase<?> socketWrapper, NioChannel channel) throws IOException {
		this.socketWrapper = socketWrapper;
		this.socketChannel = channel.getIOChannel();
		this.localAddress = (InetSocketAddress) this.socketChannel.getLocalAddress();
		this.remoteAddress = (InetSocketAddress) this.socketChannel.getRemoteAddress();
		this.received = takeReceived(socketWrapper.getSocketBufferHandler());
		this.socketChannel.setOption(StandardSocketOptions.TCP_NODELAY, true);
		socketWrapper.setReadTimeout(-1);
		socketWrapper.setWriteTimeout(-1);
		this.registration = LOOPS.next().register(this.socketChannel, this::onReady);
	}

	/**
	 * Create the channel of a connection that Tomcat has handed over.
	 * @param socketWrapper the connection
	 * @return the channel
	 * @throws IOException if the connection is lost already
	 */
	static TomcatFrameChannel of(SocketWrapperBase<?> socketWrapper) throws IOException {
		Object socket = socketWrapper.getSocket();
		Assert.state(socket instanceof NioChannel, () -> "Tunnels need a NIO connector, but Tomcat uses "
				+ socket.getClass().getName() + ": configure Tomcat with its default protocol");
		return (socket instanceof SecureNioChannel secure) ? new TomcatTlsFrameChannel(socketWrapper, secure)
				: new TomcatPlainFrameChannel(socketWrapper, (NioChannel) socket);
	}

	private static @Nullable ByteBuffer takeReceived(SocketBufferHandler buffers) {
		buffers.configureReadBufferForRead();
		ByteBuffer buffer = buffers.getReadBuffer();
		return (buffer.hasRemaining()) ? ByteBuffer.allocate(buffer.remaining()).put(buffer).flip() : null;
	}

	@Override
	public void start(TransportListener listener) {
		this.listener = listener;
	}

	@Override
	public void requestRead() {
		this.registration.request(SelectionKey.OP_READ);
	}

	@Override
	public void requestWrite() {
		this.registration.request(SelectionKey.OP_WRITE);
	}

	@Override
	public int drain(ByteBuffer scratch) throws IOException {
		scratch.clear();
		return this.socketChannel.read(scratch);
	}

	@Override
	public void close() {
		if (markClosed()) {
			this.socketWrapper.close();
			this.registration.close();
			wakePoller();
		}
	}

	/**
	 * A channel known to a selector is closed by the next selection, which Tomcat's
	 * poller may be a second away from.
	 */
	private void wakePoller() {
		if (this.socketWrapper instanceof NioEndpoint.NioSocketWrapper nioSocketWrapper) {
			nioSocketWrapper.getPoller().getSelector().wakeup();
		}
	}

	@Override
	public <T> boolean setOption(SocketOption<T> option, T value) throws IOException {
		this.socketChannel.setOption(option, value);
		return true;
	}

	@Override
	public String getName() {
		return "tomcat";
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
	 * Return the bytes that Tomcat has received behind the request.
	 * @return the bytes, or {@code null} if there are none
	 */
	@Nullable ByteBuffer getReceived() {
		return this.received;
	}

	private void onReady(int ops) {
		TransportListener listener = this.listener;
		if (listener == null) {
			return;
		}
		if ((ops & SelectionKey.OP_READ) != 0) {
			listener.onReadable();
		}
		if ((ops & SelectionKey.OP_WRITE) != 0) {
			listener.onWritable();
		}
	}

	/**
	 * Tomcat closes the connection, and will re-use what belongs to it.
	 */
	void onClosed() {
		if (markClosed()) {
			this.registration.close();
			onReady(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
		}
	}

	/**
	 * Take note that the connection is closed. When this returns, no read or write uses
	 * anything of Tomcat's any longer.
	 * @return whether it was open
	 */
	boolean markClosed() {
		boolean open = !this.closed;
		this.closed = true;
		return open;
	}

	final void checkOpen() throws ClosedChannelException {
		if (this.closed) {
			throw new ClosedChannelException();
		}
	}

	final SocketChannel getSocketChannel() {
		return this.socketChannel;
	}

}
