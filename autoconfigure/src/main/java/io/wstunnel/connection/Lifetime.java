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

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;

import io.wstunnel.WsConnectionSettings;
import org.jspecify.annotations.Nullable;

/**
 * Ends a connection with its lifetime, or when it was idle for too long. A stage may
 * outlive many connections and cannot be made to forget them: it only ever holds this,
 * which forgets its connection.
 */
final class Lifetime {

	private final AtomicReference<@Nullable Closing> closing;

	private Lifetime(Closing closing) {
		this.closing = new AtomicReference<>(closing);
	}

	static void bind(Closing closing, WsConnectionSettings settings) {
		Duration duration = settings.getLifetime();
		if (duration != null) {
			closing.scheduleUntilClosed(duration, () -> closing.cut(LocalClose.EXPIRED));
		}
		Duration idleTimeout = settings.getIdleTimeout();
		if (idleTimeout != null) {
			IdleTimeout.cut(closing, idleTimeout);
		}
		CompletionStage<?> stage = settings.getLifetimeStage();
		if (stage != null) {
			Lifetime lifetime = new Lifetime(closing);
			stage.whenComplete((result, failure) -> lifetime.end());
			closing.closed().whenComplete((status, failure) -> lifetime.closing.set(null));
		}
	}

	private void end() {
		Closing closing = this.closing.getAndSet(null);
		if (closing != null) {
			closing.cut(LocalClose.EXPIRED);
		}
	}

}
