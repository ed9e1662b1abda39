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

package io.wstunnel.client;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;

/**
 * Creates the TLS engine of each connection to a {@code wss} URI: whom to trust, what to
 * present, which protocols and ciphers. The client itself sees to client mode, SNI and
 * the verification of the host's name, which cannot be turned off.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface SslEngineFactory {

	/**
	 * Create an engine. Called for each handshake, by several threads at once.
	 * @param host the host of the tunnel's URI, without the dot that may end a name there
	 * @param port its port
	 * @return a new engine, as {@link SSLContext#createSSLEngine(String, int)} does
	 */
	SSLEngine createEngine(String host, int port);

}
