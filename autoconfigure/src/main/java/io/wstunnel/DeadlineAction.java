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

/**
 * What happens to a connection once a deadline or timeout has struck a blocked operation.
 * The operation itself always fails with {@link java.net.SocketTimeoutException} and has
 * lost no byte.
 *
 * @since 0.1.0
 * @see WsConnection#setDeadline(java.time.Instant)
 */
public enum DeadlineAction {

	/**
	 * The connection is closed, as by Go's {@code NetConn}: with status 3008 after a read
	 * deadline, by an abort after a write deadline that struck inside a message. The call
	 * that timed out does not wait for it; a call blocked in the other direction fails
	 * with {@link java.nio.channels.AsynchronousCloseException}.
	 */
	CLOSE,

	/**
	 * Only the operation ends; the connection stays usable in both directions. A write
	 * that was stopped inside its message ends that message after the bytes taken so far.
	 */
	KEEP_OPEN

}
