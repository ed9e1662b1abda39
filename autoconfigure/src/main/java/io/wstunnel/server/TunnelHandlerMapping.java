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

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.web.socket.server.support.WebSocketHandlerMapping;

/**
 * Maps the handshakes of tunnels. Other requests for their paths fall through to whatever
 * else serves these. The mapping is apart from those of {@code @EnableWebSocket}, which
 * stay as they are. Of two on one path, a tunnel has the handshakes of all that Spring
 * MVC serves; the container's own WebSocket endpoints and its other servlets come before.
 *
 * @since 0.1.0
 */
public final class TunnelHandlerMapping extends WebSocketHandlerMapping implements SmartInitializingSingleton {

	/**
	 * Before controllers (0) and router functions (-1): one of theirs that takes every
	 * path would otherwise take the handshakes of tunnels too.
	 */
	private static final int ORDER = -2;

	private final TunnelRegistrar registrar;

	/**
	 * Create a mapping.
	 * @param registrar knows the tunnels
	 */
	public TunnelHandlerMapping(TunnelRegistrar registrar) {
		this.registrar = registrar;
		setOrder(ORDER);
		setWebSocketUpgradeMatch(true);
	}

	@Override
	public void afterSingletonsInstantiated() {
		Map<String, Object> handlers = this.registrar.createRequestHandlers();
		setUrlMap(handlers);
		registerHandlers(handlers);
	}

}
