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
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

import javax.net.ssl.SSLEngine;

import tlschannel.ClientTlsChannel;
import tlschannel.NeedsReadException;
import tlschannel.NeedsWriteException;
import tlschannel.TlsChannel;
import tlschannel.WouldBlockException;

/**
 * The bytes of a socket through TLS.
 */
final class TlsStream implements SocketStream {

	private final SocketChannel socketChannel;

	private final TlsChannel channel;

	private volatile boolean mayHoldBytes;

	private volatile int readOps = SelectionKey.OP_READ;

	private volatile int writeOps = SelectionKey.OP_WRITE;

	TlsStream(SocketChannel channel, SSLEngine engine) {
		this.socketChannel = channel;
		this.channel = ClientTlsChannel.newBuilder(channel, engine).build();
	}

	@Override
	public int read(ByteBuffer destination) throws IOException {
		this.mayHoldBytes = false;
		try {
			int count = this.channel.read(destination);
			this.mayHoldBytes = count > 0;
			return count;
		}
		catch (NeedsReadException ex) {
			this.readOps = SelectionKey.OP_READ;
			return 0;
		}
		catch (NeedsWriteException ex) {
			this.readOps = SelectionKey.OP_WRITE;
			return 0;
		}
	}

	@Override
	public boolean write(ByteBuffer source) throws IOException {
		try {
			this.channel.write(source);
		}
		catch (NeedsWriteException ex) {
			this.writeOps = SelectionKey.OP_WRITE;
			return false;
		}
		catch (NeedsReadException ex) {
			this.writeOps = SelectionKey.OP_READ;
			return false;
		}
		if (source.hasRemaining()) {
			throw new ClosedChannelException();
		}
		return true;
	}

	@Override
	public int drain(ByteBuffer scratch) throws IOException {
		this.mayHoldBytes = false;
		this.readOps = SelectionKey.OP_READ;
		return this.socketChannel.read(scratch);
	}

	@Override
	public void shutdownOutput() throws IOException {
		if (this.channel.shutdownSent()) {
			return;
		}
		try {
			this.channel.shutdown();
		}
		catch (WouldBlockException ex) {
			// The peer does not read, and has had the close frame at best
		}
	}

	@Override
	public boolean mayHoldBytes() {
		return this.mayHoldBytes;
	}

	@Override
	public int getReadOps() {
		return this.readOps;
	}

	@Override
	public int getWriteOps() {
		return this.writeOps;
	}

}
