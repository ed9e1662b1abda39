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
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

import io.wstunnel.WsTunnelRefusedEvent.Reason;
import io.wstunnel.transport.Printable;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * Tells of handshakes that are refused, of each reason only now and then: strangers shall
 * not fill the log.
 */
final class RefusalLog {

	private static final Log logger = LogFactory.getLog(RefusalLog.class);

	private static final int MAX_LENGTH = 100;

	private final Duration interval;

	private final Map<Reason, Told> told = new EnumMap<>(Reason.class);

	private final ReentrantLock lock = new ReentrantLock();

	/**
	 * Create a log.
	 * @param interval how long a reason is not told again
	 */
	RefusalLog(Duration interval) {
		this.interval = interval;
	}

	void refused(Claim claim, Reason reason) {
		String message = "Tunnel '" + claim.tunnelId() + "' refuses a handshake from " + printable(claim.address())
				+ " with " + reason.getStatus().value() + ": " + describe(claim, reason);
		Told told = (reason != Reason.STOPPING) ? tell(reason) : null;
		if (told != null) {
			logger
				.warn(message + ((told.unsaid() > 0) ? ", and " + told.unsaid() + " more since the last message" : ""));
		}
		else {
			logger.debug(message);
		}
	}

	private static String describe(Claim claim, Reason reason) {
		return switch (reason) {
			case STOPPING -> "the application stops";
			case CONNECTIONS -> "as many as 'wstunnel.server.max-connections' allows are open";
			case CONNECTIONS_OF_TUNNEL ->
				"as many as 'wstunnel.server.tunnels." + claim.tunnelId() + ".max-connections' allows are open";
			case CONNECTIONS_OF_PRINCIPAL -> "as many as 'wstunnel.server.max-connections-per-principal' allows '"
					+ printable(claim.principal()) + "' are open";
			case CONNECTIONS_OF_ADDRESS -> "as many as 'wstunnel.server.max-connections-per-address' allows are open";
		};
	}

	/**
	 * What the address and the user are called may be up to strangers.
	 */
	private static String printable(@Nullable String text) {
		return Printable.of(StringUtils.truncate(String.valueOf(text), MAX_LENGTH));
	}

	/**
	 * Return what to tell, or {@code null} for nothing as yet.
	 */
	private @Nullable Told tell(Reason reason) {
		long now = System.nanoTime();
		this.lock.lock();
		try {
			Told last = this.told.get(reason);
			if (last != null && now - last.nanos() < this.interval.toNanos()) {
				this.told.put(reason, new Told(last.nanos(), last.unsaid() + 1));
				return null;
			}
			this.told.put(reason, new Told(now, 0));
			return (last != null) ? last : new Told(now, 0);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * The last message of a reason.
	 *
	 * @param nanos when it was
	 * @param unsaid how many refusals there were since
	 */
	private record Told(long nanos, int unsaid) {

	}

}
