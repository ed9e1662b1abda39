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
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;

import io.wstunnel.WsAddress;
import io.wstunnel.WsConnection;
import io.wstunnel.WsConnectionSettings;
import io.wstunnel.WsHandshake;
import io.wstunnel.transport.Transport;
import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.CloseStatus;

/**
 * The {@link WsConnection} over a {@link Transport}.
 *
 * @since 0.1.0
 */
public final class TransportConnection extends OpenedConnection {

	private final WsConnectionSettings settings;

	private final Closing closing;

	private final Inbound inbound;

	private final Outbound outbound;

	private final BlockingCalls calls;

	private final InputStream inputStream;

	private final OutputStream outputStream;

	private final AtomicReference<@Nullable Socket> socket = new AtomicReference<>();

	/**
	 * Create a connection. Nothing is received before {@link #start()}.
	 * @param id the unique id
	 * @param transport the transport, not yet started
	 * @param handshake what the opening handshake said
	 * @param localAddress the address of this end
	 * @param remoteAddress the address of the peer; the settings' address wins over it
	 * @param settings the settings
	 * @param executor runs what depends on {@link #closed()}
	 */
	public TransportConnection(String id, Transport transport, WsHandshake handshake, WsAddress localAddress,
			WsAddress remoteAddress, WsConnectionSettings settings, Executor executor) {
		super(id, transport, handshake, localAddress, remoteAddress, settings);
		this.settings = settings;
		this.closing = new Closing(transport, settings, executor);
		this.inbound = this.closing.getInbound();
		this.outbound = this.closing.getOutbound();
		this.calls = new BlockingCalls(this.closing);
		this.inputStream = new ConnectionInputStream(this.calls);
		this.outputStream = new ConnectionOutputStream(this.calls);
	}

	/**
	 * Start the transport, the connection's lifetime and its keep-alive. Does not block.
	 */
	public void start() {
		getTransport().start(getMessageType(), new TransportEvents(this.closing));
		this.inbound.onReadable();
		Lifetime.bind(this.closing, this.settings);
		KeepAlive.start(this.closing, getTransport(), this.settings);
	}

	@Override
	public InputStream getInputStream() {
		return this.inputStream;
	}

	@Override
	public OutputStream getOutputStream() {
		return this.outputStream;
	}

	/**
	 * Return the payload received so far.
	 * @return the number of bytes
	 */
	public long getBytesReceived() {
		return this.inbound.getReceived();
	}

	/**
	 * Return the payload sent so far.
	 * @return the number of bytes
	 */
	public long getBytesSent() {
		return this.outbound.getMessages().getSent();
	}

	/**
	 * Return what has gone through so far.
	 * @return the traffic
	 */
	public Traffic getTraffic() {
		BlockedTime blocked = this.outbound.getBlocked();
		return new Traffic(getBytesReceived(), getBytesSent(), getTransport().getMessagesReceived(),
				this.outbound.getMessages().getComplete(), blocked.getNanos(), blocked.getWaits());
	}

	/**
	 * Return what waits in the receive window for a reader.
	 * @return the number of bytes
	 */
	public int getBytesUnread() {
		return this.inbound.available();
	}

	/**
	 * Return the settings of the connection.
	 * @return the settings
	 */
	public WsConnectionSettings getSettings() {
		return this.settings;
	}

	/**
	 * Return how the connection has ended, or would have if it ended now.
	 * @return the end, final when {@link #closed()} has completed
	 */
	public ConnectionEnd getEnd() {
		return this.closing.getEnding().get();
	}

	/**
	 * Whether the peer has closed the connection, broken the protocol or is gone, though
	 * that may not have been read yet.
	 * @return whether nothing more will be received
	 */
	public boolean hasEnded() {
		return getTransport().getEnd() != null;
	}

	/**
	 * Close the connection as {@link #close(CloseStatus)} does, but without waiting for
	 * the peer. Does not block.
	 * @param status the status
	 */
	public void beginClose(CloseStatus status) {
		CloseStatuses.checkSendable(status);
		this.closing.close(status);
	}

	/**
	 * Cut the stream, as the end of the lifetime does: reads and writes fail from now on,
	 * and the peer sees the status if it can go at once. Does not block.
	 * @param status the status
	 * @param message what reads and writes fail with
	 */
	public void cut(CloseStatus status, String message) {
		CloseStatuses.checkSendable(status);
		this.closing.cut(LocalClose.cut(status, message));
	}

	/**
	 * Run a task later, unless the connection is closed by then.
	 * @param delay when, from now
	 * @param task the task, which must not block
	 */
	public void schedule(Duration delay, Runnable task) {
		this.closing.scheduleUntilClosed(delay, task);
	}

	@Override
	public void setReadDeadline(@Nullable Instant deadline) {
		this.inbound.setDeadline(Deadline.at(deadline));
	}

	@Override
	public void setWriteDeadline(@Nullable Instant deadline) {
		this.outbound.setDeadline(Deadline.at(deadline));
	}

	@Override
	public int read(ByteBuffer destination) throws IOException {
		return this.calls.read(destination);
	}

	@Override
	public int write(ByteBuffer source) throws IOException {
		return this.calls.write(source);
	}

	@Override
	public boolean isHalfCloseSupported() {
		return this.closing.getHalfClose().isSupported();
	}

	@Override
	public void shutdownOutput() throws IOException {
		this.closing.getHalfClose().checkSupported();
		this.calls.shutdownOutput();
	}

	boolean isOutputShutdown() {
		return this.outbound.getEnd().isShutDown();
	}

	@Override
	public CompletionStage<?> peerDraining() {
		return this.closing.getDraining().told();
	}

	/**
	 * Tell the peer that this end is about to stop, if it can be told. Does not block.
	 */
	public void announceDrain() {
		this.closing.getDraining().announce();
	}

	/**
	 * Close with 1012, without blocking, when the peer has said that it is about to stop
	 * and this connection was idle for as long as the settings say: of use to nobody, it
	 * would only hold the peer up.
	 */
	public void closeIdleWhenDraining() {
		this.closing.getDraining().closeWhenIdle();
	}

	Closing getClosing() {
		return this.closing;
	}

	BlockingCalls getCalls() {
		return this.calls;
	}

	@Override
	public Socket asSocket() {
		Socket view = this.socket.get();
		if (view != null) {
			return view;
		}
		Socket created = new ConnectionSocket(this);
		Socket earlier = this.socket.compareAndExchange(null, created);
		return (earlier != null) ? earlier : created;
	}

	@Override
	public CompletionStage<CloseStatus> closed() {
		return this.closing.closed();
	}

	@Override
	public boolean isOpen() {
		return !this.closing.isLocal();
	}

	@Override
	public void close() throws IOException {
		close(CloseStatus.NORMAL);
	}

	@Override
	public void close(CloseStatus status) throws IOException {
		CloseStatuses.checkSendable(status);
		this.calls.close(status);
	}

	@Override
	public void abort() {
		this.closing.abort();
	}

}
