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
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

import org.springframework.format.annotation.DurationFormat;
import org.springframework.format.datetime.standard.DurationFormatterUtils;

/**
 * Does something about a connection in which no payload has moved for too long, in
 * neither direction. It only looks at the counters, four times within its timeout, so
 * that reads and writes need not tell the time: it strikes late by a quarter at most.
 */
final class IdleTimeout {

	private static final int LOOKS = 4;

	private final Closing closing;

	private final Duration timeout;

	private final BooleanSupplier action;

	private long moved;

	private long movedNanos = System.nanoTime();

	private volatile @Nullable Future<?> next;

	private volatile boolean over;

	/**
	 * Create a timeout that has not begun.
	 * @param closing the connection's closing
	 * @param timeout how long is too long
	 * @param action what to do, without blocking; whether that was all
	 */
	IdleTimeout(Closing closing, Duration timeout, BooleanSupplier action) {
		this.closing = closing;
		this.timeout = timeout;
		this.action = action;
	}

	/**
	 * Cut a connection that is idle for too long.
	 * @param closing its closing
	 * @param timeout how long that is
	 */
	static void cut(Closing closing, Duration timeout) {
		new IdleTimeout(closing, timeout, () -> {
			closing.cut(LocalClose.cut(LocalClose.TIMEOUT.withReason("Idle"),
					"The connection was idle for " + format(timeout)));
			return true;
		}).start();
	}

	void start() {
		schedule(this.timeout.dividedBy(LOOKS));
		this.closing.closed().whenComplete((status, failure) -> stop());
	}

	private void schedule(Duration delay) {
		this.next = Timer.schedule(delay, this::look);
		if (this.over) {
			stop();
		}
	}

	private void stop() {
		this.over = true;
		Future<?> next = this.next;
		if (next != null) {
			next.cancel(false);
		}
	}

	private void look() {
		long now = System.nanoTime();
		long moved = this.closing.getInbound().getReceived() + this.closing.getOutbound().getMessages().getSent();
		if (moved != this.moved) {
			this.moved = moved;
			this.movedNanos = now;
		}
		Duration left = this.timeout.minusNanos(now - this.movedNanos);
		boolean due = left.isNegative() || left.isZero();
		if (due && this.action.getAsBoolean()) {
			return;
		}
		Duration interval = this.timeout.dividedBy(LOOKS);
		schedule((!due && left.compareTo(interval) < 0) ? left : interval);
	}

	private static String format(Duration duration) {
		return DurationFormatterUtils.print(duration, DurationFormat.Style.COMPOSITE);
	}

}
