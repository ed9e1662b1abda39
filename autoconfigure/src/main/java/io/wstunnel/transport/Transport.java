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

package io.wstunnel.transport;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;

import io.wstunnel.MessageType;
import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.CloseStatus;

/**
 * The messages of one WebSocket connection, without blocking. Pulled by its reader: what
 * is not read stays in the network, where TCP stops the peer. Pings are answered on the
 * way: those behind bytes that nobody reads are not, nor is a close or a loss there seen.
 * All methods may be called by any thread, and none of them waits.
 *
 * @since 0.1.0
 */
public interface Transport {

	/**
	 * The largest payload of one frame sent, in bytes.
	 */
	int MAX_FRAME_PAYLOAD = 64 * 1024;

	/**
	 * Start. The listener is not called before, nor by this call.
	 * @param messageType the type of the messages, in both directions
	 * @param listener told when the transport can go on
	 */
	void start(MessageType messageType, TransportListener listener);

	/**
	 * Read what has arrived of the messages' payload.
	 * @param destination where to put the bytes, with room for some
	 * @return the number of bytes, at least one; 0 if nothing is there, in which case
	 * {@link TransportListener#onReadable()} follows; or -1 once and for all at the
	 * {@linkplain #getEnd() end}
	 */
	int read(ByteBuffer destination);

	/**
	 * Leave what may be there for later: {@link TransportListener#onReadable()} follows,
	 * as after a read that returned 0.
	 */
	void requestRead();

	/**
	 * Return how the messages received ended.
	 * @return the end, or {@code null} before a read has returned -1
	 */
	@Nullable TransportEnd getEnd();

	/**
	 * Return how many messages were received whole, empty ones included.
	 * @return the number of messages
	 */
	long getMessagesReceived();

	/**
	 * After the end, read and drop what the peer sends all the same.
	 * @return the number of bytes dropped; 0 if nothing is there, in which case
	 * {@link TransportListener#onReadable()} follows; or -1 if the network connection has
	 * ended
	 */
	int drain();

	/**
	 * Send one frame of a message, unless an earlier one is still on its way. The payload
	 * is copied.
	 * @param payload the payload, at most {@value #MAX_FRAME_PAYLOAD} bytes; consumed if
	 * taken
	 * @param last whether the frame ends its message
	 * @return whether the frame was taken; if not, {@link TransportListener#onWritable()}
	 * follows
	 * @throws IOException if the network connection failed, or a close was sent
	 */
	boolean send(ByteBuffer payload, boolean last) throws IOException;

	/**
	 * Hand what was taken to the network.
	 * @return whether all of it has gone; if not, {@link TransportListener#onWritable()}
	 * follows, and the transport itself goes on until then
	 * @throws IOException if the network connection failed
	 */
	boolean flush() throws IOException;

	/**
	 * End the message of which a frame was taken but not the last, behind that frame.
	 */
	void endMessage();

	/**
	 * Send a close frame behind the frame that is on its way. Nothing can be sent
	 * afterwards. Use {@link #flush()} to see it gone.
	 * @param status the status, {@link CloseStatus#NO_STATUS_CODE} for none
	 */
	void sendClose(CloseStatus status);

	/**
	 * Send a ping behind the frame that is on its way, unless one waits there already. A
	 * transport that cannot do so, as this default, is of no use to find out that a peer
	 * is gone.
	 * @return whether this transport sends pings; if not, it has sent none, and will not
	 * @throws IOException if the network connection failed
	 */
	default boolean ping() throws IOException {
		return false;
	}

	/**
	 * Return when the peer last gave a sign of life: when bytes of any kind came from it,
	 * or it made room for bytes that had to wait for that. A transport that sends no
	 * pings need not know.
	 * @return the {@link System#nanoTime()} of the last sign, or that of the start
	 */
	default long getLastSign() {
		return System.nanoTime();
	}

	/**
	 * Whether both ends speak the extension for notices.
	 * @return whether they can be sent and may come
	 */
	default boolean hasNotices() {
		return false;
	}

	/**
	 * Send a notice behind the frame that is on its way, if the peer
	 * {@linkplain #hasNotices() can be told}; {@link Notice#END} behind everything but a
	 * close. A newer one takes the place of what it contradicts and has not gone. Once a
	 * close was sent this does nothing.
	 * @param notice the notice
	 */
	default void sendNotice(Notice notice) {
		throw new IllegalStateException("The peer does not speak the extension");
	}

	/**
	 * Whether no message follows, as the peer has said: what it sent before was read.
	 * @return whether {@link Notice#END} was received
	 */
	default boolean isPeerEnded() {
		return false;
	}

	/**
	 * Whether the peer does not read, as it has said, and so may answer no ping.
	 * @return whether {@link Notice#PAUSE} was received, and no {@link Notice#RESUME}
	 * after it
	 */
	default boolean isPeerPaused() {
		return false;
	}

	/**
	 * Whether the peer is about to stop, as it has said.
	 * @return whether {@link Notice#DRAIN} was received
	 */
	default boolean isPeerDraining() {
		return false;
	}

	/**
	 * Whether a message is being received. Known where there are notices.
	 * @return whether one has begun and not ended
	 */
	default boolean isInsideMessage() {
		return false;
	}

	/**
	 * Tell the peer's network stack that nothing more is sent, where the network
	 * connection can be closed in one direction.
	 */
	void shutdownOutput();

	/**
	 * Close the network connection at once, whatever other threads do. The listener is
	 * not told.
	 */
	void close();

	/**
	 * Set an option of the TCP connection.
	 * @param <T> the type of the value
	 * @param option the option
	 * @param value the value
	 * @return whether the TCP connection is this end's to tune; if not, nothing is set
	 * @throws IOException if the option could not be set
	 */
	default <T> boolean setOption(SocketOption<T> option, T value) throws IOException {
		return false;
	}

	/**
	 * Return what carries the connection, in one word.
	 * @return the name
	 */
	String getName();

	/**
	 * Return the local address of the network connection.
	 * @return the address, or {@code null} if it is not known
	 */
	@Nullable InetSocketAddress getLocalAddress();

	/**
	 * Return the remote address of the network connection.
	 * @return the address, or {@code null} if it is not known
	 */
	@Nullable InetSocketAddress getRemoteAddress();

}
