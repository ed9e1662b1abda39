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
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.MalformedInputException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

import io.wstunnel.MessageType;
import io.wstunnel.WsAddress;
import io.wstunnel.WsConnection;
import io.wstunnel.WsConnectionSettings;
import io.wstunnel.WsHandshake;
import io.wstunnel.transport.Notice;
import io.wstunnel.transport.Transport;
import io.wstunnel.transport.TransportListener;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;
import org.springframework.web.socket.CloseStatus;

/**
 * The {@link WsConnection} over a {@link Transport}.
 *
 * @since 0.1.0
 */
public final class TransportConnection implements WsConnection, TransportListener {

	private final String id;

	private final Transport transport;

	private final WsHandshake handshake;

	private final WsAddress localAddress;

	private final WsAddress remoteAddress;

	private final WsConnectionSettings settings;

	private final Closing closing;

	private final Inbound inbound;

	private final Outbound outbound;

	private final InputStream inputStream = new ConnectionInputStream(this);

	private final OutputStream outputStream = new ConnectionOutputStream(this);

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
		this.id = id;
		this.transport = transport;
		this.handshake = handshake;
		this.localAddress = localAddress;
		String given = settings.getRemoteAddress();
		this.remoteAddress = (given != null) ? WsAddress.of(given) : remoteAddress;
		this.settings = settings;
		this.closing = new Closing(transport, settings, executor);
		this.inbound = this.closing.getInbound();
		this.outbound = this.closing.getOutbound();
	}

	/**
	 * Start the transport, the connection's lifetime and its keep-alive. Does not block.
	 */
	public void start() {
		this.transport.start(this.settings.getMessageType(), this);
		this.inbound.onReadable();
		Lifetime.bind(this.closing, this.settings);
		KeepAlive.start(this.closing, this.transport, this.settings);
	}

	@Override
	public String getId() {
		return this.id;
	}

	@Override
	public MessageType getMessageType() {
		return this.settings.getMessageType();
	}

	@Override
	public InputStream getInputStream() {
		return this.inputStream;
	}

	@Override
	public OutputStream getOutputStream() {
		return this.outputStream;
	}

	@Override
	public WsAddress getLocalAddress() {
		return this.localAddress;
	}

	@Override
	public WsAddress getRemoteAddress() {
		return this.remoteAddress;
	}

	@Override
	public String getTransportName() {
		return this.transport.getName();
	}

	@Override
	public WsHandshake getHandshake() {
		return this.handshake;
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
		return new Traffic(getBytesReceived(), getBytesSent(), this.transport.getMessagesReceived(),
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
	 * Return the status received from the peer so far, read or not.
	 * @return the status, 1006 if none was
	 */
	public CloseStatus getReceivedStatus() {
		return this.closing.received();
	}

	/**
	 * Whether the peer has closed the connection, broken the protocol or is gone, though
	 * that may not have been read yet.
	 * @return whether nothing more will be received
	 */
	public boolean hasEnded() {
		return this.transport.getEnd() != null;
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
		Assert.isTrue(!destination.isReadOnly(), "'destination' must not be read-only");
		if (!destination.hasRemaining()) {
			checkOpen();
			return 0;
		}
		return read(() -> destination);
	}

	/**
	 * Read as usual, but without harm to the connection if it takes too long.
	 * @param destination where to put the bytes
	 * @param patience how long to wait, {@code null} for ever
	 * @return the number of bytes read, or -1 at the end of the stream
	 * @throws IOException as usual, {@link java.net.SocketTimeoutException} among them
	 */
	int read(Destination destination, @Nullable Duration patience) throws IOException {
		return read(destination, Deadline.after(patience));
	}

	int read(Destination destination) throws IOException {
		return read(destination, Deadline.NEVER);
	}

	/**
	 * Let readers that wait ask their destination anew whether they shall.
	 */
	void wakeReaders() {
		this.inbound.wake();
	}

	@Override
	public int write(ByteBuffer source) throws IOException {
		int start = source.position();
		try {
			this.outbound.write(source);
			return source.position() - start;
		}
		catch (SocketTimeoutException ex) {
			ex.bytesTransferred = source.position() - start;
			throw ex;
		}
		catch (InterruptedException ex) {
			throw interrupted();
		}
	}

	@Override
	public boolean isHalfCloseSupported() {
		return this.transport.hasNotices();
	}

	@Override
	public void shutdownOutput() throws IOException {
		checkHalfClose();
		try {
			this.outbound.shutDown();
		}
		catch (InterruptedException ex) {
			throw interrupted();
		}
	}

	@Override
	public CompletionStage<?> peerDraining() {
		return this.closing.draining();
	}

	/**
	 * Tell the peer that this end is about to stop, if it can be told. Does not block.
	 */
	public void announceDrain() {
		if (this.transport.hasNotices()) {
			this.transport.sendNotice(Notice.DRAIN);
		}
	}

	/**
	 * Close with 1012, without blocking, when the peer has said that it is about to stop
	 * and this connection was idle for as long as the settings say: of use to nobody, it
	 * would only hold the peer up.
	 */
	public void closeIdleWhenDraining() {
		whenDrainedAndIdle(() -> {
			this.closing.close(CloseStatus.SERVICE_RESTARTED);
			return true;
		});
	}

	void whenDrainedAndIdle(BooleanSupplier action) {
		DrainedIdle.watch(this.closing, this.transport, this.settings.getDrainIdleTimeout(), action);
	}

	void checkHalfClose() {
		if (!isHalfCloseSupported()) {
			throw new UnsupportedOperationException("This connection cannot be closed in one direction, since the "
					+ "handshake has not agreed on it: close it when both are done");
		}
	}

	boolean isOutputShutdown() {
		return this.outbound.getEnd().isShutDown();
	}

	int available() throws IOException {
		checkOpen();
		return this.inbound.available();
	}

	void checkOpen() throws IOException {
		this.closing.check(false);
	}

	Transport getTransport() {
		return this.transport;
	}

	Closing getClosing() {
		return this.closing;
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
		boolean first = this.closing.close(status);
		try {
			this.closing.await();
		}
		catch (InterruptedException ex) {
			this.closing.abort();
			Thread.currentThread().interrupt();
		}
		if (first && this.outbound.getEnd().isCharacterCut()) {
			throw new MalformedInputException(1);
		}
	}

	@Override
	public void abort() {
		this.closing.abort();
	}

	@Override
	public void onReadable() {
		callBack(this.inbound::onReadable);
	}

	@Override
	public void onWritable() {
		callBack(this.outbound::onWritable);
	}

	@Override
	public String toString() {
		return "WsConnection[" + this.id + ", " + this.remoteAddress + "]";
	}

	/**
	 * A call-back that failed may have armed nothing and woken nobody.
	 */
	private void callBack(Runnable operation) {
		try {
			operation.run();
			this.closing.proceed();
		}
		catch (RuntimeException | Error ex) {
			this.closing.abort();
			throw ex;
		}
	}

	private int read(Destination destination, Deadline patience) throws IOException {
		try {
			return this.inbound.read(destination, patience);
		}
		catch (InterruptedException ex) {
			throw interrupted();
		}
	}

	private ClosedByInterruptException interrupted() {
		this.closing.abort();
		Thread.currentThread().interrupt();
		return new ClosedByInterruptException();
	}

}
