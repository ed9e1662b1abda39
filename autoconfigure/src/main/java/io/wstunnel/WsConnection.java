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

package io.wstunnel;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.time.Instant;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.CloseStatus;

/**
 * A WebSocket session as a stream connection, as {@code net.Conn} is in Go: bytes in
 * order both ways, deadlines, addresses, a clean end of stream.
 *
 * <p>
 * <b>Writing.</b> Each {@link #write(ByteBuffer)} sends exactly one message of the
 * connection's {@link #getMessageType() type}, whatever its length; above 64 KiB in
 * frames of at most 64 KiB. It returns when the bytes are handed to the transport: a peer
 * that does not read slows the writer down and costs a bounded amount of memory. On a
 * TEXT connection the bytes must be UTF-8, or
 * {@link java.nio.charset.CharacterCodingException} is thrown before anything is sent; a
 * character cut by the end of a write waits for the next one.
 *
 * <p>
 * <b>Reading.</b> The payloads of all messages, concatenated; message boundaries and
 * empty messages do not show, and there is no limit to a message's size. At most one
 * receive window of unread bytes is held; beyond it the peer is stopped by TCP. What it
 * sends behind them, its pings and its close included, is not seen until somebody reads
 * again, and meanwhile only a write or a ping notices that it is gone. A handler that may
 * stop reading should have a lifetime, and a write timeout if it is a write that stops
 * it. A message of the other type closes the connection with 1003.
 *
 * <p>
 * <b>The end.</b> A close frame with 1000, 1001 or no status, received between messages,
 * reads as {@code -1}. Any other status, a close inside a message and a TCP connection
 * that ends without a close frame (1006) read as {@link WsClosedException}, always after
 * every byte received before it. The peer's close is answered when the reader has reached
 * it, or after the close timeout if nobody reads; until then writes still go through.
 *
 * <p>
 * <b>Half-close.</b> Where both ends {@linkplain #isHalfCloseSupported() can},
 * {@link #shutdownOutput()} ends this end's stream alone: the peer reads {@code -1}
 * behind its last byte, and both go on in the other direction. When each has ended its
 * own and read the other's, the connection closes with 1000. A stream that was ended so
 * is complete, whatever becomes of the connection; the other is cut by all that cuts one.
 *
 * <p>
 * <b>Keep-alive.</b> A peer that has sent nothing for the keep-alive interval is pinged.
 * With a keep-alive timeout, one that then gives no sign of life for so long is given up:
 * reads, after every byte received before, and writes fail with {@link WsClosedException}
 * (1006) that says so, those already blocked included. One that is not reading answers no
 * ping, though all is well with it: a peer that can say so is given a timeout of two
 * intervals by default and is left alone while it does not read, any other is by default
 * left to TCP.
 *
 * <p>
 * <b>Deadlines</b> are instants, fixed to the monotonic clock when set. One that has
 * passed fails the operation with {@link java.net.SocketTimeoutException}; what then
 * becomes of the connection is the {@link DeadlineAction}'s to say. A deadline that
 * passes while nothing reads or writes closes nothing.
 *
 * <p>
 * <b>Threads.</b> One reader and one writer never wait for each other; several readers,
 * or several writers, take turns. An interrupted thread gets
 * {@link java.nio.channels.ClosedByInterruptException}, keeps its interrupt status, and
 * the connection is aborted. A close by another thread fails a blocked read with
 * {@link java.nio.channels.AsynchronousCloseException}; operations begun later fail with
 * {@link java.nio.channels.ClosedChannelException}.
 *
 * @since 0.1.0
 */
public interface WsConnection extends ByteChannel {

	/**
	 * Return the connection's unique id.
	 * @return the id
	 */
	String getId();

	/**
	 * Return the type of the messages that carry the bytes.
	 * @return the message type
	 */
	MessageType getMessageType();

	/**
	 * Return the stream of the bytes received. Closing it closes the connection;
	 * {@code available()} is the number of bytes in the receive window.
	 * @return the input stream, always the same
	 */
	InputStream getInputStream();

	/**
	 * Return the stream of the bytes to send. Each {@code write} is one message, a
	 * {@code write} of no bytes sends nothing, {@code flush()} has nothing to do, and
	 * closing it closes the connection. Wrap it in a {@link java.io.BufferedOutputStream}
	 * to write single bytes.
	 * @return the output stream, always the same
	 */
	OutputStream getOutputStream();

	/**
	 * Return the address of this end.
	 * @return the local address
	 */
	WsAddress getLocalAddress();

	/**
	 * Return the address of the peer: {@code ip:port} of the handshake, or what the
	 * configuration or a {@link WsRemoteAddressResolver} gave.
	 * @return the remote address
	 */
	WsAddress getRemoteAddress();

	/**
	 * Return what carries this connection: {@code tomcat} or {@code jetty} for a
	 * connection taken over from that server, {@code session} for a
	 * {@code WebSocketSession} of any other, {@code socket} for the client's own,
	 * {@code loopback} for an end of a {@link WsConnectionPair}.
	 * @return the name of the transport
	 */
	String getTransportName();

	/**
	 * Return what the opening handshake said.
	 * @return the handshake
	 */
	WsHandshake getHandshake();

