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
import java.util.function.LongSupplier;

import io.wstunnel.connection.Timer;

/**
 * How much time a {@link TunnelRelay} gives a target whose peer has left. All timers are
 * cancelled with the relay's end, as they would keep in memory what they look at.
 */
final class RelayTimers {

	/**
	 * How long a target may send what nobody reads: closed with bytes unread, its socket
	 * would be reset, and it might lose what was sent to it.
	 */
	private static final Duration LINGER_TIME = Duration.ofSeconds(2);

	/**
	 * How long a target may take nothing of what a peer that is gone has left for it.
	 */
	private static final Duration DELIVERY_TIME = Duration.ofSeconds(30);

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
	 * Run a task when the target has had its time to send what nobody reads, unless the
	 * relay has ended by then.
	 * @param task what to run, which must not block
	 */
	void afterLinger(Runnable task) {
		schedule(LINGER_TIME, task);
	}

	/**
	 * Run a task once the target takes nothing for too long, unless the relay has ended
	 * by then.
	 * @param taken returns how many bytes it has taken
	 * @param task what to run, which must not block
	 */
	void whenNothingIsTaken(LongSupplier taken, Runnable task) {
		long before = taken.getAsLong();
		schedule(DELIVERY_TIME, () -> {
			if (this.ended.get()) {
				return;
			}
			if (taken.getAsLong() > before) {
				whenNothingIsTaken(taken, task);
			}
			else {
				task.run();
			}
		});
	}

	private void schedule(Duration delay, Runnable task) {
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
