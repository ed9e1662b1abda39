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

package io.wstunnel.benchmarks;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * A connection of the load client: bytes and messages over a blocking channel.
 */
final class Link implements Closeable {

	private final SocketChannel channel;

	private final Framing framing;

	private final ByteBuffer out;

	private final ByteBuffer in;

	private boolean ended;

	/**
	 * Take over a connection whose handshake is done.
	 * @param channel the channel
	 * @param framing how messages look on it
	 * @param in what was received already, with room for more, ready to be drained
	 * @param capacity how much is sent or received at once
	 */
	Link(SocketChannel channel, Framing framing, ByteBuffer in, int capacity) {
		this.channel = channel;
		this.framing = framing;
		this.out = ByteBuffer.allocateDirect(capacity);
		this.in = ByteBuffer.allocateDirect(capacity).put(in).flip();
	}

	SocketChannel channel() {
		return this.channel;
	}

	/**
	 * Add a message to those to be sent.
	 * @param payload the payload, which is consumed
	 * @return whether there is room for another like it
	 */
	boolean add(ByteBuffer payload) {
		int length = payload.remaining() + Framing.OVERHEAD;
		this.framing.encode(payload, this.out);
		return this.out.remaining() >= length;
	}

	/**
	 * Send all messages that were added.
	 */
	void flush() throws IOException {
		this.out.flip();
		while (this.out.hasRemaining()) {
			this.channel.write(this.out);
		}
		this.out.clear();
	}

	void send(ByteBuffer payload) throws IOException {
		add(payload);
		flush();
	}

	/**
	 * Receive what is there.
	 * @return a piece of payload, valid until the next call; empty at the end of the
	 * stream, or if nothing is there and the channel does not block
	 */
	ByteBuffer receive() throws IOException {
		ByteBuffer payload = this.framing.decode(this.in);
		while (!payload.hasRemaining()) {
			this.in.compact();
			int count = this.channel.read(this.in);
			this.in.flip();
			if (count <= 0) {
				this.ended = (count < 0);
				return payload;
			}
			payload = this.framing.decode(this.in);
		}
		return payload;
	}

	/**
	 * Whether the peer has ended the connection.
	 * @return whether the end was received
	 */
	boolean hasEnded() {
		return this.ended;
	}

	/**
	 * Receive until a buffer is full.
	 * @param target the buffer
	 */
	void receive(ByteBuffer target) throws IOException {
		while (target.hasRemaining()) {
			ByteBuffer payload = receive();
			if (!payload.hasRemaining()) {
				throw new EOFException("The connection ended with " + target.remaining() + " bytes missing");
			}
			target.put(payload);
		}
	}

	/**
	 * Say that nothing more will be sent and wait until the peer ends the connection.
	 */
	void finish() throws IOException {
		this.framing.encodeClose(this.out);
		if (this.out.position() > 0) {
			flush();
		}
		else {
			this.channel.shutdownOutput();
		}
		while (receive().hasRemaining()) {
			// What was under way
		}
		close();
	}

	/**
	 * Drop the connection at once, without a trace in the system's tables.
	 */
	void abort() throws IOException {
		this.channel.setOption(StandardSocketOptions.SO_LINGER, 0);
		close();
	}

	@Override
	public void close() throws IOException {
		this.channel.close();
	}

}
