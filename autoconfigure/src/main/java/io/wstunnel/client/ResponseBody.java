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

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.util.StringUtils;

/**
 * The beginning of a refusal's body, for people to read: what is there in a short time.
 */
final class ResponseBody {

	static final int MAX_SIZE = 4 * 1024;

	private static final Duration PATIENCE = Duration.ofSeconds(1);

	private static final String PHASE = "reading the body of the response to the WebSocket handshake";

	private final ByteArrayOutputStream content = new ByteArrayOutputStream();

	private final DialledChannel channel;

	private final ResponseHead head;

	private final long end = System.nanoTime() + PATIENCE.toNanos();

	private ByteBuffer buffer;

	ResponseBody(DialledChannel channel, ResponseHead head, ByteBuffer received) {
		this.channel = channel;
		this.head = head;
		this.buffer = received;
	}

	String read() throws IOException {
		try {
			if ("chunked".equalsIgnoreCase(this.head.headers().getFirst(HttpHeaders.TRANSFER_ENCODING))) {
				readChunks();
			}
			else {
				readContent(length());
			}
		}
		catch (AsynchronousCloseException ex) {
			throw ex;
		}
		catch (IOException ex) {
			// What has arrived will do
		}
		return this.content.toString(charset());
	}

	private int length() {
		if (this.head.statusCode() < 200 || this.head.statusCode() == 204 || this.head.statusCode() == 304) {
			return 0;
		}
		String length = this.head.headers().getFirst(HttpHeaders.CONTENT_LENGTH);
		try {
			return (length != null) ? (int) Math.max(0, Math.min(MAX_SIZE, Long.parseLong(length))) : MAX_SIZE;
		}
		catch (NumberFormatException ex) {
			return MAX_SIZE;
		}
	}

	private void readChunks() throws IOException {
		int size = readChunkSize();
		while (size > 0 && this.content.size() < MAX_SIZE && readContent(size)) {
			size = (nextByte() == '\r' && nextByte() == '\n') ? readChunkSize() : 0;
		}
	}

	private int readChunkSize() throws IOException {
		int size = 0;
		int digit = Character.digit(nextByte(), 16);
		while (digit >= 0) {
			size = Math.min(MAX_SIZE, size * 16 + digit);
			int next = nextByte();
			digit = Character.digit(next, 16);
			if (digit < 0) {
				while (next != '\n' && next != -1) {
					next = nextByte();
				}
			}
		}
		return size;
	}

	private boolean readContent(int length) throws IOException {
		int left = Math.min(length, MAX_SIZE - this.content.size());
		while (left > 0) {
			if (!this.buffer.hasRemaining() && !fill()) {
				return false;
			}
			int count = Math.min(left, this.buffer.remaining());
			this.content.write(this.buffer.array(), this.buffer.arrayOffset() + this.buffer.position(), count);
			this.buffer.position(this.buffer.position() + count);
			left -= count;
		}
		return true;
	}

	private int nextByte() throws IOException {
		return (this.buffer.hasRemaining() || fill()) ? this.buffer.get() & 0xFF : -1;
	}

	private boolean fill() throws IOException {
		this.buffer = ByteBuffer.allocate(MAX_SIZE);
		int count = -1;
		try {
			count = this.channel.read(this.buffer, PHASE, Duration.ofNanos(this.end - System.nanoTime()));
		}
		finally {
			this.buffer.flip();
		}
		return count > 0;
	}

	private Charset charset() {
		try {
			String contentType = this.head.headers().getFirst(HttpHeaders.CONTENT_TYPE);
			if (StringUtils.hasText(contentType)) {
				Charset charset = MediaType.parseMediaType(contentType).getCharset();
				return (charset != null) ? charset : StandardCharsets.UTF_8;
			}
		}
		catch (IllegalArgumentException ex) {
			// The most likely one then
		}
		return StandardCharsets.UTF_8;
	}

}
