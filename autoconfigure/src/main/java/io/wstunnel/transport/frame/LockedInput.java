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

import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;

import io.wstunnel.transport.TransportEnd;
import org.jspecify.annotations.Nullable;

/**
 * The receiving half of a {@link FrameTransport}, for any thread. Pings are answered on
 * the way.
 */
final class LockedInput {

	private final ReentrantLock lock;

	private final FrameInput input;

	private final LockedOutput output;

	/**
	 * Create an input.
	 * @param lock the read lock of the transport
	 * @param input what it guards
	 * @param output takes the answers to pings
	 */
	LockedInput(ReentrantLock lock, FrameInput input, LockedOutput output) {
		this.lock = lock;
		this.input = input;
		this.output = output;
	}

	int read(ByteBuffer destination) {
		this.lock.lock();
		try {
			int count = this.input.read(destination);
			byte[] ping = this.input.takePing();
			if (ping != null) {
				this.output.pong(ping);
			}
			return count;
		}
		finally {
			this.lock.unlock();
		}
	}

	void requestRead() {
		this.lock.lock();
		try {
			this.input.requestRead();
		}
		finally {
			this.lock.unlock();
		}
	}

	void onReadable() {
		this.lock.lock();
		try {
			this.input.onReadable();
		}
		finally {
			this.lock.unlock();
		}
	}

	int drain() {
		this.lock.lock();
		try {
			return this.input.drain();
		}
		finally {
			this.lock.unlock();
		}
	}

	boolean isInsideMessage() {
		this.lock.lock();
		try {
			return this.input.isInsideMessage();
		}
		finally {
			this.lock.unlock();
		}
	}

	void close() {
		this.lock.lock();
		try {
			this.input.close();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Return how the messages have ended. It is read without the lock, as what follows.
	 * @return the end, {@code null} if they have not
	 */
	@Nullable TransportEnd getEnd() {
		return this.input.getEnd();
	}

	long getMessages() {
		return this.input.getMessages();
	}

	long getLastReceived() {
		return this.input.getLastReceived();
	}

}
