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

import io.wstunnel.WsTunnelRefusedEvent.Reason;
import io.wstunnel.transport.Printable;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * Tells of handshakes that are refused because of a limit, of each reason only now and
 * then.
 */
final class RefusalLog {

	private static final Log logger = LogFactory.getLog(RefusalLog.class);

	private static final int MAX_LENGTH = 100;

	private final LogPace<Reason> pace;

	/**
	 * Create a log.
	 * @param interval how long a reason is not told again
	 */
	RefusalLog(Duration interval) {
		this.pace = new LogPace<>(logger, interval);
	}

	void refused(Claim claim, Reason reason) {
		String message = "Tunnel '" + claim.tunnelId() + "' refuses a handshake from " + printable(claim.address())
				+ " with " + reason.getStatus().value() + ": " + describe(claim, reason);
		if (reason == Reason.STOPPING) {
			logger.debug(message);
		}
		else {
			this.pace.warn(reason, message);
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

}
