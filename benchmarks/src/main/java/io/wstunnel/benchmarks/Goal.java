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

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

import io.wstunnel.benchmarks.Samples.Summary;
import org.jspecify.annotations.Nullable;

/**
 * What the starter is to reach, compared with another system.
 *
 * @param row the row that counts
 * @param contender whose figures
 * @param baseline compared with whose
 * @param atLeast whether the ratio is to be as great as the limit, or else as small
 * @param limit the limit
 */
record Goal(Row row, Contender contender, Contender baseline, boolean atLeast, double limit) {

	private static final double MAX_HEAP_BESIDE_HTTP = 6;

	private static final double MAX_FORWARD_MEMORY = 40;

	private static final List<Contender> FORWARDS = List.of(Contender.FORWARD_TOMCAT, Contender.FORWARD_JETTY);

	private static final List<Contender> STARTERS = List.of(Contender.TOMCAT, Contender.TOMCAT_VIRTUAL, Contender.JETTY,
			Contender.JETTY_VIRTUAL);

	private static Stream<Goal> of(Contender starter) {
		boolean virtual = (starter == Contender.TOMCAT_VIRTUAL || starter == Contender.JETTY_VIRTUAL);
		Goal connections = virtual ? least(Row.CONNECTIONS, starter, Contender.HANDLER_64K_VIRTUAL, 1.9)
				: least(Row.CONNECTIONS, starter, Contender.HANDLER_64K, 1.4);
		Stream<Goal> goals = Stream.of(least(Row.BULK_UP, starter, Table.BASELINE, 0.9),
				least(Row.BULK_UP, starter, Contender.HANDLER_64K, 8),
				least(Row.BULK_DOWN, starter, Table.BASELINE, 0.75), least(Row.SMALL_UP, starter, Table.BASELINE, 3),
				least(Row.MANY_PING_PONG, starter, Table.BASELINE, 0.7), connections);
		Goal time = new Goal(Row.PING_PONG_P50, starter, Table.BASELINE, false, 1.2);
		return virtual ? goals : Stream.concat(goals, Stream.of(time));
	}

	private static Stream<Goal> ofForward(Contender forward) {
		return Stream.of(least(Row.BULK_UP, forward, Table.BASELINE, 1),
				least(Row.BULK_DOWN, forward, Table.BASELINE, 0.85), least(Row.SMALL_UP, forward, Table.BASELINE, 3),
				least(Row.MANY_PING_PONG, forward, Table.BASELINE, 0.9),
				least(Row.CONNECTIONS, forward, Table.BASELINE, 0.6));
	}

	private static Goal least(Row row, Contender contender, Contender baseline, double limit) {
		return new Goal(row, contender, baseline, true, limit);
	}

	/**
	 * Tell of every goal whether it is reached.
	 * @param samples what was measured
	 * @return a list in Markdown
	 */
	static List<String> check(Samples samples) {
		Stream<@Nullable String> starters = STARTERS.stream()
			.flatMap((starter) -> Stream.concat(of(starter).map((goal) -> goal.verdict(samples)),
					Stream.of(heap(samples, starter))));
		Stream<@Nullable String> forwards = FORWARDS.stream()
			.flatMap((forward) -> Stream.concat(ofForward(forward).map((goal) -> goal.verdict(samples)),
					Stream.of(memory(samples, forward))));
		return Stream.concat(starters, forwards).filter(Objects::nonNull).toList();
	}

	private @Nullable String verdict(Samples samples) {
		Summary ratio = samples.ratio(this.row, this.contender, this.baseline);
		if (ratio == null) {
			return null;
		}
		boolean reached = this.atLeast ? (ratio.median() >= this.limit) : (ratio.median() <= this.limit);
		return verdict(reached) + this.contender.title() + ": " + this.row.title() + " " + Table.ratio(ratio) + " of "
				+ this.baseline.title() + (this.atLeast ? ", at least " : ", at most ") + this.limit;
	}

	private static @Nullable String heap(Samples samples, Contender starter) {
		Summary tunnel = samples.get(Row.IDLE_HEAP_1K, starter);
		Summary http = samples.get(Row.IDLE_HTTP_1K, starter);
		if (tunnel == null || http == null) {
			return null;
		}
		double beside = tunnel.median() - http.median();
		return verdict(beside <= MAX_HEAP_BESIDE_HTTP) + starter.title() + String.format(Locale.ROOT,
				": heap of an idle connection %.1f KB more than HTTP's, at most %.1f", beside, MAX_HEAP_BESIDE_HTTP);
	}

	private static @Nullable String memory(Samples samples, Contender forward) {
		Summary heap = samples.get(Row.IDLE_HEAP_MANY, forward);
		Summary beside = samples.get(Row.IDLE_BESIDE_MANY, forward);
		Summary threads = samples.get(Row.IDLE_THREADS_MANY, forward);
		if (heap == null || beside == null || threads == null) {
			return null;
		}
		double sum = heap.median() + beside.median();
		return verdict(sum < MAX_FORWARD_MEMORY && threads.median() < 0.01) + forward.title()
				+ String.format(Locale.ROOT,
						": an idle connection, all in, %.1f KB and %.2f threads, less than %.1f KB", sum,
						threads.median(), MAX_FORWARD_MEMORY);
	}

	private static String verdict(boolean reached) {
		return reached ? "- pass: " : "- **miss**: ";
	}

}
