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

package io.wstunnel.endurance;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

import io.wstunnel.testsupport.ThreadDump;

/**
 * What the endurance tests share: their length, their randomness, and their patience.
 */
final class Endurance {

	/**
	 * After which time what does not go on has stalled.
	 */
	static final Duration LIMIT = Duration.ofSeconds(30);

	private static final double FACTOR = Double.parseDouble(System.getProperty("endurance.factor", "1"));

	private static final long SEED = Long.getLong("endurance.seed", new Random().nextLong());

	private Endurance() {
	}

	/**
	 * Return how often to do something.
	 * @param usual how often in the suite
	 * @return how often in this run
	 */
	static int times(int usual) {
		return (int) Math.ceil(usual * FACTOR);
	}

	/**
	 * Return random numbers that the seed of this run repeats.
	 * @param salt distinguishes them from others of the same run
	 * @return the random numbers
	 */
	static Random random(int salt) {
		return new Random(SEED + salt);
	}

	/**
	 * Return how a failure can be repeated.
	 * @return the property to set
	 */
	static String seed() {
		return "-Dendurance.seed=" + SEED;
	}

	/**
	 * Wait for a result, or fail with what all threads do.
	 * @param <T> the type of the result
	 * @param future the result
	 * @return the result
	 * @throws Exception if the task or the waiting failed
	 */
	static <T> T get(Future<T> future) throws Exception {
		try {
			return future.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
		}
		catch (TimeoutException ex) {
			throw stalled();
		}
	}

	/**
	 * Spin until a condition holds, which takes microseconds unless something stalls.
	 * @param condition the condition
	 */
	static void spin(BooleanSupplier condition) {
		long end = System.nanoTime() + LIMIT.toNanos();
		while (!condition.getAsBoolean()) {
			if (System.nanoTime() > end) {
				throw stalled();
			}
			Thread.yield();
		}
	}

	private static AssertionError stalled() {
		return new AssertionError(
				"Stalled, " + seed() + ", other threads:\n" + ThreadDump.ofOthers(Thread.currentThread()));
	}

}
