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
import java.util.concurrent.locks.ReentrantLock;

import io.wstunnel.transport.Notice;

import org.springframework.web.socket.CloseStatus;

/**
 * The sending half of a {@link FrameTransport}, for any thread. What waits behind the
 * frame that is on its way goes at once if it can: a failure of that is kept, and tells
 * the next one who sends or flushes.
 */
final class LockedOutput {

	private final ReentrantLock lock;

	private final FrameOutput output;

	/**
	 * Create an output.
	 * @param lock the write lock of the transport
	 * @param output what it guards
	 */
	LockedOutput(ReentrantLock lock, FrameOutput output) {
		this.lock = lock;
		this.output = output;
	}

	boolean send(ByteBuffer payload, boolean last) throws IOException {
		this.lock.lock();
		try {
			return this.output.send(payload, last);
		}
		finally {
			this.lock.unlock();
		}
	}

	boolean flush() throws IOException {
		this.lock.lock();
		try {
			return this.output.flush();
		}
		finally {
			this.lock.unlock();
		}
	}

	void ping() throws IOException {
		this.lock.lock();
		try {
			this.output.ping();
			this.output.flush();
		}
		finally {
			this.lock.unlock();
		}
	}

	void endMessage() {
		change(this.output::endMessage);
	}

	void pong(byte[] payload) {
		change(() -> this.output.pong(payload));
	}

	void notice(Notice notice) {
		change(() -> this.output.notice(notice));
	}

	void close(CloseStatus status) {
		change(() -> this.output.close(status));
	}

	/**
	 * The channel takes something again.
	 */
	void goOn() {
		this.lock.lock();
		try {
			tryFlush();
		}
		finally {
			this.lock.unlock();
		}
	}

	void fail(IOException cause) {
		this.lock.lock();
		try {
			this.output.fail(cause);
		}
		finally {
			this.lock.unlock();
		}
	}

	long getLastTaken() {
		return this.output.getLastTaken();
	}

	private void change(Runnable change) {
		this.lock.lock();
		try {
			change.run();
			tryFlush();
		}
		finally {
			this.lock.unlock();
		}
	}

	private void tryFlush() {
		try {
			this.output.flush();
		}
		catch (IOException ex) {
			// The output keeps it
		}
	}

}
