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

import org.springframework.format.annotation.DurationFormat;
import org.springframework.format.datetime.standard.DurationFormatterUtils;

/**
 * Cuts a connection in which no payload has moved for too long, in neither direction. It
 * only looks at the counters, four times within its timeout, so that reads and writes
 * need not tell the time: it strikes late by a quarter at most.
 */
final class IdleTimeout {

	private static final int LOOKS = 4;

	private final Closing closing;

	private final Duration timeout;

	private long moved;

	private long movedNanos = System.nanoTime();

	private volatile @Nullable Future<?> next;

	private volatile boolean over;

	IdleTimeout(Closing closing, Duration timeout) {
		this.closing = closing;
		this.timeout = timeout;
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
		long moved = this.closing.getInbound().getReceived() + this.closing.getOutbound().getSent();
		if (moved != this.moved) {
			this.moved = moved;
			this.movedNanos = now;
		}
		Duration left = this.timeout.minusNanos(now - this.movedNanos);
		if (left.isNegative() || left.isZero()) {
			this.closing.cut(LocalClose.cut(LocalClose.TIMEOUT.withReason("Idle"),
					"The connection was idle for " + format(this.timeout)));
			return;
		}
		Duration interval = this.timeout.dividedBy(LOOKS);
		schedule((left.compareTo(interval) < 0) ? left : interval);
	}

	private static String format(Duration duration) {
		return DurationFormatterUtils.print(duration, DurationFormat.Style.COMPOSITE);
	}

}
