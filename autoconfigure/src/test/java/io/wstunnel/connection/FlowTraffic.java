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
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicInteger;

import io.wstunnel.WsConnection;
import io.wstunnel.testsupport.Payloads;

/**
 * Writes the pattern and checks what it reads. Its call-backs leave the work to a pool,
 * by one thread at a time for each direction.
 */
public final class FlowTraffic implements FlowListener {

	private final CompletableFuture<Long> received = new CompletableFuture<>();

	private final Executor executor = ForkJoinPool.commonPool();

	private final AtomicInteger reading = new AtomicInteger();

	private final AtomicInteger writing = new AtomicInteger();

	private final Random readRandom;

	private final Random writeRandom;

	private final ConnectionFlow flow;

	private final int total;

	private long readPosition;

	private long writePosition;

	/**
	 * Create one end, whose flow is open then.
	 * @param connection the connection
	 * @param total how many bytes go each way
	 * @param seed the seed of what is left to chance
	 */
	public FlowTraffic(WsConnection connection, int total, long seed) {
		this.total = total;
		this.readRandom = new Random(seed);
		this.writeRandom = new Random(seed + 1);
		this.flow = ConnectionFlow.open(connection, this);
	}

	/**
	 * Return what completes when all has been received.
	 * @return the number of bytes
	 */
	public CompletableFuture<Long> getReceived() {
		return this.received;
	}

	/**
	 * Begin.
	 */
	public void start() {
		onReadable();
		onWritable();
	}

	@Override
	public void onReadable() {
		again(this.reading, this::read);
	}

	@Override
	public void onWritable() {
		again(this.writing, this::write);
	}

	private void again(AtomicInteger reasons, Step step) {
		if (reasons.getAndIncrement() == 0) {
			this.executor.execute(() -> {
				int seen = reasons.get();
				while (seen != 0) {
					try {
						step.run();
					}
					catch (IOException | RuntimeException | Error ex) {
						this.received.completeExceptionally(ex);
						return;
					}
					seen = reasons.addAndGet(-seen);
				}
			});
		}
	}

	private void read() throws IOException {
		if (this.received.isDone()) {
			return;
		}
		ByteBuffer buffer = ByteBuffer.allocate(1 + this.readRandom.nextInt(20_000));
		for (int count = this.flow.read(buffer); count > 0; count = this.flow.read(buffer.clear())) {
			Payloads.check(buffer.flip(), this.readPosition);
			this.readPosition += count;
			if (this.readPosition == this.total) {
				this.received.complete(this.readPosition);
			}
			if (this.readRandom.nextInt(5) == 0) {
				this.flow.pause();
				this.executor.execute(this::onReadable);
				return;
			}
		}
	}

	private void write() throws IOException {
		while (this.writePosition < this.total) {
			int length = (int) Math.min(this.total - this.writePosition, 1 + this.writeRandom.nextInt(40_000));
			if (!this.flow.isWritable()
					|| !this.flow.write(ByteBuffer.wrap(Payloads.bytes(this.writePosition, length)))) {
				return;
			}
			this.writePosition += length;
		}
	}

	private interface Step {

		void run() throws IOException;

	}

}
