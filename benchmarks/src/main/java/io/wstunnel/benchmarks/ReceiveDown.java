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

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;

/**
 * Receives what the source sends, as fast as it comes.
 */
final class ReceiveDown implements Workload {

	private static final int CAPACITY = 256 * 1024;

	private static final double MEGA = 1e6;

	@Override
	public Map<Row, Double> run(Relay relay, TargetServer targets, long nanos) throws IOException {
		Link link = relay.connect(Relay.Path.SOURCE, CAPACITY);
		try {
			long before = receive(link, 0, nanos / 5);
			long from = System.nanoTime();
			long received = receive(link, before, nanos) - before;
			double rate = received * 1e9 / (System.nanoTime() - from);
			return Map.of(Row.BULK_DOWN, rate / MEGA);
		}
		finally {
			link.abort();
		}
	}

	private static long receive(Link link, long offset, long nanos) throws IOException {
		long end = System.nanoTime() + nanos;
		long received = offset;
		while (System.nanoTime() < end) {
			ByteBuffer payload = link.receive();
			if (!payload.hasRemaining()) {
				throw new EOFException("The connection ended after " + received + " bytes");
			}
			Pattern.check(payload, received);
			received += payload.remaining();
		}
		return received;
	}

}
