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

import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.server.support.DefaultHandshakeHandler;

/**
 * Spring's handshake with the upgrade of a tunnel at its end. Of the subprotocols that
 * the client offers, it selects the one that the tunnel prefers.
 */
final class TunnelHandshakeHandler extends DefaultHandshakeHandler {

	TunnelHandshakeHandler(TunnelUpgradeStrategy strategy) {
		super(strategy);
	}

	@Override
	protected @Nullable String selectProtocol(List<String> requestedProtocols, WebSocketHandler webSocketHandler) {
		for (String supported : determineHandlerSupportedProtocols(webSocketHandler)) {
			for (String requested : requestedProtocols) {
				if (supported.equalsIgnoreCase(requested)) {
					return requested;
				}
			}
		}
		return null;
	}

}
