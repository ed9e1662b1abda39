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
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

import io.wstunnel.connection.TransportConnection;

import org.springframework.util.Assert;
import org.springframework.util.function.ThrowingFunction;

/**
 * The tunnel at the server's end of a {@link WsConnectionPair}, served once.
 */
final class PairTunnel {

	private final AtomicBoolean serving = new AtomicBoolean();

	private final TransportConnection connection;

	private final Executor executor;

	PairTunnel(TransportConnection connection, Executor executor) {
		this.connection = connection;
		this.executor = executor;
	}

	CompletableFuture<Void> serve(ThrowingFunction<WsConnection, CompletionStage<?>> handler) {
		Assert.state(this.serving.compareAndSet(false, true),
				"The pair serves a handler already: create another pair for another tunnel");
		ObservedHandler observed = new ObservedHandler(handler);
		this.executor
			.execute(new TunnelTask(observed, this.connection, this.executor, () -> "Tunnel of a pair", observed::end));
		return observed.getEnd();
	}

}
