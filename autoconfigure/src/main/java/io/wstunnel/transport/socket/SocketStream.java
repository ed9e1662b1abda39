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

package io.wstunnel.transport.socket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;

/**
 * The bytes of a socket, below or above TLS, and what the socket must be ready for when
 * they come to a halt.
 */
interface SocketStream {

	int read(ByteBuffer destination) throws IOException;

	boolean write(ByteBuffer source) throws IOException;

	/**
	 * Read to drop the bytes, below TLS. No other read follows.
	 */
	int drain(ByteBuffer scratch) throws IOException;

	default void shutdownOutput() throws IOException {
	}

	/**
	 * Whether bytes may be held of which the socket does not tell.
	 * @return whether a read is due whatever the socket tells
	 */
	default boolean mayHoldBytes() {
		return false;
	}

	default int getReadOps() {
		return SelectionKey.OP_READ;
	}

	default int getWriteOps() {
		return SelectionKey.OP_WRITE;
	}

}
