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

import io.wstunnel.transport.Notice;
import io.wstunnel.transport.Transport;

/**
 * Tells the peer of the pauses in which this end does not read, so that it need not
 * wonder why its pings are not answered. Pauses are many and most are short: only one
 * that lasts is told, by a look at the clock's next stroke, and a connection that has no
 * such pause sends nothing. Unless said otherwise, methods are called with the lock of
 * the turns held.
 */
final class PauseNotices {

	/**
	 * Half of the shortest time in which an answer to a ping may be due.
	 */
	private static final Duration DELAY = Duration.ofMillis(50);

	private final Turns turns;

	private final Transport transport;

	private boolean paused;

	private boolean told;

	private boolean looking;

	private int pauses;

	PauseNotices(Turns turns, Transport transport) {
		this.turns = turns;
		this.transport = transport;
	}

	/**
	 * A pause begins.
	 */
	void begin() {
		this.paused = true;
		this.pauses++;
		if (!this.looking && this.transport.hasNotices()) {
			lookLater();
		}
	}

	/**
	 * The pause, if there was one, is over.
	 */
	void end() {
		this.paused = false;
		if (this.told) {
			this.told = false;
			this.transport.sendNotice(Notice.RESUME);
		}
	}

	private void lookLater() {
		int seen = this.pauses;
		this.looking = true;
		try {
			Timer.schedule(DELAY, () -> look(seen));
		}
		catch (OutOfMemoryError ex) {
			// No thread to do it later
			this.looking = false;
			tell();
		}
	}

	/**
	 * Called without the lock.
	 */
	private void look(int seen) {
		this.turns.lock();
		try {
			this.looking = false;
			if (this.paused && !this.told && this.pauses == seen) {
				tell();
			}
			else if (this.paused && !this.told) {
				lookLater();
			}
		}
		finally {
			this.turns.unlock();
		}
	}

	private void tell() {
		this.told = true;
		this.transport.sendNotice(Notice.PAUSE);
	}

}
