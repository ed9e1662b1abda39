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
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.wstunnel.benchmarks.Samples.Summary;

/**
 * The figures as Markdown.
 */
final class Table {

	static final Contender BASELINE = Contender.NETTY;

	private final Samples samples;

	private final List<Contender> contenders;

	Table(Samples samples, List<Contender> contenders) {
		this.samples = samples;
		this.contenders = contenders;
	}

	@Override
	public String toString() {
		Stream<String> titles = this.contenders.stream().map(Contender::title);
		Stream<String> dashes = this.contenders.stream().map((contender) -> "---:");
		Stream<String> rows = this.samples.rows()
			.stream()
			.map((row) -> line(row.title(), this.contenders.stream().map((contender) -> cell(row, contender))));
		return Stream.concat(Stream.of(line("", titles), line("---", dashes)), rows).collect(Collectors.joining("\n"));
	}

	private static String line(String title, Stream<String> cells) {
		return Stream.concat(Stream.of(title), cells).collect(Collectors.joining(" | ", "| ", " |"));
	}

	private String cell(Row row, Contender contender) {
		Summary figures = this.samples.get(row, contender);
		if (figures == null) {
			return "";
		}
		if (row.isMemory()) {
			return row.format(figures.median());
		}
		Summary ratio = (contender != BASELINE) ? this.samples.ratio(row, contender, BASELINE) : null;
		return (ratio != null) ? ratio(ratio) : row.format(figures.median()) + " (" + row.format(figures.min()) + " .. "
				+ row.format(figures.max()) + ")";
	}

	static String ratio(Summary ratio) {
		return String.format(Locale.ROOT, "%.2f (%.2f .. %.2f)", ratio.median(), ratio.min(), ratio.max());
	}

}
