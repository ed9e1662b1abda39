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

package io.wstunnel.connection;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import io.wstunnel.WsConnection;
import io.wstunnel.testsupport.Await;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The flow of a connection, and what it was told.
 */
final class FlowEnd implements FlowListener {

	final ConnectionFlow flow;

	private final Semaphore readable = new Semaphore(0);

	private final Semaphore writable = new Semaphore(0);

	FlowEnd(WsConnection connection) {
		this.flow = ConnectionFlow.open(connection, this);
	}

	@Override
	public void onReadable() {
		this.readable.release();
	}

	@Override
	public void onWritable() {
		this.writable.release();
	}

	void awaitReadable() throws InterruptedException {
		await(this.readable);
	}

	boolean isToldReadable() {
		return this.readable.availablePermits() > 0;
	}

	/**
	 * Whether there is room again though the peer does not read, as what was written
	 * moves on.
	 * @return whether there is
	 */
	boolean isToldWritableSoon() throws InterruptedException {
		return this.writable.tryAcquire(200, TimeUnit.MILLISECONDS);
	}

	/**
	 * Read at least one byte, waiting for it as an event-driven reader does.
	 */
	int read(ByteBuffer destination) throws IOException, InterruptedException {
		int count = this.flow.read(destination);
		while (count == 0) {
			await(this.readable);
			count = this.flow.read(destination);
		}
		return count;
	}

	void write(ByteBuffer source) throws IOException, InterruptedException {
		while (source.hasRemaining()) {
			if (!this.flow.write(source)) {
				await(this.writable);
			}
		}
	}

	/**
	 * Read until the end of the stream.
	 * @return the number of bytes
	 */
	long readToEnd() throws IOException, InterruptedException {
		ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024);
		long total = 0;
		for (int count = read(buffer); count >= 0; count = read(buffer.clear())) {
			total += count;
		}
		return total;
	}

	private static void await(Semaphore told) throws InterruptedException {
		assertThat(told.tryAcquire(Await.LIMIT.toMillis(), TimeUnit.MILLISECONDS)).as("Told").isTrue();
		told.drainPermits();
	}

}
