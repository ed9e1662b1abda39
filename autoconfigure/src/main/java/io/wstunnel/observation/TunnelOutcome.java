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

import org.springframework.web.socket.CloseStatus;

/**
 * How a tunnel ended.
 *
 * @since 0.1.0
 */
public enum TunnelOutcome {

	/**
	 * With 1000, 1001 or no status: both streams were complete.
	 */
	CLEAN,

	/**
	 * Without a close, or without the answer to a clean one: 1006.
	 */
	LOST,

	/**
	 * With any other status.
	 */
	CUT;

	/**
	 * Return the outcome of a tunnel.
	 * @param status the status that it ended with
	 * @return the outcome
	 */
	public static TunnelOutcome of(CloseStatus status) {
		return switch (status.getCode()) {
			case 1000, 1001, 1005 -> CLEAN;
			case 1006 -> LOST;
			default -> CUT;
		};
	}

	/**
	 * Return the name in lower case, as tags and the log have it.
	 * @return the name
	 */
	public String toTag() {
		return name().toLowerCase(Locale.ROOT);
	}

}
