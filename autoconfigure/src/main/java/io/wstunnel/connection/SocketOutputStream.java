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
import java.io.OutputStream;

/**
 * The bytes to send through a {@link ConnectionSocket}.
 */
final class SocketOutputStream extends OutputStream {

	private final ConnectionSocket socket;

	private final OutputStream outputStream;

	SocketOutputStream(ConnectionSocket socket, OutputStream outputStream) {
		this.socket = socket;
		this.outputStream = outputStream;
	}

	@Override
	public void write(int octet) throws IOException {
		write(new byte[] { (byte) octet }, 0, 1);
	}

	@Override
	public void write(byte[] bytes, int offset, int length) throws IOException {
		try {
			this.outputStream.write(bytes, offset, length);
		}
		catch (IOException ex) {
			throw ConnectionSocket.translate(ex);
		}
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
