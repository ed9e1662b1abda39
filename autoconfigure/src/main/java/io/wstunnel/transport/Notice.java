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

package io.wstunnel.transport;

/**
 * What the ends tell each other besides the messages, where both speak the extension that
 * {@code docs/protocol.md} describes.
 *
 * @since 0.1.0
 */
public enum Notice {

	/**
	 * No message follows from this end; the other direction goes on.
	 */
	END(1),

	/**
	 * This end has stopped reading, and may answer no ping.
	 */
	PAUSE(2),

	/**
	 * This end reads again.
	 */
	RESUME(3),

	/**
	 * This end is about to stop: the peer may finish, and should close when it can.
	 */
	DRAIN(4);

	/**
	 * The name of the extension in a handshake.
	 */
	public static final String EXTENSION = "io.wstunnel.control";

	private final byte code;

	Notice(int code) {
		this.code = (byte) code;
	}

	/**
	 * Return the first byte of the payload.
	 * @return the code
	 */
	public byte getCode() {
		return this.code;
	}

}
