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

package io.wstunnel.transport.frame;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;

import io.wstunnel.MessageType;
import io.wstunnel.transport.Notice;
import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.CloseStatus;

/**
 * The sending half of a {@link FrameTransport}, under its write lock: one frame on its
 * way, and behind it {@link WaitingFrames}.
 */
final class FrameOutput {

	private static final int SMALL = 4 * 1024;

	private final FrameChannel channel;

	private final FrameEncoder encoder;

	private final int opcode;

	private final WaitingFrames waiting = new WaitingFrames();

	private @Nullable ByteBuffer pending;

	private boolean messageOpen;

	private boolean closed;

	private @Nullable IOException failure;

	private boolean stuck;

	private volatile long lastTaken = System.nanoTime();

	FrameOutput(FrameChannel channel, FrameEncoder encoder, MessageType messageType) {
		this.channel = channel;
		this.encoder = encoder;
		this.opcode = Opcode.of(messageType);
	}

	boolean send(ByteBuffer payload, boolean last) throws IOException {
		if (this.failure != null) {
			throw this.failure;
		}
		if (this.closed) {
			throw new ClosedChannelException();
		}
		if (!flush()) {
			return false;
		}
		encode(this.messageOpen ? Opcode.CONTINUATION : this.opcode, last, payload);
		this.messageOpen = !last;
		flush();
		return true;
	}

	boolean flush() throws IOException {
		if (this.failure != null) {
			throw this.failure;
		}
		try {
			ByteBuffer frame = next();
			while (frame != null) {
				if (!write(frame)) {
					keepSmall(frame);
					this.channel.requestWrite();
					return false;
				}
				BufferPool.SHARED.release(frame);
				this.pending = null;
				frame = next();
			}
			return true;
		}
		catch (IOException ex) {
			fail(ex);
			throw ex;
		}
	}

	void endMessage() {
		if (this.messageOpen && !this.closed) {
			this.waiting.cutMessage();
		}
		this.messageOpen = false;
	}

	void pong(byte[] payload) {
		if (!this.closed) {
			this.waiting.pong(payload);
		}
	}

	/**
	 * Ask for a ping. However often that is, one is waiting at most.
	 */
	void ping() {
		if (!this.closed) {
			this.waiting.ping();
		}
	}

	void notice(Notice notice) {
		if (!this.closed) {
			this.waiting.notice(notice);
		}
	}

	/**
	 * Return when the network last took bytes for which it had had no room: the peer
	 * confirmed earlier ones.
	 * @return the {@link System#nanoTime()} of that, or that of the start
	 */
	long getLastTaken() {
		return this.lastTaken;
	}

	void close(CloseStatus status) {
		if (!this.closed) {
			this.waiting.close(status);
			this.closed = true;
		}
	}

	void fail(IOException cause) {
		this.failure = cause;
		this.closed = true;
		if (this.pending != null) {
			BufferPool.SHARED.release(this.pending);
			this.pending = null;
		}
	}

	private boolean write(ByteBuffer frame) throws IOException {
		int length = frame.remaining();
		boolean written = this.channel.write(frame);
		if (this.stuck && (written || frame.remaining() < length)) {
			this.lastTaken = System.nanoTime();
		}
		this.stuck = !written;
		return written;
	}

	private @Nullable ByteBuffer next() {
		if (this.pending != null) {
			return this.pending;
		}
		WaitingFrames.Frame frame = this.waiting.take();
		if (frame != null) {
			encode(frame.opcode(), true, frame.payload());
		}
		return this.pending;
	}

	private void encode(int opcode, boolean fin, ByteBuffer payload) {
		ByteBuffer buffer = BufferPool.SHARED.acquire();
		this.encoder.encode(opcode, fin, payload, buffer);
		this.pending = buffer.flip();
	}

	/**
	 * A peer that does not read shall not hold a large buffer for a small frame.
	 */
	private void keepSmall(ByteBuffer buffer) {
		if (BufferPool.isPooled(buffer) && buffer.remaining() <= SMALL) {
			this.pending = ByteBuffer.allocate(buffer.remaining()).put(buffer).flip();
			BufferPool.SHARED.release(buffer);
		}
	}

}
