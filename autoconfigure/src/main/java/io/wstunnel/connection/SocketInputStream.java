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

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * The bytes received through a {@link ConnectionSocket}, with its timeout. They end where
 * the socket's input is shut down, also for a reader that waits.
 */
final class SocketInputStream extends InputStream {

	private final ConnectionSocket socket;

	private final BlockingCalls calls;

	SocketInputStream(ConnectionSocket socket, BlockingCalls calls) {
		this.socket = socket;
		this.calls = calls;
	}

	@Override
	public int read() throws IOException {
		byte[] single = new byte[1];
		return (read(single, 0, 1) < 0) ? -1 : single[0] & 0xFF;
	}

	@Override
	public int read(byte[] bytes, int offset, int length) throws IOException {
		Objects.checkFromIndexSize(offset, length, bytes.length);
		if (isShutdown()) {
			return -1;
		}
		try {
			if (length == 0) {
				this.calls.checkOpen();
				return 0;
			}
			return this.calls.read(new Space(ByteBuffer.wrap(bytes, offset, length)),
					Deadline.after(this.socket.getReadPatience()));
		}
		catch (EOFException ex) {
			return -1;
		}
		catch (IOException ex) {
			throw ConnectionSocket.translate(ex);
		}
	}

	@Override
	public int available() throws IOException {
		if (isShutdown()) {
			return 0;
		}
		try {
			return this.calls.available();
		}
		catch (IOException ex) {
			throw ConnectionSocket.translate(ex);
		}
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

	private boolean isShutdown() {
		return this.socket.isInputShutdown() && !this.socket.isClosed();
	}

	/**
	 * The caller's array.
	 */
	private final class Space implements Destination {

		private final ByteBuffer buffer;

		Space(ByteBuffer buffer) {
			this.buffer = buffer;
		}

		@Override
		public ByteBuffer open() {
			return this.buffer;
		}

		@Override
		public void idle() throws EOFException {
			if (isShutdown()) {
				throw new EOFException();
			}
		}

	}

}
