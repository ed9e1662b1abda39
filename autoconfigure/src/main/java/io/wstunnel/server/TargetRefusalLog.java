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

import io.wstunnel.transport.Printable;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.http.HttpStatus;

/**
 * Tells of handshakes that are refused because their target could not be connected to, of
 * each tunnel and status only now and then.
 */
final class TargetRefusalLog {

	private static final Log logger = LogFactory.getLog(TargetRefusalLog.class);

	private final LogPace<Kind> pace;

	/**
	 * Create a log.
	 * @param interval how long a tunnel's refusals with a status are not told again
	 */
	TargetRefusalLog(Duration interval) {
		this.pace = new LogPace<>(logger, interval);
	}

	/**
	 * A handshake is refused.
	 * @param tunnelId the id of its tunnel
	 * @param path its path, encoded
	 * @param refusal why, with a message that names what the peer asked for
	 */
	void refused(String tunnelId, String path, HandshakeRefusal refusal) {
		HttpStatus status = refusal.getStatus();
		this.pace.warn(new Kind(tunnelId, status), "Handshake of " + path + " is refused with " + status.value() + ": "
				+ Printable.of(String.valueOf(refusal.getMessage())));
	}

	/**
	 * What is told apart: not the path, which is up to strangers.
	 *
	 * @param tunnelId the id of the tunnel
	 * @param status the status of the response
	 */
	private record Kind(String tunnelId, HttpStatus status) {

	}

}
