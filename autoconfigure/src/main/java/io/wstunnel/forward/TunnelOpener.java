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

import io.wstunnel.WsConnection;

/**
 * Opens the tunnel of each connection to the port of a {@link TunnelListener}, on a
 * thread of the listener's executor. The local connection waits meanwhile, for as long as
 * the connect timeout of the tunnel says. If the tunnel cannot be opened, the local
 * connection is reset, and the log says why; nothing is tried again.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface TunnelOpener {

	/**
	 * Open it. May block. A listener that stops does not wait for it.
	 * @return the connection, which the listener's relay owns, and closes when the local
	 * connection ends
	 * @throws IOException if it cannot be opened, or not in time
	 */
	WsConnection open() throws IOException;

	/**
	 * A connection was reset, because there are as many as there may be.
	 */
	default void refused() {
	}

}
