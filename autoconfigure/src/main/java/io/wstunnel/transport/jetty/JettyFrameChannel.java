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

package io.wstunnel.transport.jetty;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.wstunnel.transport.TransportListener;
import io.wstunnel.transport.frame.FrameChannel;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.SelectableChannelEndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * The connection of a Jetty connector as a {@link FrameChannel}: Jetty's selector tells
 * when it is ready, by call-backs that its thread may run itself, so that a tunnel goes
 * on while all threads of Jetty's pool are busy.
 */
class JettyFrameChannel implements FrameChannel {

	/**
	 * Tells of failures. Jetty may see one within a read or a write of either direction,
	 * under the locks of that call and of its own TLS, and the locks of the other
	 * direction must not be waited for under those. Jetty's scheduler may have stopped
	 * already.
	 */
	private static final Executor FAILURES = CompletableFuture.delayedExecutor(0, TimeUnit.MILLISECONDS, Runnable::run);

	private final AtomicBoolean closed = new AtomicBoolean();

	private final EndPoint endPoint;

	private final SocketChannel socketChannel;

	private final Scheduler scheduler;

	private final Callback readCallback = new ReadCallback();

	private final JettyWriter writer;

	private volatile @Nullable TransportListener listener;

	private volatile @Nullable Thread requester;

	JettyFrameChannel(EndPoint endPoint, SocketChannel socketChannel, Scheduler scheduler) throws IOException {
		this.endPoint = endPoint;
		this.socketChannel = socketChannel;
		this.scheduler = scheduler;
		this.writer = new JettyWriter(endPoint, this::onWritable, this::onFailed);
		socketChannel.setOption(StandardSocketOptions.TCP_NODELAY, true);
	}

	/**
	 * Create the channel of a connection that Jetty has handed over.
	 * @param endPoint the connection
	 * @param scheduler runs what must run on another thread
	 * @return the channel
	 * @throws IOException if the connection is lost already
	 */
	static JettyFrameChannel of(EndPoint endPoint, Scheduler scheduler) throws IOException {
		EndPoint network = endPoint;
		while (network instanceof EndPoint.Wrapper wrapper) {
			network = wrapper.unwrap();
		}
		SocketChannel socketChannel = getSocketChannel(network);
		return (endPoint instanceof SslConnection.SslEndPoint sslEndPoint)
				? new JettyTlsFrameChannel(sslEndPoint, socketChannel, scheduler)
				: new JettyFrameChannel(endPoint, socketChannel, scheduler);
	}

	private static SocketChannel getSocketChannel(EndPoint endPoint) {
		if (endPoint instanceof SelectableChannelEndPoint selectable
				&& selectable.getChannel() instanceof SocketChannel socketChannel) {
			return socketChannel;
		}
		throw new IllegalStateException("Tunnels need a connection over TCP, but Jetty uses "
				+ endPoint.getClass().getName() + ": configure Jetty with a ServerConnector");
	}

	@Override
	public void start(TransportListener listener) {
		this.listener = listener;
	}

	/**
	 * Jetty's buffers are ready to be read from, and filled behind what they hold.
	 */
	@Override
	public int read(ByteBuffer destination) throws IOException {
		checkOpen();
		int count = this.endPoint.fill(destination.slice().limit(0));
		if (count > 0) {
			destination.position(destination.position() + count);
		}
		return count;
	}

	@Override
	public void requestRead() {
		request(this.endPoint, this.readCallback);
	}

	/**
	 * Ask an end point for one call, unless it has been asked.
	 * @param endPoint the end point, of this connection or of the network below it
	 * @param callback what to call
	 * @return whether it had not been asked before
	 */
	final boolean request(EndPoint endPoint, Callback callback) {
		this.requester = Thread.currentThread();
		try {
			return endPoint.tryFillInterested(callback);
		}
		finally {
			this.requester = null;
		}
	}

	@Override
	public boolean write(ByteBuffer source) throws IOException {
		checkOpen();
		return this.writer.write(source);
	}

	/**
	 * The writer has asked already.
	 */
	@Override
	public void requestWrite() {
	}

	@Override
	public void shutdownOutput() throws IOException {
		this.socketChannel.shutdownOutput();
	}

	@Override
	public int drain(ByteBuffer scratch) throws IOException {
		return this.socketChannel.read(scratch.clear());
	}

	@Override
	public void close() {
		if (this.closed.compareAndSet(false, true)) {
			this.endPoint.close();
		}
	}

	/**
	 * Jetty has closed the connection.
	 */
	void onClosed() {
		TransportListener listener = this.listener;
		if (this.closed.compareAndSet(false, true) && listener != null) {
			FAILURES.execute(() -> {
				listener.onReadable();
				listener.onWritable();
			});
		}
	}

	/**
	 * The connection has failed.
	 */
	private void onFailed() {
		FAILURES.execute(() -> {
			onReadable();
			onWritable();
		});
	}

	@Override
	public <T> boolean setOption(SocketOption<T> option, T value) throws IOException {
		this.socketChannel.setOption(option, value);
		return true;
	}

	@Override
	public String getName() {
		return "jetty";
	}

	@Override
	public @Nullable InetSocketAddress getLocalAddress() {
		return toAddress(this.endPoint.getLocalSocketAddress());
	}

	@Override
	public @Nullable InetSocketAddress getRemoteAddress() {
		return toAddress(this.endPoint.getRemoteSocketAddress());
	}

	private static @Nullable InetSocketAddress toAddress(@Nullable SocketAddress address) {
		return (address instanceof InetSocketAddress inetSocketAddress) ? inetSocketAddress : null;
	}

	/**
	 * Tell the listener that it may read, on a thread that is neither this one nor one of
	 * the pool.
	 * @param millis after how many milliseconds
	 */
	final void scheduleReadable(long millis) {
		this.scheduler.schedule(this::onReadable, millis, TimeUnit.MILLISECONDS);
	}

	final Callback getReadCallback() {
		return this.readCallback;
	}

	private boolean isClosed() {
		return this.closed.get();
	}

	private void onReadable() {
		TransportListener listener = this.listener;
		if (listener != null && !isClosed()) {
			listener.onReadable();
		}
	}

	private void onWritable() {
		TransportListener listener = this.listener;
		if (listener != null && !isClosed()) {
			listener.onWritable();
		}
	}

	private void checkOpen() throws ClosedChannelException {
		if (isClosed()) {
			throw new ClosedChannelException();
		}
	}

	/**
	 * Jetty may call it within the request, under the locks of the one who asked.
	 */
	private final class ReadCallback implements Callback {

		@Override
		public void succeeded() {
			if (JettyFrameChannel.this.requester == Thread.currentThread()) {
				scheduleReadable(0);
			}
			else {
				onReadable();
			}
		}

		@Override
		public void failed(Throwable cause) {
			onFailed();
		}

		@Override
		public InvocationType getInvocationType() {
			return InvocationType.NON_BLOCKING;
		}

	}

}
