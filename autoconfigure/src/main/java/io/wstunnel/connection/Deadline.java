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
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A moment of the monotonic clock, so that a step of the wall clock does no harm to who
 * waits for it.
 */
final class Deadline {

	static final Deadline NEVER = new Deadline(Long.MAX_VALUE);

	private static final Duration EVER = Duration.ofDays(100 * 365);

	private final long nanoTime;

	private Deadline(long nanoTime) {
		this.nanoTime = nanoTime;
	}

	static Deadline at(@Nullable Instant instant) {
		return (instant != null) ? after(Duration.between(Instant.now(), instant)) : NEVER;
	}

	static Deadline after(@Nullable Duration delay) {
		if (delay == null || delay.compareTo(EVER) > 0) {
			return NEVER;
		}
		return new Deadline(System.nanoTime() + (delay.isNegative() ? 0 : delay.toNanos()));
	}

	static Deadline earliest(Deadline one, Deadline other) {
		return (one.remaining() <= other.remaining()) ? one : other;
	}

	/**
	 * Return how long to wait.
	 * @return the nanoseconds left, not positive if the deadline has passed, and
	 * {@code Long.MAX_VALUE} if there is none
	 */
	long remaining() {
		return (this == NEVER) ? Long.MAX_VALUE : this.nanoTime - System.nanoTime();
	}

	boolean hasPassed() {
		return remaining() <= 0;
	}

}
