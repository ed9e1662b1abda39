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

package io.wstunnel.forward;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

import io.wstunnel.connection.Timer;

/**
 * What a {@link TunnelRelay} is to do later. All of it is cancelled with the relay's end,
 * as it would keep in memory what it looks at.
 */
final class RelayTimers {

	private final Queue<Future<?>> timers = new ConcurrentLinkedQueue<>();

	private final AtomicBoolean ended;

	/**
	 * Create timers.
	 * @param ended whether the relay has ended
	 */
	RelayTimers(AtomicBoolean ended) {
		this.ended = ended;
	}

	/**
	 * Run a task later, unless the relay has ended by then.
	 * @param delay how much later
	 * @param task what to run, which must not block
	 */
	void schedule(Duration delay, Runnable task) {
		this.timers.add(Timer.schedule(delay, task));
		cancelIfEnded();
	}

	/**
	 * Cancel what is still to come, if the relay has ended.
	 */
	void cancelIfEnded() {
		Future<?> timer = this.ended.get() ? this.timers.poll() : null;
		while (timer != null) {
			timer.cancel(false);
			timer = this.timers.poll();
		}
	}

}
