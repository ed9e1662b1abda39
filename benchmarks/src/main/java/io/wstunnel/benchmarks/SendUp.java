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

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;

/**
 * Sends messages to the sink as fast as they go.
 */
final class SendUp implements Workload {

	private static final int BATCH = 64 * 1024;

	private static final long LIMIT_NANOS = 10_000_000_000L;

	private final Row row;

	private final Row timeRow;

	private final int length;

	private final double scale;

	/**
	 * Create the workload.
	 * @param row the row of the results
	 * @param timeRow the row of what the relay computes
	 * @param length the length of the messages; short ones are sent several at once
	 * @param scale what to multiply the bytes per second with
	 */
	SendUp(Row row, Row timeRow, int length, double scale) {
		this.row = row;
		this.timeRow = timeRow;
		this.length = length;
		this.scale = scale;
	}

	@Override
	public Map<Row, Double> run(Relay relay, TargetServer targets, long nanos) throws IOException {
		ByteBuffer message = ByteBuffer.allocateDirect(this.length);
		int batch = Math.max(1, BATCH / this.length);
		long before = targets.sunk();
		Link link = relay.connect(Relay.Path.SINK, batch * (this.length + Framing.OVERHEAD));
		try (link) {
			long sent = send(link, message, batch, nanos / 5);
			long from = System.nanoTime();
			long sunkFrom = targets.sunk();
			Duration timeFrom = relay.processorTime();
			sent += send(link, message, batch, nanos);
			long sunk = targets.sunk() - sunkFrom;
			double rate = sunk * 1e9 / (System.nanoTime() - from);
			double time = relay.processorTime().minus(timeFrom).toNanos() * 1e3 / sunk;
			link.finish();
			awaitSunk(targets, before + sent);
			return Map.of(this.row, rate * this.scale, this.timeRow, time);
		}
	}

	private static long send(Link link, ByteBuffer message, int batch, long nanos) throws IOException {
		long end = System.nanoTime() + nanos;
		long sent = 0;
		while (System.nanoTime() < end) {
			for (int i = 0; i < batch; i++) {
				link.add(message.clear());
			}
			link.flush();
			sent += (long) batch * message.capacity();
		}
		return sent;
	}

	private static void awaitSunk(TargetServer targets, long expected) throws IOException {
		long end = System.nanoTime() + LIMIT_NANOS;
		while (targets.sunk() < expected && System.nanoTime() < end) {
			Thread.onSpinWait();
		}
		if (targets.sunk() != expected) {
			throw new IOException("The sink received " + (targets.sunk() - expected) + " bytes too many");
		}
	}

}
