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

import java.nio.charset.StandardCharsets;

import org.springframework.util.Assert;
import org.springframework.web.socket.CloseStatus;

/**
 * Which statuses a close frame can carry (RFC 6455, section 7.4).
 *
 * @since 0.1.0
 */
public final class CloseStatuses {

	private static final int MAX_REASON = 123;

	private CloseStatuses() {
	}

	/**
	 * Check that a close frame can carry the status.
	 * @param status the status
	 * @throws IllegalArgumentException if its code or the length of its reason is not
	 * allowed
	 */
	public static void checkSendable(CloseStatus status) {
		Assert.notNull(status, "'status' must not be null");
		int code = status.getCode();
		Assert.isTrue(
				(code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999),
				() -> "Status " + code + " cannot be sent in a close frame: use 1000 to 1003, 1007 to 1014, "
						+ "or 3000 to 4999");
		String reason = status.getReason();
		Assert.isTrue(reason == null || reason.getBytes(StandardCharsets.UTF_8).length <= MAX_REASON,
				() -> "The reason of a close must not be longer than 123 bytes of UTF-8: '" + reason + "'");
	}

}
