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

package io.wstunnel.server;

import java.util.Map;

/**
 * Prepares the handler of each connection of a tunnel before its handshake is answered,
 * when everything else about that has been checked: so that what cannot be served is a
 * refusal, not a tunnel that dies.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface TunnelPreparation {

	/**
	 * Prepare a handler. Runs on the thread of the request, and may block for a short
	 * while.
	 * @param pathVariables the variables of the tunnel's path
	 * @return the handler
	 * @throws HandshakeRefusal if the handshake is to be refused
	 * @throws InterruptedException if the thread is interrupted
	 */
	PreparedHandler prepare(Map<String, String> pathVariables) throws HandshakeRefusal, InterruptedException;

}
