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

package io.wstunnel.transport.session;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import io.wstunnel.MessageType;
import io.wstunnel.transport.Count;
import io.wstunnel.transport.TransportEnd;
import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketMessage;

/**
 * The receiving half of a {@link SessionTransport}: one part of a message at a time is
 * handed over, and the container's thread waits with the next one.
 */
final class SessionInput {

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition room = this.lock.newCondition();

	private final MessageType messageType;

	private final Runnable readable;

	private @Nullable ByteBuffer part;

	private boolean waiting;

	private final Count messages = new Count();

	private boolean insideMessage;

	private boolean closed;

	private boolean gone;

	private @Nullable TransportEnd next;

	private volatile @Nullable TransportEnd end;

	/**
	 * Create an input.
	 * @param messageType the type of the messages
	 * @param readable told when there is something to read
	 */
	SessionInput(MessageType messageType, Runnable readable) {
		this.messageType = messageType;
		this.readable = readable;
	}

	/**
	 * Hand a part of a message over, on the container's thread. Blocks until the one
	 * before was read, or the transport is closed.
	 * @param message the part
	 */
	void accept(WebSocketMessage<?> message) {
		if (message instanceof BinaryMessage binary) {
			accept(MessageType.BINARY, binary.getPayload(), binary.isLast());
		}
		else if (message instanceof TextMessage text) {
			accept(MessageType.TEXT, StandardCharsets.UTF_8.encode(text.getPayload()), text.isLast());
		}
	}

	private void accept(MessageType type, ByteBuffer payload, boolean last) {
		if (type != this.messageType) {
			end(TransportEnd.Kind.VIOLATION, CloseStatus.NOT_ACCEPTABLE, "The peer sent a " + type
					+ " message, but this connection takes " + this.messageType + " messages only", null);
		}
		else if (put(payload, last)) {
			this.readable.run();
			keep(payload);
		}
	}

	private boolean put(ByteBuffer payload, boolean last) {
		this.lock.lock();
		try {
			if (this.next != null || this.closed) {
				return false;
			}
			this.insideMessage = !last;
			if (last) {
				this.messages.add(1);
			}
			if (!payload.hasRemaining()) {
				return false;
			}
			this.waiting = true;
			while (this.part != null && !this.closed) {
				this.room.await();
			}
			if (this.closed) {
				return false;
			}
			this.part = payload;
			return true;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			this.next = createEnd(TransportEnd.Kind.LOSS, CloseStatus.NO_CLOSE_FRAME,
					"The container interrupted its thread", ex);
			return true;
		}
		finally {
			this.waiting = false;
			this.lock.unlock();
		}
	}

	/**
	 * The container may use the memory of a payload again.
	 */
	private void keep(ByteBuffer payload) {
		this.lock.lock();
		try {
			if (this.part == payload) {
				this.part = ByteBuffer.allocate(payload.remaining()).put(payload).flip();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	long getMessages() {
		return this.messages.get();
	}

	int read(ByteBuffer destination) {
		this.lock.lock();
		try {
			if (this.end != null) {
				return -1;
			}
			ByteBuffer part = this.part;
			if (part != null) {
				int count = Math.min(part.remaining(), destination.remaining());
				destination.put(part.slice(part.position(), count));
				part.position(part.position() + count);
				if (!part.hasRemaining()) {
					this.part = null;
					this.room.signal();
				}
				return count;
			}
			if (this.waiting || this.closed || this.next == null) {
				return 0;
			}
			this.end = this.next;
			return -1;
		}
		finally {
			this.lock.unlock();
		}
	}

	@Nullable TransportEnd getEnd() {
		return this.end;
	}

	/**
	 * What the peer still sends is dropped as it comes, so that there is only its end to
	 * wait for.
	 * @return -1 if the network connection is gone, else 0
	 */
	int drain() {
		this.lock.lock();
		try {
			return (this.gone) ? -1 : 0;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * End the messages, unless they have ended before.
	 * @param kind what ends them
	 * @param status the status
	 * @param message what happened
	 * @param cause the cause, or {@code null}
	 */
	void end(TransportEnd.Kind kind, CloseStatus status, String message, @Nullable Throwable cause) {
		this.lock.lock();
		try {
			if (this.next == null) {
				this.next = createEnd(kind, status, message, cause);
			}
		}
		finally {
			this.lock.unlock();
		}
		tell();
	}

	private TransportEnd createEnd(TransportEnd.Kind kind, CloseStatus status, String message,
			@Nullable Throwable cause) {
		String place = (this.insideMessage && kind == TransportEnd.Kind.CLOSE) ? " inside a message" : "";
		return new TransportEnd(kind, status, this.insideMessage, message + place, cause);
	}

	/**
	 * Whether the container has told of the session's end.
	 * @return whether it has
	 */
	boolean isGone() {
		this.lock.lock();
		try {
			return this.gone;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * The network connection is gone, of which the end is about to tell.
	 */
	void gone() {
		this.lock.lock();
		try {
			this.gone = true;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void tell() {
		if (!isClosed()) {
			this.readable.run();
		}
	}

	/**
	 * Release the container's thread, drop everything, and tell nothing any more.
	 */
	void close() {
		this.lock.lock();
		try {
			this.closed = true;
			this.gone = true;
			this.part = null;
			this.room.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	boolean isClosed() {
		this.lock.lock();
		try {
			return this.closed;
		}
		finally {
			this.lock.unlock();
		}
	}

}
