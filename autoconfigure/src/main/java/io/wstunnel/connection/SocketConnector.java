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
import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Opens the connection of a {@link ConnectionSocket} that was created unconnected.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface SocketConnector {

	/**
	 * Prepare to connect.
	 * @param timeout how long connecting may take, {@code null} for the default
	 * @return the attempt, not yet begun
	 */
	Attempt prepare(@Nullable Duration timeout);

	/**
	 * One attempt to connect.
	 */
	interface Attempt {

		/**
		 * Connect, once.
		 * @return the connection, started
		 * @throws IOException if it failed or was cancelled
		 */
		TransportConnection connect() throws IOException;

		/**
		 * Make the attempt fail, now or once it is begun.
		 */
		void cancel();

	}

}
