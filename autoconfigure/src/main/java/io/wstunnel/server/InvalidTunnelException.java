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

import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * A tunnel cannot be served as it was declared.
 *
 * @since 0.1.0
 */
public class InvalidTunnelException extends RuntimeException {

	@Serial
	private static final long serialVersionUID = 1L;

	private final String description;

	private final String action;

	/**
	 * Create an exception.
	 * @param description what is wrong
	 * @param action what to do
	 */
	public InvalidTunnelException(String description, String action) {
		this(description, action, null);
	}

	/**
	 * Create an exception.
	 * @param description what is wrong
	 * @param action what to do
	 * @param cause the cause, or {@code null}
	 */
	public InvalidTunnelException(String description, String action, @Nullable Throwable cause) {
		super(description + " " + action, cause);
		this.description = StringUtils.capitalize(description);
		this.action = action;
	}

	public String getDescription() {
		return this.description;
	}

	public String getAction() {
		return this.action;
	}

}
