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

package io.wstunnel.client;

import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Reads the head of the response to the handshake, or to what a proxy is asked for,
 * bounded in size, and knows what was received behind it.
 */
final class ResponseReader {

	static final int MAX_HEAD_SIZE = 64 * 1024;

	static final int MAX_HEAD_LINES = 256;

	private static final int INITIAL_SIZE = 2 * 1024;

	private final DialledChannel channel;

	private final String peer;

	private final String kind;

	private final String request;

	private final String phase;

	private ByteBuffer buffer = ByteBuffer.allocate(INITIAL_SIZE).flip();

	private int headSize;

	private int headLines;

	/**
	 * Create a reader.
	 * @param channel where to read
	 * @param peer who responds, for exceptions
	 * @param kind what the peer ought to be
	 * @param request what it responds to
	 */
	ResponseReader(DialledChannel channel, String peer, String kind, String request) {
		this.channel = channel;
		this.peer = peer;
		this.kind = kind;
		this.request = request;
		this.phase = "waiting for the response of " + peer + " to " + request;
	}

	/**
	 * Read the head of the final response. Interim ones are skipped.
	 * @return the head
	 */
	ResponseHead readHead() throws IOException {
		try {
			ResponseHead head = readOneHead();
			while (head.isInterim()) {
				head = readOneHead();
			}
			return head;
		}
		catch (ProtocolException ex) {
			throw new ProtocolException(this.peer + " is no " + this.kind + ": " + ex.getMessage());
		}
	}

	/**
	 * Return what was received behind the head.
	 * @return the bytes
	 */
	ByteBuffer getReceived() {
		return this.buffer;
	}

	private ResponseHead readOneHead() throws IOException {
		ResponseHead head = ResponseHead.ofStatusLine(readLine());
		String line = readLine();
		while (!line.isEmpty()) {
			head.addHeader(line);
			line = readLine();
		}
		return head;
	}

	private String readLine() throws IOException {
		int length = 0;
		while (true) {
			while (length < this.buffer.remaining()) {
				if (this.buffer.get(this.buffer.position() + length++) == '\n') {
					return takeLine(length);
				}
			}
			fill();
		}
	}

	private String takeLine(int length) throws ProtocolException {
		byte[] bytes = new byte[length];
		this.buffer.get(bytes);
		this.headSize += length;
		if (++this.headLines > MAX_HEAD_LINES) {
			throw new ProtocolException("the head of its response has more than " + MAX_HEAD_LINES + " lines");
		}
		String line = new String(bytes, StandardCharsets.ISO_8859_1);
		if (!line.endsWith("\r\n")) {
			throw new ProtocolException("its response has a line without CR LF " + ResponseHead.show(line));
		}
		return line.substring(0, length - 2);
	}

	private void fill() throws IOException {
		int room = MAX_HEAD_SIZE - this.headSize - this.buffer.remaining();
		if (room <= 0) {
			throw new ProtocolException("the head of its response is larger than " + MAX_HEAD_SIZE + " bytes");
		}
		if (this.buffer.remaining() == this.buffer.capacity()) {
			int capacity = Math.min(2 * this.buffer.capacity(), MAX_HEAD_SIZE);
			this.buffer = ByteBuffer.allocate(capacity).put(this.buffer).flip();
		}
		boolean nothing = (this.headSize == 0 && !this.buffer.hasRemaining());
		this.buffer.compact();
		this.buffer.limit(Math.min(this.buffer.capacity(), this.buffer.position() + room));
		try {
			if (this.channel.read(this.buffer, this.phase) < 0) {
				throw new EOFException(this.peer + " closed the connection "
						+ (nothing ? "without a response to " : "in the middle of its response to ") + this.request);
			}
		}
		finally {
			this.buffer.flip();
		}
	}

}
