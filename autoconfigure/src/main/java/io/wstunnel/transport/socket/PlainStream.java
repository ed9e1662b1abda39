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
import java.nio.channels.SocketChannel;

/**
 * The bytes of a socket as they are.
 *
 * @param channel the socket's channel
 */
record PlainStream(SocketChannel channel) implements SocketStream {

	@Override
	public int read(ByteBuffer destination) throws IOException {
		return this.channel.read(destination);
	}

	@Override
	public boolean write(ByteBuffer source) throws IOException {
		while (source.hasRemaining()) {
			if (this.channel.write(source) == 0) {
				return false;
			}
		}
		return true;
	}

	@Override
	public int drain(ByteBuffer scratch) throws IOException {
		return read(scratch);
	}

}
