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

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Serves one connection. It runs on a thread of its own and is the connection's lifetime:
 * when it returns the connection is closed with 1000; when it throws, with 1011, or with
 * the status that a {@link WsClosedException} carries.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface WsConnectionHandler {

	/**
	 * Serve the connection. An interrupt means that the application stops.
	 * @param connection the connection
	 * @throws Exception what ended it
	 */
	void handle(WsConnection connection) throws Exception;

	/**
	 * Serve the connection beyond the return of this method: it lives until the returned
	 * stage completes, or until it is closed here or has ended and was read to its end,
	 * whichever comes first; a stage that completes later changes nothing. This
	 * implementation calls {@link #handle(WsConnection)}.
	 * @param connection the connection
	 * @return the stage whose completion ends the connection
	 * @throws Exception what ended it
	 */
	default CompletionStage<?> handleAsync(WsConnection connection) throws Exception {
		handle(connection);
		return CompletableFuture.completedFuture(null);
	}

}
