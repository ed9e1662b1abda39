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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Connects, has one message echoed and closes properly, over and over on a few threads.
 */
final class Connections implements Workload {

	private static final int THREADS = 4;

	private static final int CAPACITY = 512;

	@Override
	public Map<Row, Double> run(Relay relay, TargetServer targets, long nanos) throws IOException {
		ExecutorService executor = Executors.newFixedThreadPool(THREADS);
		try {
			long from = System.nanoTime();
			List<Callable<Long>> tasks = new ArrayList<>();
			for (int i = 0; i < THREADS; i++) {
				tasks.add(() -> connect(relay, from + nanos));
			}
			long count = 0;
			for (Future<Long> future : executor.invokeAll(tasks)) {
				count += future.get();
			}
			return Map.of(Row.CONNECTIONS, count * 1e9 / (System.nanoTime() - from));
		}
		catch (ExecutionException ex) {
			throw new IOException(ex.getCause());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IOException(ex);
		}
		finally {
			executor.shutdownNow();
		}
	}

	private static long connect(Relay relay, long end) throws IOException {
		long count = 0;
		Ball ball = new Ball();
		while (System.nanoTime() < end) {
			try (Link link = relay.connect(Relay.Path.ECHO, CAPACITY)) {
				link.send(ball.next());
				link.receive(ball.target());
				ball.check(ball.target());
				link.finish();
			}
			count++;
		}
		return count;
	}

}
