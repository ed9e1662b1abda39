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

package io.wstunnel.testsupport;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import org.awaitility.Awaitility;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Waits for what must come, which fail after one and the same time.
 */
public final class Await {

	/**
	 * Far longer than anything takes on a busy machine.
	 */
	public static final Duration LIMIT = Duration.ofSeconds(20);

	private Await() {
	}

	/**
	 * Wait for a latch.
	 * @param latch the latch
	 */
	public static void latch(CountDownLatch latch) {
		try {
			assertThat(latch.await(LIMIT.toMillis(), TimeUnit.MILLISECONDS)).as("Latch").isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Take the next element of a queue.
	 * @param <T> its type
	 * @param queue the queue
	 * @return the element
	 * @throws InterruptedException if the thread is interrupted
	 */
	public static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
		T next = queue.poll(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
		assertThat(next).as("Next element of the queue").isNotNull();
		return next;
	}

	/**
	 * Wait for the value of a stage.
	 * @param <T> its type
	 * @param stage the stage
	 * @return the value
	 * @throws Exception what the stage failed with
	 */
	public static <T> T value(CompletionStage<T> stage) throws Exception {
		return stage.toCompletableFuture().get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
	}

	/**
	 * Wait until something that is counted has begun and goes on no more: three times in
	 * a row the count is the same.
	 * @param interval how long to wait between two looks at the count
	 * @param count the count
	 * @return the count
	 */
	public static long standstill(Duration interval, LongSupplier count) {
		long[] last = new long[3];
		Awaitility.await().pollInterval(interval).atMost(LIMIT.multipliedBy(2)).until(() -> {
			last[2] = last[1];
			last[1] = last[0];
			last[0] = count.getAsLong();
			return last[0] > 0 && last[0] == last[1] && last[0] == last[2];
		});
		return last[0];
	}

	/**
	 * Wait until a thread waits for something, and goes on doing so.
	 * @param thread the thread, which does not poll a file descriptor
	 */
	public static void waiting(Thread thread) {
		Awaitility.await().pollInterval(Duration.ofMillis(5)).during(Duration.ofMillis(80)).atMost(LIMIT).until(() -> {
			Thread.State state = thread.getState();
			assertThat(state).as("State of %s", thread).isNotEqualTo(Thread.State.TERMINATED);
			return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
		});
	}

}
