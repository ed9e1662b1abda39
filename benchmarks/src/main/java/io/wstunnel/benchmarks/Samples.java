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

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What was measured: per row and contender one figure for each round.
 */
final class Samples {

	private final Map<Row, Map<Contender, List<Double>>> figures = new EnumMap<>(Row.class);

	void add(Contender contender, Map<Row, Double> measured) {
		measured.forEach((row, figure) -> this.figures.computeIfAbsent(row, (key) -> new EnumMap<>(Contender.class))
			.computeIfAbsent(contender, (key) -> new ArrayList<>())
			.add(figure));
	}

	List<Row> rows() {
		return List.copyOf(this.figures.keySet());
	}

	/**
	 * Return the figures of a contender.
	 * @param row the row
	 * @param contender the contender
	 * @return what they have in common, or {@code null} if there are none
	 */
	@Nullable Summary get(Row row, Contender contender) {
		double[] figures = figures(row, contender);
		return (figures.length > 0) ? Summary.of(figures) : null;
	}

	/**
	 * Return the ratios of two contenders, round by round, so that what slowed a whole
	 * round falls out.
	 * @param row the row
	 * @param contender whose figures
	 * @param baseline by whose they are divided
	 * @return what they have in common, or {@code null} if there are none
	 */
	@Nullable Summary ratio(Row row, Contender contender, Contender baseline) {
		double[] figures = figures(row, contender);
		double[] bases = figures(row, baseline);
		double[] ratios = new double[Math.min(figures.length, bases.length)];
		Arrays.setAll(ratios, (round) -> figures[round] / bases[round]);
		return (ratios.length > 0) ? Summary.of(ratios) : null;
	}

	private double[] figures(Row row, Contender contender) {
		return this.figures.getOrDefault(row, Map.of())
			.getOrDefault(contender, List.of())
			.stream()
			.mapToDouble(Double::doubleValue)
			.toArray();
	}

	/**
	 * Some figures.
	 *
	 * @param median the one in the middle
	 * @param min the least
	 * @param max the greatest
	 */
	record Summary(double median, double min, double max) {

		static Summary of(double[] figures) {
			double[] sorted = figures.clone();
			Arrays.sort(sorted);
			int middle = sorted.length / 2;
			double median = (sorted.length % 2 == 1) ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
			return new Summary(median, sorted[0], sorted[sorted.length - 1]);
		}

	}

}
