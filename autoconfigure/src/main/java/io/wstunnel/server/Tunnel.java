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

import java.util.List;

import io.wstunnel.WsConnectionHandler;
import io.wstunnel.WsConnectionSettings;
import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.server.HandshakeInterceptor;

/**
 * A tunnel of the server half, as it is served.
 *
 * @param id the id
 * @param path the path below the context path
 * @param subprotocols the subprotocols, the preferred first
 * @param settings the settings of its connections
 * @param maxConnections how many of those there may be, {@code null} for any number
 * @param handler serves them
 * @param arguments the handler's arguments that come from the handshake request
 * @param interceptors its own interceptors
 */
record Tunnel(String id, String path, List<String> subprotocols, WsConnectionSettings settings,
		@Nullable Integer maxConnections, WsConnectionHandler handler, RequestArguments arguments,
		List<HandshakeInterceptor> interceptors) {

}
