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

package io.wstunnel.forward;

import java.io.IOException;
import java.io.Serial;

import org.jspecify.annotations.Nullable;

/**
 * A target could not be connected to. The message is for the log of whoever runs the
 * relay, and names the target; the {@link Reason} is for its peers.
 *
 * @since 0.1.0
 */
public class TargetException extends IOException {

	@Serial
	private static final long serialVersionUID = 1L;

	private final Reason reason;

	TargetException(Reason reason, String message, @Nullable Throwable cause) {
		super(message, cause);
		this.reason = reason;
	}

	/**
	 * Return why.
	 * @return the reason
	 */
	public Reason getReason() {
		return this.reason;
	}

	/**
	 * Why a target could not be connected to.
	 */
	public enum Reason {

		/**
		 * It is not one of those that are allowed.
		 */
		FORBIDDEN,

		/**
		 * Too many others are being connected to.
		 */
		BUSY,

		/**
		 * It has no address, or refused.
		 */
		UNREACHABLE,

		/**
		 * It did not answer in time.
		 */
		TIMEOUT

	}

}
