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
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;

import io.wstunnel.WsConnection;
import io.wstunnel.transport.TransportEnd;

import org.springframework.util.Assert;
import org.springframework.web.socket.CloseStatus;

/**
 * The inner face of a connection: what its streams do, without blocking, for whoever
 * moves bytes on threads that are not his own. The rules of the connection hold, its
 * timeouts, deadlines and lifetime among them: what takes too long is told to the
 * listener, and fails when it is looked at. From the opening of its flow on, a connection
 * cannot be read from or written to otherwise; closing and aborting it work as always,
 * and let the flow fail.
 *
 * <p>
 * One thread at a time reads, and one writes; both may do so side by side.
 *
 * @since 0.1.0
 */
public final class ConnectionFlow {

	private final TransportConnection connection;

	private final Closing closing;

	private final InboundFlow inbound;

	private final OutboundFlow outbound;

	private ConnectionFlow(TransportConnection connection, InboundFlow inbound, OutboundFlow outbound) {
		this.connection = connection;
		this.closing = connection.getClosing();
		this.inbound = inbound;
		this.outbound = outbound;
	}

	/**
	 * Open the flow of a connection that nobody reads from or writes to. What it has
	 * received before is read first.
	 * @param connection the connection
	 * @param listener told when the flow can go on; not called by this method
	 * @return the flow
	 * @throws IllegalArgumentException if it is not a connection of this library
	 * @throws IllegalStateException if a thread reads or writes, or the flow was opened
	 * before
	 */
	public static ConnectionFlow open(WsConnection connection, FlowListener listener) {
		Assert.isInstanceOf(TransportConnection.class, connection);
		Assert.notNull(listener, "'listener' must not be null");
		Closing closing = ((TransportConnection) connection).getClosing();
		InboundFlow inbound = closing.getInbound().openFlow(listener::onReadable);
		OutboundFlow outbound = (inbound != null) ? closing.getOutbound().openFlow(listener::onWritable) : null;
		if (inbound != null && outbound == null) {
			closing.getInbound().closeFlow();
		}
		if (inbound == null || outbound == null) {
			throw new IllegalStateException(connection + " is read from, written to or relayed already");
		}
		ConnectionFlow flow = new ConnectionFlow((TransportConnection) connection, inbound, outbound);
		closing.closed().whenComplete((status, failure) -> flow.end());
		return flow;
	}

	private void end() {
		this.inbound.end();
		this.outbound.end();
	}

	/**
	 * Read what is there. Who stops before this has returned 0 or -1 must go on soon, or
	 * call {@link #pause()}.
	 * @param destination where to put the bytes, with room for some
	 * @return the number of bytes, at least one; 0 if nothing is there, in which case
	 * {@link FlowListener#onReadable()} follows; or -1 at the end of the stream
	 * @throws IOException if the stream was cut, the connection is closed here, or a
	 * timeout or deadline passed
	 */
	public int read(ByteBuffer destination) throws IOException {
		Assert.isTrue(destination.hasRemaining(), "'destination' must have room");
		return this.inbound.tryRead(destination);
	}

	/**
	 * Stop reading until something else happens, and let the connection fill its receive
	 * window meanwhile. The listener is not called for what arrives.
	 */
	public void pause() {
		this.inbound.pause();
	}

	/**
	 * Whether a write would be taken.
	 * @return whether it would; if not, {@link FlowListener#onWritable()} follows
	 * @throws IOException as {@link #write(ByteBuffer)}
	 */
	public boolean isWritable() throws IOException {
		return this.outbound.isWritable();
	}

	/**
	 * Write one message of what a frame has room for, unless an earlier one is still on
	 * its way. The bytes are copied: one frame at most is held for a peer that does not
	 * read.
	 * @param source the bytes, consumed as far as they were taken
	 * @return whether they, or the first of them, were taken; if not,
	 * {@link FlowListener#onWritable()} follows
	 * @throws IOException if the connection is closed or lost, a timeout or deadline
	 * passed, or the bytes are not the text that they should be
	 */
	public boolean write(ByteBuffer source) throws IOException {
		return this.outbound.tryWrite(source);
	}

	/**
	 * Whether either direction can be ended alone.
	 * @return whether both ends speak the extension for that
	 */
	public boolean isHalfCloseSupported() {
		return this.closing.getHalfClose().isSupported();
	}

	/**
	 * End this end's stream behind all that was written; reading goes on. Does nothing if
	 * it was done before.
	 * @throws IOException if the connection is closed or lost, or half a character of a
	 * text waits for its end
	 */
	public void shutdownOutput() throws IOException {
		this.closing.getHalfClose().checkSupported();
		this.outbound.shutDown();
	}

	/**
	 * Whether a read has returned -1 because the peer has ended its stream alone, so that
	 * it can still be written to.
	 * @return whether the connection is open in this end's direction
	 */
	public boolean isPeerHalfClosed() {
		return this.closing.getInbound().isPeerEndRead() && !this.connection.hasEnded() && !this.closing.isLocal();
	}

	/**
	 * Act when the peer has said that it is about to stop, and the connection was idle
	 * for as long as its settings say.
	 * @param action what to do, without blocking; whether it has done so
	 */
	public void whenDrainedAndIdle(BooleanSupplier action) {
		this.closing.getDraining().whenIdle(action);
	}

	/**
	 * Whether nothing more will come from the peer, not even the close.
	 * @return whether the connection was closed or lost, though all that came before may
	 * not have been read yet
	 */
	public boolean hasEnded() {
		return this.connection.hasEnded();
	}

	/**
	 * Whether nothing more can be delivered as a complete stream: the connection is
	 * closed at this end, or what was received did not end in order.
	 * @return whether the stream is cut
	 */
	public boolean isCut() {
		TransportEnd end = this.connection.getTransport().getEnd();
		return this.closing.isLocal() || (end != null && !end.isComplete());
	}

	/**
	 * Whether bytes received wait to be read.
	 * @return whether the receive window is not empty
	 */
	public boolean hasUnread() {
		return this.closing.getInbound().available() > 0;
	}

	/**
	 * Close the connection behind all that was written, as
	 * {@link WsConnection#close(CloseStatus)} does, but without waiting for the peer.
	 * @param status the status
	 */
	public void close(CloseStatus status) {
		CloseStatuses.checkSendable(status);
		this.closing.close(status);
	}

	/**
	 * Drop the connection.
	 */
	public void abort() {
		this.closing.abort();
	}

	/**
	 * Return what completes with the end of the connection.
	 * @return the stage of {@link WsConnection#closed()}
	 */
	public CompletionStage<CloseStatus> closed() {
		return this.closing.closed();
	}

}
