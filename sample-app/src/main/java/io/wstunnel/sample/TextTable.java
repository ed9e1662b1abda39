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

package io.wstunnel.sample;

import java.util.List;
import java.util.StringJoiner;
import java.util.stream.IntStream;

/**
 * Lays out a {@link QueryResult} for a terminal.
 */
final class TextTable {

	private TextTable() {
	}

	static String format(QueryResult result) {
		int[] widths = IntStream.range(0, result.columns().size()).map((column) -> width(result, column)).toArray();
		StringJoiner lines = new StringJoiner("\n");
		lines.add(line(result, widths, result.columns().stream().map(QueryResult.Column::name).toList()));
		lines.add(line(result, widths, IntStream.of(widths).mapToObj("\u2500"::repeat).toList()));
		result.rows().forEach((row) -> lines.add(line(result, widths, row)));
		return lines.toString();
	}

	private static int width(QueryResult result, int column) {
		return result.rows()
			.stream()
			.mapToInt((row) -> text(row.get(column)).length())
			.reduce(result.columns().get(column).name().length(), Math::max);
	}

	private static String line(QueryResult result, int[] widths, List<String> values) {
		StringJoiner line = new StringJoiner("  ", "  ", "");
		for (int i = 0; i < widths.length; i++) {
			String alignment = result.columns().get(i).numeric() ? "" : "-";
			line.add(String.format("%" + alignment + widths[i] + "s", text(values.get(i))));
		}
		return line.toString().stripTrailing();
	}

	private static String text(String value) {
		return (value != null) ? value : "";
	}

}
