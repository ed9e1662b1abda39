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

package io.wstunnel;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import org.springframework.util.function.ThrowingFunction;

/**
 * A handler whose end can be seen.
 */
final class ObservedHandler implements WsConnectionHandler {

	private final CompletableFuture<Void> end = new CompletableFuture<>();

	private final ThrowingFunction<WsConnection, CompletionStage<?>> handler;

	private volatile @Nullable Throwable failure;

	ObservedHandler(ThrowingFunction<WsConnection, CompletionStage<?>> handler) {
		this.handler = handler;
	}

	@Override
	public void handle(WsConnection connection) {
		throw new UnsupportedOperationException("Handled with its stage");
	}

	@Override
	public CompletionStage<?> handleAsync(WsConnection connection) throws Exception {
		try {
			return this.handler.applyWithException(connection).whenComplete((result, ex) -> this.failure = ex);
		}
		catch (Throwable ex) {
			this.failure = ex;
			throw ex;
		}
	}

	void end() {
		Throwable failure = this.failure;
		if (failure != null) {
			this.end.completeExceptionally(failure);
		}
		else {
			this.end.complete(null);
		}
	}

	CompletableFuture<Void> getEnd() {
		return this.end;
	}

}
