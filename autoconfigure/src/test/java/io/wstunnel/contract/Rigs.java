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

package io.wstunnel.contract;

import java.io.Closeable;

import io.wstunnel.WsConnectionSettings;

/**
 * Where the connections under test come from.
 */
interface Rigs extends Closeable {

	/**
	 * Open a connection to a peer by hand.
	 * @param settings the settings of the connection
	 * @return both
	 * @throws Exception if that fails
	 */
	ConnectionRig open(WsConnectionSettings settings) throws Exception;

	/**
	 * Open a connection to a peer by hand that speaks the extension for notices.
	 * @param settings the settings of the connection
	 * @return both
	 * @throws Exception if that fails
	 */
	ConnectionRig openExtended(WsConnectionSettings settings) throws Exception;

	/**
	 * Open two connections that are each other's peer.
	 * @param settings the settings of both
	 * @return both
	 * @throws Exception if that fails
	 */
	ConnectionPair openPair(WsConnectionSettings settings) throws Exception;

	/**
	 * Let the handlers of all connections end, after a test.
	 */
	default void release() {
	}

	/**
	 * Whether a thread belongs to the executor of the handlers.
	 * @param thread the thread
	 * @return whether it does
	 */
	boolean isHandlersThread(Thread thread);

}
