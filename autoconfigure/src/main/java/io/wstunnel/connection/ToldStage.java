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

package io.wstunnel.connection;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Tells once of something that has happened to a connection, on the executor of the
 * handlers.
 *
 * @param <T> the type of what is told
 */
final class ToldStage<T> {

	private final CompletableFuture<T> future = new CompletableFuture<>();

	private final AtomicBoolean completed = new AtomicBoolean();

	private final Executor executor;

	ToldStage(Executor executor) {
		this.executor = executor;
	}

	CompletionStage<T> get() {
		return this.future.minimalCompletionStage();
	}

	void complete(T result) {
		if (!this.completed.compareAndSet(false, true)) {
			return;
		}
		Runnable completion = () -> this.future.complete(result);
		if (!execute(this.executor, completion) && !execute(ForkJoinPool.commonPool(), completion)) {
			completion.run();
		}
	}

	private static boolean execute(Executor executor, Runnable completion) {
		try {
			executor.execute(completion);
			return true;
		}
		catch (RejectedExecutionException | OutOfMemoryError ex) {
			return false;
		}
	}

}
