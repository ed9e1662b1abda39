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

package io.wstunnel.monitor;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.wstunnel.connection.Traffic;

/**
 * How busy a tunnel is. Found out by looking at its counters now and then, so that its
 * readers and writers need not look at the clock.
 */
final class Activity {

	/**
	 * What has gone through in a moment says nothing about a second.
	 */
	private static final long LEAST_INTERVAL = TimeUnit.MILLISECONDS.toNanos(500);

	private volatile Sample last;

	Activity(long now) {
		this.last = new Sample(Traffic.NONE, now, now, 0, 0);
	}

	void sample(Traffic traffic, long now) {
		Sample last = this.last;
		long nanos = now - last.taken();
		if (nanos >= LEAST_INTERVAL) {
			this.last = new Sample(traffic, now, moved(last.traffic(), traffic) ? now : last.moved(),
					rate(traffic.bytesReceived() - last.traffic().bytesReceived(), nanos),
					rate(traffic.bytesSent() - last.traffic().bytesSent(), nanos));
		}
	}

	Duration getIdle(Traffic traffic) {
		Sample last = this.last;
		return moved(last.traffic(), traffic) ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - last.moved());
	}

	long getReceiveRate() {
		return this.last.receiveRate();
	}

	long getSendRate() {
		return this.last.sendRate();
	}

	private static boolean moved(Traffic before, Traffic after) {
		return before.bytesReceived() != after.bytesReceived() || before.bytesSent() != after.bytesSent()
				|| before.messagesReceived() != after.messagesReceived()
				|| before.messagesSent() != after.messagesSent();
	}

	private static long rate(long bytes, long nanos) {
		return Math.round((double) bytes * TimeUnit.SECONDS.toNanos(1) / nanos);
	}

	/**
	 * One look at the counters.
	 */
	private record Sample(Traffic traffic, long taken, long moved, long receiveRate, long sendRate) {

	}

}
