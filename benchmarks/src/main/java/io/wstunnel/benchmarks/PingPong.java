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
import java.util.Arrays;
import java.util.Map;

/**
 * Sends a small message, waits for its echo, and so on.
 */
final class PingPong implements Workload {

	private static final int CAPACITY = 4 * 1024;

	private static final double MICRO = 1e3;

	@Override
	public Map<Row, Double> run(Relay relay, TargetServer targets, long nanos) throws IOException {
		try (Link link = relay.connect(Relay.Path.ECHO, CAPACITY)) {
			Ball ball = new Ball();
			play(link, ball, nanos / 5);
			long[] times = play(link, ball, nanos);
			link.finish();
			return Map.of(Row.PING_PONG_P50, percentile(times, 0.5) / MICRO, Row.PING_PONG_P99,
					percentile(times, 0.99) / MICRO);
		}
	}

	private static long[] play(Link link, Ball ball, long nanos) throws IOException {
		long[] times = new long[1024];
		int count = 0;
		long now = System.nanoTime();
		long end = now + nanos;
		while (now < end) {
			link.send(ball.next());
			ByteBuffer echo = ball.target();
			link.receive(echo);
			ball.check(echo);
			if (count == times.length) {
				times = Arrays.copyOf(times, 2 * count);
			}
			long then = System.nanoTime();
			times[count++] = then - now;
			now = then;
		}
		times = Arrays.copyOf(times, count);
		Arrays.sort(times);
		return times;
	}

	private static double percentile(long[] sorted, double part) {
		return sorted[(int) ((sorted.length - 1) * part)];
	}

}
