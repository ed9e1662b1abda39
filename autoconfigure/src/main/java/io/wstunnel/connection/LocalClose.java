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

import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;

import io.wstunnel.WsClosedException;
import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.CloseStatus;

/**
 * Why a connection is closed at this end.
 */
final class LocalClose {

	/**
	 * The status registered with IANA for what took too long.
	 */
	static final CloseStatus TIMEOUT = new CloseStatus(3008);

	/**
	 * It was closed or aborted, or a deadline has closed it.
	 */
	static final LocalClose CLOSED = new LocalClose(null, "");

	/**
	 * Its lifetime has ended.
	 */
	static final LocalClose EXPIRED = cut(TIMEOUT, "The lifetime of the connection has ended");

	private final @Nullable CloseStatus cutStatus;

	private final String message;

	private LocalClose(@Nullable CloseStatus cutStatus, String message) {
		this.cutStatus = cutStatus;
		this.message = message;
	}

	/**
	 * The stream was cut, in use or not.
	 * @param status the status that the peer is told
	 * @param message what reads and writes fail with
	 */
	static LocalClose cut(CloseStatus status, String message) {
		return new LocalClose(status, message);
	}

	boolean isCut() {
		return this.cutStatus != null;
	}

	String getMessage() {
		return this.message;
	}

	/**
	 * Return what an operation fails with.
	 * @param blocked whether it had begun before
	 * @return the exception
	 */
	IOException toException(boolean blocked) {
		if (this.cutStatus != null) {
			return new WsClosedException(this.cutStatus, this.message, null);
		}
		return blocked ? new AsynchronousCloseException() : new ClosedChannelException();
	}

	/**
	 * Return the status that the peer is told.
	 * @return the status, {@code null} unless the stream was cut
	 */
	@Nullable CloseStatus getCutStatus() {
		return this.cutStatus;
	}

}
