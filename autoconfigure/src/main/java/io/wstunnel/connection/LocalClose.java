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

import org.springframework.web.socket.CloseStatus;

/**
 * Why a connection is closed at this end.
 */
enum LocalClose {

	/**
	 * It was closed or aborted, or a deadline has closed it.
	 */
	CLOSED {

		@Override
		IOException toException(boolean blocked) {
			return blocked ? new AsynchronousCloseException() : new ClosedChannelException();
		}

	},

	/**
	 * Its lifetime has ended.
	 */
	EXPIRED {

		@Override
		IOException toException(boolean blocked) {
			return new WsClosedException(TIMEOUT, "The lifetime of the connection has ended", null);
		}

	};

	/**
	 * The status registered with IANA for what took too long.
	 */
	static final CloseStatus TIMEOUT = new CloseStatus(3008);

	/**
	 * Return what an operation fails with.
	 * @param blocked whether it had begun before
	 * @return the exception
	 */
	abstract IOException toException(boolean blocked);

}
