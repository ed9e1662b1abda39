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
import java.util.concurrent.Future;

import org.jspecify.annotations.Nullable;

/**
 * How one direction of a {@link ConnectionFlow} waits for the transport: no thread does,
 * so that the clock tells when it has taken too long. Unless said otherwise, methods are
 * called with the lock of the turns held.
 */
final class FlowWait {

	private final Turns turns;

	private final @Nullable Duration timeout;

	private final Runnable listener;

	private Deadline limit = Deadline.NEVER;

	private boolean waiting;

	private boolean cancelled;

	private @Nullable Future<?> alarm;

	/**
	 * Create a wait that has not begun.
	 * @param turns the direction's lock and deadline
	 * @param timeout how long a wait may take, or {@code null}
	 * @param listener told when there is a reason to look anew
	 */
	FlowWait(Turns turns, @Nullable Duration timeout, Runnable listener) {
		this.turns = turns;
		this.timeout = timeout;
		this.listener = listener;
	}

	/**
	 * Look anew: the deadline has changed, or the alarm is due. Called without the lock.
	 */
	void look() {
		boolean over;
		this.turns.lock();
		try {
			stopAlarm();
			over = this.waiting && !this.cancelled && this.turns.isOver(this.limit);
			if (this.waiting && !over) {
				setAlarm();
			}
		}
		finally {
			this.turns.unlock();
		}
		if (over) {
			tell();
		}
	}

	/**
	 * Whether there is something to be told, now that the transport can go on.
	 * @return whether there is
	 */
	boolean isWaiting() {
		return this.waiting;
	}

	/**
	 * Return the end of the time that the wait may take by itself.
	 * @return the limit, none if it has not begun
	 */
	Deadline getLimit() {
		return this.limit;
	}

	/**
	 * Begin, or go on.
	 */
	void begin() {
		if (!this.waiting) {
			this.waiting = true;
			this.limit = Deadline.after(this.timeout);
		}
		setAlarm();
	}

	void end() {
		this.waiting = false;
		this.limit = Deadline.NEVER;
	}

	void cancel() {
		this.cancelled = true;
		stopAlarm();
	}

	/**
	 * Tell that there may be a reason to look anew. Called without the lock.
	 */
	void tell() {
		this.listener.run();
	}

	/**
	 * One alarm is enough: it is never later than the limit, and what it finds too early
	 * sets the next.
	 */
	private void setAlarm() {
		long nanos = this.turns.remaining(this.limit);
		if (nanos != Long.MAX_VALUE && this.alarm == null && !this.cancelled) {
			this.alarm = Timer.schedule(Duration.ofNanos(Math.max(0, nanos)), this::look);
		}
	}

	private void stopAlarm() {
		if (this.alarm != null) {
			this.alarm.cancel(false);
			this.alarm = null;
		}
	}

}
