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

import io.wstunnel.transport.Printable;
import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.CloseStatus;

/**
 * How a connection has ended, for whoever watches it: what came first of the close of
 * this end, that of the peer, and the loss of the network.
 *
 * @param here whether this end has ended it
 * @param status the status that this end has closed with, in answer to a violation too,
 * or that the peer has; 1006 if the connection was lost or aborted, or a clean close of
 * this end was not answered
 * @param reason why, {@code null} if nothing is known of that; never what its peer says,
 * but a handler that closes with the status of another connection repeats that one's
 * @since 0.1.0
 */
public record ConnectionEnd(boolean here, CloseStatus status, @Nullable String reason) {

	/**
	 * Create an end.
	 * @param here whether this end has ended it
	 * @param status the status
	 * @param reason why, whose line breaks and other control characters are replaced
	 */
	public ConnectionEnd {
		reason = (reason != null) ? Printable.of(reason) : null;
	}

}
