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

import java.util.concurrent.atomic.AtomicLong;

import io.wstunnel.transport.Count;

/**
 * How long and how often writers had to wait for the transport. A wait that has not ended
 * counts as far as it has come. One thread at a time begins and ends waits; any reads.
 */
final class BlockedTime {

	private static final long ORIGIN = System.nanoTime();

	/**
	 * Twice the nanoseconds of all waits; while one lasts, less its start, plus one.
	 */
	private final AtomicLong state = new AtomicLong();

	private final Count waits = new Count();

	void begin() {
		this.waits.add(1);
		this.state.setOpaque((this.state.getPlain() - 2 * now()) | 1);
	}

	void end() {
		this.state.setOpaque((this.state.getPlain() & ~1) + 2 * now());
	}

	long getNanos() {
		long state = this.state.getOpaque();
		return ((state & 1) == 0) ? state / 2 : (state & ~1) / 2 + now();
	}

	long getWaits() {
		return this.waits.get();
	}

	private static long now() {
		return System.nanoTime() - ORIGIN;
	}

}
