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

import java.io.Serial;

import org.springframework.http.HttpStatus;

/**
 * A handshake is refused.
 *
 * @since 0.1.0
 */
public class HandshakeRefusal extends Exception {

	@Serial
	private static final long serialVersionUID = 1L;

	private final HttpStatus status;

	private final String body;

	/**
	 * Create a refusal.
	 * @param status the status of the response
	 * @param body what the peer is told
	 * @param cause the cause, for the log
	 */
	public HandshakeRefusal(HttpStatus status, String body, Throwable cause) {
		super(cause.getMessage(), cause);
		this.status = status;
		this.body = body;
	}

	HttpStatus getStatus() {
		return this.status;
	}

	String getBody() {
		return this.body;
	}

}
