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

package io.wstunnel.server;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;

/**
 * Warns of what strangers do, of each kind of it only now and then: they shall not fill
 * the log. The rest is for {@code DEBUG}, and counted by the next warning.
 *
 * @param <K> what tells kinds apart, of which there must be few
 */
final class LogPace<K> {

	private final Log logger;

	private final Duration interval;

	private final Map<K, Told> told = new HashMap<>();

	private final ReentrantLock lock = new ReentrantLock();

	/**
	 * Create a pace.
	 * @param logger where to warn
	 * @param interval how long there is no other warning of a kind
	 */
	LogPace(Log logger, Duration interval) {
		this.logger = logger;
		this.interval = interval;
	}

	void warn(K kind, String message) {
		Told told = tell(kind);
		if (told == null) {
			this.logger.debug(message);
		}
		else if (told.unsaid() == 0) {
			this.logger.warn(message);
		}
		else {
			this.logger.warn(message + " (and " + told.unsaid() + " more since the last message)");
		}
	}

	/**
	 * Return what to tell, or {@code null} for nothing as yet.
	 */
	private @Nullable Told tell(K kind) {
		long now = System.nanoTime();
		this.lock.lock();
		try {
			Told last = this.told.get(kind);
			if (last != null && now - last.nanos() < this.interval.toNanos()) {
				this.told.put(kind, new Told(last.nanos(), last.unsaid() + 1));
				return null;
			}
			this.told.put(kind, new Told(now, 0));
			return (last != null) ? last : new Told(now, 0);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * The last warning of a kind.
	 *
	 * @param nanos when it was
	 * @param unsaid how many there would have been since
	 */
	private record Told(long nanos, int unsaid) {

	}

}
