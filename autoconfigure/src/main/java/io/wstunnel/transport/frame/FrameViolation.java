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

package io.wstunnel.transport.frame;

import java.io.IOException;
import java.io.Serial;

import org.springframework.web.socket.CloseStatus;

/**
 * The peer sent what RFC 6455, or the type of the connection's messages, does not allow.
 */
final class FrameViolation extends IOException {

	@Serial
	private static final long serialVersionUID = 1L;

	private final CloseStatus status;

	private final String description;

	FrameViolation(CloseStatus status, String description) {
		super(description);
		this.status = status;
		this.description = description;
	}

	static FrameViolation protocolError(String message) {
		return new FrameViolation(CloseStatus.PROTOCOL_ERROR, message);
	}

	static FrameViolation badData(String message) {
		return new FrameViolation(CloseStatus.BAD_DATA, message);
	}

	CloseStatus getStatus() {
		return this.status;
	}

	String getDescription() {
		return this.description;
	}

}
