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
import java.nio.ByteBuffer;

import org.springframework.web.socket.CloseStatus;

/**
 * A connection's stream of bytes to send.
 */
final class ConnectionOutputStream extends OutputStream {

	private final BlockingCalls calls;

	ConnectionOutputStream(BlockingCalls calls) {
		this.calls = calls;
	}

	@Override
	public void write(int octet) throws IOException {
		write(new byte[] { (byte) octet }, 0, 1);
	}

	@Override
	public void write(byte[] bytes, int offset, int length) throws IOException {
		ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
		if (buffer.hasRemaining()) {
			this.calls.write(buffer);
		}
		else {
			this.calls.checkOpen();
		}
	}

	@Override
	public void close() throws IOException {
		this.calls.close(CloseStatus.NORMAL);
	}

}
