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

package io.wstunnel.observation;

import java.util.Locale;

/**
 * What became of a handshake.
 *
 * @since 0.1.0
 */
public enum HandshakeOutcome {

	/**
	 * The tunnel was opened.
	 */
	OPENED,

	/**
	 * What was asked for was wrong: HTTP 400 and others of that kind.
	 */
	BAD_REQUEST,

	/**
	 * The credentials were missing or wrong: HTTP 401.
	 */
	UNAUTHORIZED,

	/**
	 * An origin or a user is not allowed to: HTTP 403.
	 */
	FORBIDDEN,

	/**
	 * There is no such path: HTTP 404.
	 */
	NOT_FOUND,

	/**
	 * A limit is reached, that of all tunnels or another that only the server knows: HTTP
	 * 429 or 503.
	 */
	LIMIT,

	/**
	 * The limit of one tunnel is reached: HTTP 503.
	 */
	LIMIT_OF_TUNNEL,

	/**
	 * The limit of one user is reached: HTTP 429.
	 */
	LIMIT_OF_PRINCIPAL,

	/**
	 * The limit of one address is reached: HTTP 429.
	 */
	LIMIT_OF_ADDRESS,

	/**
	 * The application stops: HTTP 503.
	 */
	STOPPING,

	/**
	 * The target of the tunnel cannot be reached: HTTP 502 or 504.
	 */
	TARGET,

	/**
	 * The peer cannot be reached, or does not speak WebSocket.
	 */
	UNREACHABLE,

	/**
	 * A proxy refused to connect to the peer.
	 */
	PROXY,

	/**
	 * There was no answer in time.
	 */
	TIMEOUT,

	/**
	 * Whoever wanted to connect was interrupted, or closed what was to be connected.
	 */
	CANCELLED,

	/**
	 * Something else failed.
	 */
	ERROR;

	/**
	 * Return what a response says.
	 * @param status the status code of the response to a handshake
	 * @return the outcome
	 */
	public static HandshakeOutcome of(int status) {
		return switch (status) {
			case 101 -> OPENED;
			case 401 -> UNAUTHORIZED;
			case 403 -> FORBIDDEN;
			case 404 -> NOT_FOUND;
			case 429, 503 -> LIMIT;
			case 502, 504 -> TARGET;
			default -> (status >= 400 && status < 500) ? BAD_REQUEST : ERROR;
		};
	}

	/**
	 * Return the name in lower case, as tags and the log have it.
	 * @return the name
	 */
	public String toTag() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
