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

package io.wstunnel;

import java.io.IOException;
import java.io.Serial;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;
import org.springframework.util.StringUtils;
import org.springframework.web.socket.CloseStatus;

/**
 * A connection's stream was cut: the peer closed it with another status than 1000, 1001
 * or none, or in the middle of a message; the TCP connection ended without a close frame
 * (1006); the peer broke the protocol; or the connection's lifetime ended. A handler that
 * throws it closes its connection with the status it carries.
 *
 * @since 0.1.0
 */
public class WsClosedException extends IOException {

	@Serial
	private static final long serialVersionUID = 1L;

	private final CloseStatus status;

	/**
	 * Create an exception that names the status.
	 * @param status the status
	 */
	public WsClosedException(CloseStatus status) {
		this(status, describe(status), null);
	}

	/**
	 * Create an exception.
	 * @param status the status
	 * @param message what happened
	 * @param cause the cause, or {@code null}
	 */
	public WsClosedException(CloseStatus status, String message, @Nullable Throwable cause) {
		super(message, cause);
		Assert.notNull(status, "'status' must not be null");
		this.status = status;
	}

	/**
	 * Return the status with which the stream was cut.
	 * @return the status; 1006 where no close frame was received
	 */
	public CloseStatus getStatus() {
		return this.status;
	}

	private static String describe(CloseStatus status) {
		String reason = StringUtils.hasLength(status.getReason()) ? ": " + status.getReason() : "";
		return "WebSocket connection closed with status " + status.getCode() + reason;
	}

}
