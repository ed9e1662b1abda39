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
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.time.Duration;

import javax.net.ssl.SSLSocket;

import io.wstunnel.transport.Transport;
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
 * <td>{@code shutdownOutput}, {@code isOutputShutdown}</td>
 * <td>Ends the stream of this end behind all that was written, where the handshake has
 * agreed on that; {@link UnsupportedOperationException} where it has not. From an
 * {@link SSLSocket} layered on this socket nothing is to be done, as its peer was told by
 * TLS.</td>
 * </tr>
 * <tr>
 * <td>{@code shutdownInput}, {@code isInputShutdown}</td>
 * <td>Reads return -1 from now on, also one that waits; what arrives is dropped by
 * {@code close}.</td>
 * </tr>
 * <tr>
 * <td>{@code setSoLinger}, {@code setTcpNoDelay}, {@code setKeepAlive},
 * {@code setSendBufferSize}, {@code setReceiveBufferSize}, {@code setReuseAddress},
 * {@code setTrafficClass}, {@code setOOBInline}, {@code setPerformancePreferences}, and
 * their getters</td>
 * <td>Remembered, without effect but for {@code setSoLinger(true, 0)}: TCP_NODELAY is
 * always on, and so is SO_KEEPALIVE where the TCP connection is at hand.</td>
 * </tr>
 * <tr>
 * <td>{@code setOption}, {@code getOption}, {@code supportedOptions}</td>
 * <td>The same options, and where the JVM's sockets have them TCP_KEEPIDLE,
 * TCP_KEEPINTERVAL and TCP_KEEPCOUNT, which are set on the TCP connection. Others are
 * {@link UnsupportedOperationException}, and so are these three where the server's own
 * WebSocket carries the connection.</td>
 * </tr>
 * <tr>
 * <td>{@code sendUrgentData}</td>
 * <td>{@link SocketException}: WebSocket has no urgent data.</td>
 * </tr>
 * <tr>
 * <td>{@code getChannel}</td>
 * <td>{@code null}, as for any socket that was not opened by a channel.</td>
 * </tr>
 * <tr>
 * <td>{@code toString}</td>
 * <td>Names the connection, or says that the socket is unconnected.</td>
 * </tr>
 * <tr>
 * <td>{@code setSocketImplFactory}</td>
 * <td>Static and {@code Socket}'s own: it is not used here.</td>
 * </tr>
 * </tbody>
 * </table>
 *
 * @since 0.1.0
 */
public final class ConnectionSocket extends OptionSocket {

	private static final StackWalker CALLER = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

	private final SocketState state;

	private volatile boolean bound;

	private volatile boolean inputShutdown;

	/**
	 * Create a view of an open connection.
	 * @param connection the connection
	 */
	ConnectionSocket(TransportConnection connection) {
		this.state = new SocketState(new SocketConnection(this, connection, null));
	}

	/**
	 * Create an unconnected socket.
	 * @param connector opens its connection
	 */
	public ConnectionSocket(SocketConnector connector) {
		Assert.notNull(connector, "'connector' must not be null");
		this.state = new SocketState(connector);
	}

	static IOException translate(Exception ex) {
		if (ex instanceof IOException io
				&& (!(ex instanceof ClosedChannelException) || ex instanceof ClosedByInterruptException)) {
			return io;
		}
		String message = (ex instanceof ClosedChannelException && !(ex instanceof OutputShutdownException))
				? "Socket closed" : ex.getMessage();
		SocketException exception = new SocketException(message);
		exception.initCause(ex);
		return exception;
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
		SocketConnector.Attempt attempt = this.state.prepare((timeout > 0) ? Duration.ofMillis(timeout) : null);
		try {
			this.state.connected(new SocketConnection(this, attempt.connect(), endpoint));
			probe();
		}
		catch (IOException | RuntimeException ex) {
			this.state.close(true);
			throw translate(ex);
		}
	}

