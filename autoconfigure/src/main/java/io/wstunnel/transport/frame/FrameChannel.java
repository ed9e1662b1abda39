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

package io.wstunnel.transport.frame;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;

import io.wstunnel.transport.TransportListener;
import org.jspecify.annotations.Nullable;

/**
 * The byte channel below the frames: the connection of a server or a dialled socket,
 * without blocking. {@link FrameTransport} serialises the calls of each direction and
 * closes when neither is in progress; reads and writes run side by side. The requests may
 * be called by any thread.
 *
 * @since 0.1.0
 */
public interface FrameChannel {

	/**
	 * Start, before any other call.
	 * @param listener told, after a request, that the channel is ready or has failed
	 */
	void start(TransportListener listener);

	/**
	 * Read what is there.
	 * @param destination a direct buffer with room for at least {@link #getMinimumRead()}
	 * bytes
	 * @return the number of bytes, 0 if nothing is there, -1 at the end
	 * @throws IOException if the connection failed
	 */
	int read(ByteBuffer destination) throws IOException;

	/**
	 * Ask for one call of {@link TransportListener#onReadable()}.
	 */
	void requestRead();

	/**
	 * Write as much as can be handed to the kernel now.
	 * @param source the bytes
	 * @return whether all of them, and all from before, have gone
	 * @throws IOException if the connection failed
	 */
	boolean write(ByteBuffer source) throws IOException;

	/**
	 * Ask for one call of {@link TransportListener#onWritable()}.
	 */
	void requestWrite();

	/**
	 * Return how much room a read needs at least.
	 * @return the number of bytes; 1 unless records of TLS must fit
	 */
	default int getMinimumRead() {
		return 1;
	}

	/**
	 * Close the direction of the writes, if that can be done alone. After it only
	 * {@link #drain(ByteBuffer)} and {@link #close()} are called.
	 * @throws IOException if the connection failed
	 */
	void shutdownOutput() throws IOException;

	/**
	 * Read what is there only to drop it.
	 * @param scratch a direct buffer to use
	 * @return the number of bytes, 0 if nothing is there, -1 at the end
	 * @throws IOException if the connection failed
	 */
	int drain(ByteBuffer scratch) throws IOException;

	/**
	 * Close at once.
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
	 * Return the local address.
	 * @return the address, or {@code null} if it is not known
	 */
	@Nullable InetSocketAddress getLocalAddress();

	/**
	 * Return the remote address.
	 * @return the address, or {@code null} if it is not known
	 */
	@Nullable InetSocketAddress getRemoteAddress();

}
