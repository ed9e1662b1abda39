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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What one connection does later, unless it is over by then.
 */
final class Timers {

	private final ReentrantLock lock = new ReentrantLock();

	private final List<Future<?>> scheduled = new ArrayList<>(2);

	private boolean cancelled;

	void schedule(Duration delay, Runnable task) {
		this.lock.lock();
		try {
			if (!this.cancelled) {
				this.scheduled.add(Timer.schedule(delay, task));
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	void cancel() {
		this.lock.lock();
		try {
			this.cancelled = true;
			this.scheduled.forEach((future) -> future.cancel(false));
			this.scheduled.clear();
		}
		finally {
			this.lock.unlock();
		}
	}

}