	@Override
	public void bind(@Nullable SocketAddress bindpoint) throws SocketException {
		checkOpen();
		if (isBound()) {
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
		SocketConnection connected = this.state.checkConnected();
		if (this.inputShutdown) {
			throw new SocketException("Socket input is shutdown");
		}
		return connected.inputStream();
	}

	@Override
	public OutputStream getOutputStream() throws SocketException {
		return this.state.checkConnected().outputStream();
	}

	@Override
	public void close() throws IOException {
		this.state.close(isAbortedByClose());
	}

	@Override
	public void shutdownInput() throws SocketException {
		SocketConnection connected = this.state.checkConnected();
		if (this.inputShutdown) {
			throw new SocketException("Socket input is already shutdown");
		}
		this.inputShutdown = true;
		connected.connection().getCalls().wakeReaders();
	}

	@Override
	public void shutdownOutput() throws IOException {
		SocketConnection connected = this.state.checkConnected();
		if (SSLSocket.class.isAssignableFrom(CALLER.getCallerClass())) {
			return;
		}
		TransportConnection connection = connected.connection();
		if (connection.isOutputShutdown()) {
			throw new SocketException("Socket output is already shutdown");
		}
		try {
			connection.shutdownOutput();
		}
		catch (IOException ex) {
			throw translate(ex);
		}
	}

	@Override
	public boolean isConnected() {
		return this.state.getConnected() != null;
	}

	@Override
	public boolean isBound() {
		return this.bound || isConnected();
	}

	@Override
	public boolean isClosed() {
		return this.state.isClosed();
	}

	@Override
	public boolean isInputShutdown() {
		return this.inputShutdown;
	}

	@Override
	public boolean isOutputShutdown() {
		SocketConnection connected = this.state.getConnected();
		return connected != null && connected.connection().isOutputShutdown();
	}

	@Override
	public @Nullable SocketAddress getRemoteSocketAddress() {
		SocketConnection connected = this.state.getConnected();
		return (connected != null) ? connected.remoteAddress() : null;
	}

	@Override
	public @Nullable InetAddress getInetAddress() {
		SocketConnection connected = this.state.getConnected();
		return (connected != null) ? connected.inetAddress() : null;
	}

	@Override
	public int getPort() {
		return (getRemoteSocketAddress() instanceof InetSocketAddress address) ? address.getPort() : 0;
	}

	@Override
	public @Nullable SocketAddress getLocalSocketAddress() {
		return isBound() ? new InetSocketAddress(getLocalAddress(), Math.max(0, getLocalPort())) : null;
	}

	@Override
	public InetAddress getLocalAddress() {
		SocketConnection connected = this.state.getConnected();
		InetSocketAddress address = (connected != null && !isClosed()) ? connected.localAddress() : null;
		return (address != null) ? address.getAddress() : new InetSocketAddress(0).getAddress();
	}

	@Override
	public int getLocalPort() {
		SocketConnection connected = this.state.getConnected();
		InetSocketAddress address = (connected != null) ? connected.localAddress() : null;
		return (address != null) ? address.getPort() : (isBound() ? 0 : -1);
	}

	@Override
	public @Nullable SocketChannel getChannel() {
		return null;
	}

	@Override
	public void sendUrgentData(int data) throws SocketException {
		this.state.checkConnected();
		throw new SocketException("WebSocket has no urgent data");
	}

	@Override
	public String toString() {
		SocketConnection connected = this.state.getConnected();
		return "ConnectionSocket[" + ((connected != null) ? connected.connection() : "unconnected") + "]";
	}

	@Override
	void checkOpen() throws SocketException {
		this.state.checkOpen();
	}

	@Override
	<T> void probe(SocketOption<T> option, T value) throws IOException {
		SocketConnection connected = this.state.getConnected();
		if (connected != null && !set(connected.connection().getTransport(), option, value)) {
			throw new UnsupportedOperationException(
					option.name() + " cannot be set here: the TCP connection of this tunnel is out of reach");
		}
	}

	/**
	 * A peer that is lost has taken the TCP connection along, though the socket is not
	 * closed at this end.
	 */
	private static <T> boolean set(Transport transport, SocketOption<T> option, T value) throws IOException {
		try {
			return transport.setOption(option, value);
		}
		catch (ClosedChannelException ex) {
			throw translate(ex);
		}
	}

}
