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

package io.wstunnel.connection;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * A connection as a socket: the view of one that is open, or a socket that opens one on
 * {@link #connect}. Every public method of {@link Socket} is decided:
 *
 * <table class="striped">
 * <caption>Methods of {@code Socket}</caption> <thead>
 * <tr>
 * <th>Method</th>
 * <th>Here</th>
 * </tr>
 * </thead> <tbody>
 * <tr>
 * <td>{@code connect}</td>
 * <td>Opens the connection to the tunnel within the timeout, 0 for the client's own. The
 * address is only remembered, and need not be resolved. A failure closes the socket.</td>
 * </tr>
 * <tr>
 * <td>{@code getInputStream}, {@code getOutputStream}</td>
 * <td>The connection's streams; closing one closes the socket. A {@code write} is one
 * message. An interrupt aborts the connection with {@link ClosedByInterruptException}.
 * </td>
 * </tr>
 * <tr>
 * <td>{@code setSoTimeout}, {@code getSoTimeout}</td>
 * <td>For reads, which can be repeated after {@link java.net.SocketTimeoutException}. The
 * connection's own timeouts and deadlines hold as well.</td>
 * </tr>
 * <tr>
 * <td>{@code close}</td>
 * <td>Closes the connection with 1000. With {@code setSoLinger(true, 0)} it is aborted,
 * as TCP would reset it. Ends {@code connect} in another thread.</td>
 * </tr>
 * <tr>
 * <td>{@code isConnected}, {@code isBound}, {@code isClosed}</td>
 * <td>As usual: once connected they stay connected and bound; closed when closed at this
 * end.</td>
 * </tr>
 * <tr>
 * <td>{@code getRemoteSocketAddress}, {@code getInetAddress}, {@code getPort}</td>
 * <td>The address given to {@code connect}; of a view, that of the TCP connection's peer.
 * The {@code InetAddress} of a name that was not resolved is the peer's under that
 * name.</td>
 * </tr>
 * <tr>
 * <td>{@code getLocalSocketAddress}, {@code getLocalAddress}, {@code getLocalPort}</td>
 * <td>The TCP connection's.</td>
 * </tr>
 * <tr>
 * <td>{@code bind}</td>
 * <td>To {@code null}, or a port 0 of no particular address: nothing to do. Otherwise
 * {@link SocketException}, since the client chooses the local address.</td>
 * </tr>
 * <tr>
 * <td>{@code shutdownInput}, {@code shutdownOutput}</td>
 * <td>{@link UnsupportedOperationException}: a WebSocket connection cannot be
 * half-closed. {@code isInputShutdown} and {@code isOutputShutdown} are
 * {@code false}.</td>
 * </tr>
 * <tr>
 * <td>{@code setSoLinger}, {@code setTcpNoDelay}, {@code setKeepAlive},
 * {@code setSendBufferSize}, {@code setReceiveBufferSize}, {@code setReuseAddress},
 * {@code setTrafficClass}, {@code setOOBInline}, {@code setPerformancePreferences},
 * {@code setOption}, and their getters</td>
 * <td>Remembered, without effect but for {@code setSoLinger(true, 0)}: TCP_NODELAY is
 * always on. {@code supportedOptions} names the options of {@code setOption}; others are
 * {@link UnsupportedOperationException}.</td>
 * </tr>
 * <tr>
 * <td>{@code sendUrgentData}</td>
 * <td>{@link SocketException}: WebSocket has no urgent data.</td>
 * </tr>
 * <tr>
 * <td>{@code getChannel}</td>
 * <td>{@code null}, as for any socket that was not opened by a channel.</td>
 * </tr>
 * </tbody>
 * </table>
 *
 * @since 0.1.0
 */
public final class ConnectionSocket extends Socket {

	private final ReentrantLock lock = new ReentrantLock();

	private final ConnectionSocketOptions options = new ConnectionSocketOptions();

	private final @Nullable SocketConnector connector;

	private SocketConnector.@Nullable Attempt attempt;

	private volatile @Nullable Connected connected;

	private volatile boolean bound;

	private volatile boolean closed;

	private volatile boolean oobInline;

	private volatile int soTimeout;

	/**
	 * Create a view of an open connection.
	 * @param connection the connection
	 */
	ConnectionSocket(TransportConnection connection) {
		this.connector = null;
		this.connected = new Connected(this, connection, null);
		this.bound = true;
	}

	/**
	 * Create an unconnected socket.
	 * @param connector opens its connection
	 */
	public ConnectionSocket(SocketConnector connector) {
		Assert.notNull(connector, "'connector' must not be null");
		this.connector = connector;
	}

	static IOException translate(Exception ex) {
		if (ex instanceof IOException io
				&& (!(ex instanceof ClosedChannelException) || ex instanceof ClosedByInterruptException)) {
			return io;
		}
		String message = (ex instanceof ClosedChannelException) ? "Socket closed" : ex.getMessage();
		SocketException exception = new SocketException(message);
		exception.initCause(ex);
		return exception;
	}

	@Nullable Duration getReadPatience() {
		return (this.soTimeout > 0) ? Duration.ofMillis(this.soTimeout) : null;
	}

	@Override
	public void connect(SocketAddress endpoint) throws IOException {
		connect(endpoint, 0);
	}

	@Override
	public void connect(SocketAddress endpoint, int timeout) throws IOException {
		if (endpoint == null) {
			throw new IllegalArgumentException("The address to connect to must not be null");
		}
		if (timeout < 0) {
			throw new IllegalArgumentException("The timeout to connect must not be negative");
		}
		SocketConnector.Attempt attempt = prepare((timeout > 0) ? Duration.ofMillis(timeout) : null);
		try {
			connected(attempt.connect(), endpoint);
		}
		catch (IOException | IllegalStateException ex) {
			close();
			throw translate(ex);
		}
	}

	@Override
	public void bind(@Nullable SocketAddress bindpoint) throws SocketException {
		checkOpen();
		if (this.bound) {
			throw new SocketException("Already bound");
		}
		boolean any = bindpoint == null || (bindpoint instanceof InetSocketAddress address && address.getPort() == 0
				&& address.getAddress() != null && address.getAddress().isAnyLocalAddress());
		if (!any) {
			throw new SocketException(
					"Cannot bind to " + bindpoint + ": the tunnel's client chooses the local address");
		}
		this.bound = true;
	}

	@Override
	public InputStream getInputStream() throws SocketException {
		return checkConnected().inputStream();
	}

	@Override
	public OutputStream getOutputStream() throws SocketException {
		return checkConnected().outputStream();
	}

	@Override
	public void close() throws IOException {
		Connected connected;
		this.lock.lock();
		try {
			if (this.closed) {
				return;
			}
			this.closed = true;
			connected = this.connected;
			if (connected == null && this.attempt != null) {
				this.attempt.cancel();
			}
		}
		finally {
			this.lock.unlock();
		}
		if (connected != null && this.options.get(StandardSocketOptions.SO_LINGER) == 0) {
			connected.connection().abort();
		}
		else if (connected != null) {
			connected.connection().close();
		}
	}

	@Override
	public void shutdownInput() throws SocketException {
		checkConnected();
		throw halfClose();
	}

	@Override
	public void shutdownOutput() throws SocketException {
		checkConnected();
		throw halfClose();
	}

	@Override
	public boolean isConnected() {
		return this.connected != null;
	}

	@Override
	public boolean isBound() {
		return this.bound;
	}

	@Override
	public boolean isClosed() {
		Connected connected = this.connected;
		return this.closed || (connected != null && !connected.connection().isOpen());
	}

	@Override
	public boolean isInputShutdown() {
		return false;
	}

	@Override
	public boolean isOutputShutdown() {
		return false;
	}

	@Override
	public @Nullable SocketAddress getRemoteSocketAddress() {
		Connected connected = this.connected;
		return (connected != null) ? connected.remoteAddress() : null;
	}

	@Override
	public @Nullable InetAddress getInetAddress() {
		Connected connected = this.connected;
		return (connected != null) ? connected.inetAddress() : null;
	}

	@Override
	public int getPort() {
		return (getRemoteSocketAddress() instanceof InetSocketAddress address) ? address.getPort() : 0;
	}

	@Override
	public @Nullable SocketAddress getLocalSocketAddress() {
		return this.bound ? new InetSocketAddress(getLocalAddress(), Math.max(0, getLocalPort())) : null;
	}

	@Override
	public InetAddress getLocalAddress() {
		Connected connected = this.connected;
		InetSocketAddress address = (connected != null && !isClosed()) ? connected.localAddress() : null;
		return (address != null) ? address.getAddress() : new InetSocketAddress(0).getAddress();
	}

	@Override
	public int getLocalPort() {
		Connected connected = this.connected;
		InetSocketAddress address = (connected != null) ? connected.localAddress() : null;
		return (address != null) ? address.getPort() : (this.bound ? 0 : -1);
	}

	@Override
	public @Nullable SocketChannel getChannel() {
		return null;
	}

	@Override
	public void setSoTimeout(int timeout) throws SocketException {
		checkOpen();
		if (timeout < 0) {
			throw new IllegalArgumentException("The timeout of reads must not be negative");
		}
		this.soTimeout = timeout;
	}

	@Override
	public int getSoTimeout() throws SocketException {
		checkOpen();
		return this.soTimeout;
	}

	@Override
	public void setSoLinger(boolean on, int linger) throws SocketException {
		Assert.isTrue(!on || linger >= 0, "The time to linger must not be negative");
		set(StandardSocketOptions.SO_LINGER, on ? Math.min(linger, 0xFFFF) : -1);
	}

	@Override
	public int getSoLinger() throws SocketException {
		return get(StandardSocketOptions.SO_LINGER);
	}

	@Override
	public void setTcpNoDelay(boolean on) throws SocketException {
		set(StandardSocketOptions.TCP_NODELAY, on);
	}

	@Override
	public boolean getTcpNoDelay() throws SocketException {
		return get(StandardSocketOptions.TCP_NODELAY);
	}

	@Override
	public void setKeepAlive(boolean on) throws SocketException {
		set(StandardSocketOptions.SO_KEEPALIVE, on);
	}

	@Override
	public boolean getKeepAlive() throws SocketException {
		return get(StandardSocketOptions.SO_KEEPALIVE);
	}

	@Override
	public void setSendBufferSize(int size) throws SocketException {
		set(StandardSocketOptions.SO_SNDBUF, size);
	}

	@Override
	public int getSendBufferSize() throws SocketException {
		return get(StandardSocketOptions.SO_SNDBUF);
	}

	@Override
	public void setReceiveBufferSize(int size) throws SocketException {
		set(StandardSocketOptions.SO_RCVBUF, size);
	}

	@Override
	public int getReceiveBufferSize() throws SocketException {
		return get(StandardSocketOptions.SO_RCVBUF);
	}

	@Override
	public void setReuseAddress(boolean on) throws SocketException {
		set(StandardSocketOptions.SO_REUSEADDR, on);
	}

	@Override
	public boolean getReuseAddress() throws SocketException {
		return get(StandardSocketOptions.SO_REUSEADDR);
	}

	@Override
	public void setTrafficClass(int trafficClass) throws SocketException {
		set(StandardSocketOptions.IP_TOS, trafficClass);
	}

	@Override
	public int getTrafficClass() throws SocketException {
		return get(StandardSocketOptions.IP_TOS);
	}

	@Override
	public void setOOBInline(boolean on) throws SocketException {
		checkOpen();
		this.oobInline = on;
	}

	@Override
	public boolean getOOBInline() throws SocketException {
		checkOpen();
		return this.oobInline;
	}

	@Override
	public void sendUrgentData(int data) throws SocketException {
		checkConnected();
		throw new SocketException("WebSocket has no urgent data");
	}

	@Override
	public void setPerformancePreferences(int connectionTime, int latency, int bandwidth) {
		// As in Socket, where it has no effect either
	}

	@Override
	public <T> Socket setOption(SocketOption<T> name, T value) throws SocketException {
		set(name, value);
		return this;
	}

	@Override
	public <T> T getOption(SocketOption<T> name) throws SocketException {
		return get(name);
	}

	@Override
	public Set<SocketOption<?>> supportedOptions() {
		return ConnectionSocketOptions.supported();
	}

	@Override
	public String toString() {
		Connected connected = this.connected;
		return "ConnectionSocket[" + ((connected != null) ? connected.connection() : "unconnected") + "]";
	}

	private SocketConnector.Attempt prepare(@Nullable Duration timeout) throws SocketException {
		this.lock.lock();
		try {
			checkOpen();
			if (this.connector == null || this.attempt != null) {
				throw new SocketException(isConnected() ? "Already connected" : "Already connecting");
			}
			this.attempt = this.connector.prepare(timeout);
			return this.attempt;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void connected(TransportConnection connection, SocketAddress endpoint) throws SocketException {
		this.lock.lock();
		try {
			if (this.closed) {
				connection.abort();
			}
			checkOpen();
			this.connected = new Connected(this, connection, endpoint);
			this.bound = true;
		}
		finally {
			this.lock.unlock();
		}
	}

	private <T> void set(SocketOption<T> option, T value) throws SocketException {
		checkOpen();
		this.options.set(option, value);
	}

	private <T> T get(SocketOption<T> option) throws SocketException {
		checkOpen();
		return this.options.get(option);
	}

	private Connected checkConnected() throws SocketException {
		checkOpen();
		Connected connected = this.connected;
		if (connected == null) {
			throw new SocketException("Socket is not connected");
		}
		return connected;
	}

	private void checkOpen() throws SocketException {
		if (isClosed()) {
			throw new SocketException("Socket closed");
		}
	}

	private static UnsupportedOperationException halfClose() {
		return new UnsupportedOperationException(
				"A WebSocket connection cannot be closed in one direction: close the socket when both are done");
	}

	/**
	 * What a socket has once it is connected.
	 *
	 * @param connection the connection
	 * @param given the address that the user connected to, {@code null} if it was not
	 * asked for
	 * @param inputStream the bytes received
	 * @param outputStream the bytes to send
	 */
	private record Connected(TransportConnection connection, @Nullable SocketAddress given, InputStream inputStream,
			OutputStream outputStream) {

		Connected(ConnectionSocket socket, TransportConnection connection, @Nullable SocketAddress given) {
			this(connection, given, new SocketInputStream(socket, connection),
					new SocketOutputStream(socket, connection.getOutputStream()));
		}

		@Nullable SocketAddress remoteAddress() {
			return (this.given != null) ? this.given : this.connection.getTransport().getRemoteAddress();
		}

		@Nullable InetSocketAddress localAddress() {
			return this.connection.getTransport().getLocalAddress();
		}

		@Nullable InetAddress inetAddress() {
			InetSocketAddress peer = this.connection.getTransport().getRemoteAddress();
			InetAddress address = (peer != null) ? peer.getAddress() : null;
			if (!(this.given instanceof InetSocketAddress inet)) {
				return address;
			}
			if (inet.getAddress() != null || address == null) {
				return inet.getAddress();
			}
			try {
				return InetAddress.getByAddress(inet.getHostString(), address.getAddress());
			}
			catch (UnknownHostException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

}
