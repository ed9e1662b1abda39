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
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.awaitility.Awaitility;

/**
 * A call on a thread of its own, whose end can be waited for and whose blocking can be
 * seen.
 *
 * @param <T> what the call returns
 */
public final class Call<T> {

	private final CompletableFuture<T> result = new CompletableFuture<>();

	private final Thread thread;

	private volatile boolean interruptStatus;

	private volatile long endedAt;

	Call(CallingThreads threads, Callable<T> task) {
		this.thread = threads.start(() -> run(task));
	}

	private void run(Callable<T> task) {
		try {
			T value = task.call();
			end();
			this.result.complete(value);
		}
		catch (Throwable ex) {
			end();
			this.result.completeExceptionally(ex);
		}
	}

	private void end() {
		this.endedAt = System.nanoTime();
		this.interruptStatus = Thread.currentThread().isInterrupted();
	}

	/**
	 * Wait for the end.
	 * @return what the call returned
	 * @throws Exception what the call threw
	 */
	public T get() throws Exception {
		return get(Await.LIMIT);
	}

	/**
	 * Wait for the end for another time than usual.
	 * @param limit how long to wait
	 * @return what the call returned
	 * @throws Exception what the call threw
	 */
	public T get(Duration limit) throws Exception {
		await(limit);
		try {
			return this.result.get();
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof Exception exception) {
				throw exception;
			}
			throw (Error) ex.getCause();
		}
	}

	/**
	 * Wait for the end, which must be an exception.
	 * @return what the call threw
	 */
	public Throwable getFailure() {
		await(Await.LIMIT);
		Throwable failure = this.result.handle((value, ex) -> ex).join();
		if (failure == null) {
			throw new AssertionError("The call should have failed, but returned " + this.result.join());
		}
		return failure;
	}

	/**
	 * Wait for the end, and return whether it is such an exception.
	 * @param type the type of the exception
	 * @return whether the call threw one
	 */
	public boolean endsWith(Class<? extends Throwable> type) {
		await(Await.LIMIT);
		return this.result.isCompletedExceptionally() && type.isInstance(getFailure());
	}

	/**
	 * Wait until the thread waits inside the call and goes on doing so.
	 * @return this call
	 */
	public Call<T> awaitBlocked() {
		Awaitility.await()
			.pollInterval(Duration.ofMillis(5))
			.during(Duration.ofMillis(80))
			.atMost(Await.LIMIT)
			.until(() -> {
				if (this.result.isDone()) {
					throw new AssertionError("The call should block, but has ended: " + this.result);
				}
				return isWaiting();
			});
		return this;
	}

	/**
	 * Check for a while that the call does not end.
	 * @return this call
	 */
	public Call<T> staysBlocked() {
		Awaitility.await().during(Duration.ofMillis(150)).atMost(Await.LIMIT).until(() -> !this.result.isDone());
		return this;
	}

	private boolean isWaiting() {
		Thread.State state = this.thread.getState();
		return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
	}

	public boolean isDone() {
		return this.result.isDone();
	}

	public void interrupt() {
		this.thread.interrupt();
	}

	/**
	 * Wait for the end, and return the thread's interrupt status there.
	 * @return whether it was set
	 */
	public boolean endsInterrupted() {
		await(Await.LIMIT);
		return this.interruptStatus;
	}

	/**
	 * Wait for the end, and return when it was.
	 * @return the {@link System#nanoTime()}
	 */
	public long awaitEndedAt() {
		await(Await.LIMIT);
		return this.endedAt;
	}

	@Override
	public String toString() {
		return this.result.toString()
				+ (this.result.isCompletedExceptionally() ? " " + ThreadDump.of(getFailure()) : "");
	}

	private void await(Duration limit) {
		try {
			this.result.handle((value, ex) -> true).get(limit.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (TimeoutException ex) {
			AssertionError error = new AssertionError(
					"The call has not ended after " + limit + ", other threads:\n" + ThreadDump.ofOthers(this.thread));
			error.setStackTrace(this.thread.getStackTrace());
			throw error;
		}
		catch (InterruptedException | ExecutionException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
