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
import java.nio.ByteBuffer;

import org.springframework.util.Assert;
import org.springframework.web.socket.CloseStatus;

/**
 * A connection's stream of received bytes.
 */
final class ConnectionInputStream extends InputStream {

	private final BlockingCalls calls;

	ConnectionInputStream(BlockingCalls calls) {
		this.calls = calls;
	}

	@Override
	public int read() throws IOException {
		byte[] single = new byte[1];
		return (read(single, 0, 1) < 0) ? -1 : single[0] & 0xFF;
	}

	@Override
	public int read(byte[] bytes, int offset, int length) throws IOException {
		return this.calls.read(ByteBuffer.wrap(bytes, offset, length));
	}

	@Override
	public long transferTo(OutputStream out) throws IOException {
		Assert.notNull(out, "'out' must not be null");
		long total = 0;
		try (Block block = new Block(out instanceof ConnectionOutputStream)) {
			int count = this.calls.read(block, Deadline.NEVER);
			while (count >= 0) {
				out.write(block.array(), 0, count);
				total += count;
				count = this.calls.read(block, Deadline.NEVER);
			}
		}
		return total;
	}

	@Override
	public int available() throws IOException {
		return this.calls.available();
	}

	@Override
	public void close() throws IOException {
		this.calls.close(CloseStatus.NORMAL);
	}

}
