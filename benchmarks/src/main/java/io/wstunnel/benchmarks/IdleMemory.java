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

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Measures what connections hold that have carried one message and carry no more.
 */
final class IdleMemory {

	private static final int FEW = 1_000;

	private static final int WARM_UP = 200;

	private static final int CAPACITY = 256;

	private static final double KILO = 1024;

	private final RelayProcess process;

	private final List<Closeable> connections = new ArrayList<>();

	private final Map<Row, Double> results = new EnumMap<>(Row.class);

	IdleMemory(RelayProcess process) {
		this.process = process;
	}

	/**
	 * Measure tunnels.
	 * @param many how many in a second step, or 0 not to
	 * @return what was measured
	 */
	Map<Row, Double> measureTunnels(int many) throws IOException {
		measure(this::tunnel, many);
		return this.results;
	}

	/**
	 * Measure the connections of ordinary requests.
	 * @return what was measured
	 */
	Map<Row, Double> measureHttp() throws IOException {
		measure(this::keepAlive, 0);
		return Map.of(Row.IDLE_HTTP_1K, this.results.get(Row.IDLE_HEAP_1K));
	}

	private void measure(Opening opening, int many) throws IOException {
		try {
			// They stay open: servers reuse what closed connections leave
			open(WARM_UP, opening);
			// The first one collects what was needed only to start
			memory();
			long[] before = memory();
			open(FEW, opening);
			report(Row.IDLE_HEAP_1K, FEW, before, memory());
			if (many > FEW) {
				open(many - FEW, opening);
				report(Row.IDLE_HEAP_MANY, many, before, memory());
			}
		}
		finally {
			for (Closeable connection : this.connections) {
				connection.close();
			}
		}
	}

	private void open(int count, Opening opening) throws IOException {
		for (int i = 0; i < count; i++) {
			this.connections.add(opening.open());
		}
	}

	private Closeable keepAlive() throws IOException {
		return this.process.relay().keepAlive("/http");
	}

	private Closeable tunnel() throws IOException {
		Link link = this.process.relay().connect(Relay.Path.IDLE, CAPACITY);
		Ball ball = new Ball();
		link.send(ball.next());
		link.receive(ball.target());
		ball.check(ball.target());
		return link;
	}

	private void report(Row row, int count, long[] before, long[] after) {
		double heap = (after[0] - before[0]) / KILO / count;
		double resident = (after[1] - before[1]) / KILO / count;
		this.results.put(row, heap);
		Row[] rows = Row.values();
		this.results.put(rows[row.ordinal() + 1], resident - heap);
		this.results.put(rows[row.ordinal() + 2], (double) (after[2] - before[2]) / count);
	}

	private long[] memory() throws IOException {
		return Arrays.stream(this.process.execute("memory").split(" ")).mapToLong(Long::parseLong).toArray();
	}

	private interface Opening {

		Closeable open() throws IOException;

	}

}
