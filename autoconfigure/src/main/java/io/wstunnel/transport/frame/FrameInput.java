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

import io.wstunnel.transport.Printable;
import io.wstunnel.transport.TransportEnd;
import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.CloseStatus;

/**
 * The receiving half of a {@link FrameTransport}, under its read lock. Takes from the
 * channel no more than there is room for, so that nothing is left over but what a record
 * of TLS brings in excess.
 */
final class FrameInput {

	/**
	 * How often a read fills its buffer in vain before others get their turn: a peer may
	 * send empty messages and pings for ever.
	 */
	private static final int MAX_FILLS = 16;

	private final FrameChannel channel;

	private final FrameDecoder decoder;

	private @Nullable ByteBuffer received;

	private boolean requested;

	private byte @Nullable [] ping;

	private volatile @Nullable TransportEnd end;

	private volatile long lastReceived = System.nanoTime();

	FrameInput(FrameChannel channel, FrameDecoder decoder, @Nullable ByteBuffer received) {
		this.channel = channel;
		this.decoder = decoder;
		this.received = received;
	}

	@Nullable TransportEnd getEnd() {
		return this.end;
	}

	long getMessages() {
		return this.decoder.getMessages();
	}

	boolean isInsideMessage() {
		return this.decoder.isInsideMessage();
	}

	/**
	 * Return when something last came, be it a pong.
	 * @return the {@link System#nanoTime()} of that, or that of the start
	 */
	long getLastReceived() {
		return this.lastReceived;
	}

	int read(ByteBuffer destination) {
		if (this.end != null) {
			return -1;
		}
		int start = destination.position();
		try {
			for (int fills = 0; true; fills++) {
				if (this.received != null) {
					decode(this.received, destination);
				}
				if (destination.position() > start || this.end != null) {
					break;
				}
				int count = (fills < MAX_FILLS) ? fill(destination.remaining()) : 0;
				if (count == 0) {
					release();
					requestRead();
					return 0;
				}
				if (count < 0) {
					this.end = loss("The peer's network connection ended without a close frame", null);
				}
			}
		}
		catch (FrameViolation ex) {
			this.end = new TransportEnd(TransportEnd.Kind.VIOLATION, ex.getStatus(), this.decoder.isInsideMessage(),
					ex.getDescription(), null);
		}
		catch (IOException ex) {
			this.end = loss("The network connection failed without a close frame", ex);
		}
		releaseOrKeepSmall();
		return (destination.position() > start) ? destination.position() - start : -1;
	}

	/**
	 * Ask the channel for a call-back, unless one is on its way already.
	 */
	void requestRead() {
		if (!this.requested) {
			this.requested = true;
			this.channel.requestRead();
		}
	}

	/**
	 * The call-back has come.
	 */
	void onReadable() {
		this.requested = false;
	}

	/**
	 * Return the payload of the newest ping that has not been taken yet.
	 * @return the payload, or {@code null} if there is none
	 */
	byte @Nullable [] takePing() {
		byte[] taken = this.ping;
		this.ping = null;
		return taken;
	}

	int drain() {
		ByteBuffer scratch = BufferPool.SHARED.acquire();
		try {
			int count = this.channel.drain(scratch);
			if (count == 0) {
				requestRead();
			}
			return count;
		}
		catch (IOException ex) {
			return -1;
		}
		finally {
			BufferPool.SHARED.release(scratch);
		}
	}

	void close() {
		if (this.end == null) {
			this.end = loss("The connection was closed", null);
		}
		release();
	}

	private void decode(ByteBuffer source, ByteBuffer destination) throws FrameViolation {
		while (true) {
			switch (this.decoder.decode(source, destination)) {
				case UNDERFLOW, OVERFLOW -> {
					return;
				}
				case PING -> {
					ByteBuffer payload = this.decoder.getControlPayload();
					this.ping = new byte[payload.remaining()];
					payload.get(this.ping);
				}
				case CLOSE -> {
					CloseStatus status = ClosePayload.decode(this.decoder.getControlPayload());
					this.end = new TransportEnd(TransportEnd.Kind.CLOSE, status, this.decoder.isInsideMessage(),
							describe(status, this.decoder.isInsideMessage()), null);
					return;
				}
			}
		}
	}

	private int fill(int room) throws IOException {
		if (this.received == null || !BufferPool.isPooled(this.received)) {
			this.received = BufferPool.SHARED.acquire();
		}
		ByteBuffer buffer = this.received.clear();
		buffer.limit(Math.min(buffer.capacity(), Math.max(room, this.channel.getMinimumRead())));
		int count = 0;
		try {
			count = this.channel.read(buffer);
			if (count > 0) {
				this.lastReceived = System.nanoTime();
			}
			return count;
		}
		finally {
			buffer.flip();
			if (count <= 0) {
				release();
			}
		}
	}

	/**
	 * A connection that is not read from shall not hold a large buffer for a few bytes.
	 */
	private void releaseOrKeepSmall() {
		ByteBuffer rest = this.received;
		if (rest == null) {
			return;
		}
		if (this.end != null || !rest.hasRemaining()) {
			release();
		}
		else if (BufferPool.isPooled(rest)) {
			this.received = ByteBuffer.allocate(rest.remaining()).put(rest).flip();
			BufferPool.SHARED.release(rest);
		}
	}

	private void release() {
		if (this.received != null) {
			BufferPool.SHARED.release(this.received);
			this.received = null;
		}
	}

	private TransportEnd loss(String message, @Nullable Throwable cause) {
		return new TransportEnd(TransportEnd.Kind.LOSS, CloseStatus.NO_CLOSE_FRAME, this.decoder.isInsideMessage(),
				message, cause);
	}

	private static String describe(CloseStatus status, boolean insideMessage) {
		String reason = (status.getReason() != null && !status.getReason().isEmpty())
				? ": " + Printable.of(status.getReason()) : "";
		return "The peer closed the connection with status " + status.getCode()
				+ (insideMessage ? " inside a message" : "") + reason;
	}

}