	/**
	 * Set the deadline of reads, those already blocked included.
	 * @param deadline the deadline, in the past to fail at once, or {@code null} for none
	 */
	void setReadDeadline(@Nullable Instant deadline);

	/**
	 * Set the deadline of writes, those already blocked included.
	 * @param deadline the deadline, in the past to fail at once, or {@code null} for none
	 */
	void setWriteDeadline(@Nullable Instant deadline);

	/**
	 * Set both deadlines.
	 * @param deadline the deadline, in the past to fail at once, or {@code null} for none
	 */
	default void setDeadline(@Nullable Instant deadline) {
		setReadDeadline(deadline);
		setWriteDeadline(deadline);
	}

	/**
	 * Read at least one byte, waiting for it if need be.
	 * @param destination where to put the bytes
	 * @return the number of bytes read, 0 only if the destination has no room, or -1 at
	 * the end of the stream
	 * @throws WsClosedException if the stream was cut
	 * @throws java.net.SocketTimeoutException if the read deadline or timeout passed
	 * @throws IOException if the connection is closed here, or the thread interrupted
	 */
	@Override
	int read(ByteBuffer destination) throws IOException;

	/**
	 * Send the remaining bytes as one message, an empty one if there are none, waiting
	 * until they are handed to the transport.
	 * @param source the bytes
	 * @return the number of bytes written, which is all of them
	 * @throws WsClosedException if the peer has closed or is gone
	 * @throws java.nio.channels.ClosedChannelException if the output was shut down
	 * @throws java.net.SocketTimeoutException if the write deadline or timeout passed;
	 * {@code bytesTransferred} and the source's position tell what was taken
	 * @throws java.nio.charset.CharacterCodingException if a TEXT connection was given
	 * other bytes than UTF-8
	 * @throws IOException if the connection is closed here, or the thread interrupted
	 */
	@Override
	int write(ByteBuffer source) throws IOException;

	/**
	 * Whether {@link #shutdownOutput()} can be used: the handshake has agreed on it. It
	 * has with a peer of this library, unless one end has turned that off
	 * ({@link WsConnectionSettings.Builder#controlExtension(boolean)}), something between
	 * does not let it pass, or a session of the server's own WebSocket carries the
	 * connection.
	 * @return whether either direction can be ended alone
	 */
	boolean isHalfCloseSupported();

	/**
	 * End this end's stream: behind all that was written, the peer reads {@code -1},
	 * while its own writes, and reads here, go on. Writes begun later fail. Waits its
	 * turn behind other writers, as a write does, but not for the transport. Does nothing
	 * if it was done before.
	 * @throws UnsupportedOperationException if the handshake has
	 * {@linkplain #isHalfCloseSupported() not agreed on it}
	 * @throws WsClosedException if the peer has closed or is gone
	 * @throws java.net.SocketTimeoutException if the write deadline or timeout passed
	 * before other writers were done
	 * @throws java.nio.charset.CharacterCodingException if half a character of a TEXT
	 * connection was still waiting: the stream is not ended
	 * @throws IOException if the connection is closed here, or the thread interrupted
	 */
	void shutdownOutput() throws IOException;

	/**
	 * Return a stage that completes when the peer has said that it is about to stop: who
	 * can should finish and close, and take another connection for what comes next. It
	 * never does where the {@linkplain #isHalfCloseSupported() handshake} has not agreed
	 * on it. What depends on it runs as with {@link #closed()}.
	 * @return the stage
	 */
	CompletionStage<?> peerDraining();

	/**
	 * Return a view of this connection that a driver takes for a real, connected socket.
	 * @return the socket, always the same
	 */
	Socket asSocket();

	/**
	 * Return a stage that completes with the status received from the peer, 1006 if none
	 * was, whoever closed: once the last byte is read, or the connection is closed here.
	 * What depends on it runs on the handlers' executor; what is added later runs at
	 * once, in the thread that adds it. A connection that is lost with bytes unread
	 * completes it when they are read or it is closed here.
	 * @return the stage
	 */
	CompletionStage<CloseStatus> closed();

	/**
	 * Close with status 1000 after all that was written, and wait for the peer's close
	 * frame, discarding what still arrives, for at most the close timeout. Does not throw
	 * when the time runs out or the thread is interrupted: the connection is then
	 * aborted. A second call waits for the first.
	 * @throws java.nio.charset.CharacterCodingException if half a character of a TEXT
	 * connection was still waiting; the peer sees 1007
	 */
	@Override
	void close() throws IOException;

	/**
	 * Close with the given status, otherwise as {@link #close()}.
	 * @param status the status
	 * @throws java.nio.charset.CharacterCodingException if half a character of a TEXT
	 * connection was still waiting; the peer sees 1007
	 * @throws IllegalArgumentException if RFC 6455 does not allow the status in a close
	 * frame, or the reason exceeds 123 bytes
	 */
	void close(CloseStatus status) throws IOException;

	/**
	 * Drop the TCP connection at once, without a close frame: the peer sees 1006.
	 * Releases every thread blocked in this connection. Does nothing if it is closed
	 * already.
	 */
	void abort();

}
