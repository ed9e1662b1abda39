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

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Whether a handshake ends in a connection taken over or in a session of the server's own
 * WebSocket. Says so once for an application, at its first handshake.
 */
final class TransportChoice {

	private static final Log logger = LogFactory.getLog(TransportChoice.class);

	private static final Map<ServletContext, Set<String>> LOGGED = Collections.synchronizedMap(new WeakHashMap<>());

	private final ServerTransport transport;

	TransportChoice(ServerTransport transport) {
		this.transport = transport;
	}

	/**
	 * Whether the session is to be the server's.
	 * @param request the handshake
	 * @return whether it is; otherwise the connection is to be taken over
	 */
	boolean isSession(HttpServletRequest request) {
		ServletContext context = request.getServletContext();
		if (this.transport == ServerTransport.SESSION) {
			log(context, "Tunnels use the sessions of the server's WebSocket, because 'wstunnel.server.transport' is "
					+ "'session'");
			return true;
		}
		if (ConnectionUpgrade.supports(request)) {
			log(context, "Tunnels take the connections of '" + context.getServerInfo() + "' over");
			return false;
		}
		log(context,
				"Tunnels use the sessions of the server's WebSocket, because the connections of '"
						+ context.getServerInfo()
						+ "' cannot be taken over: only those of Tomcat's NIO connector and of " + "Jetty can");
		return true;
	}

	private static void log(ServletContext context, String message) {
		if (LOGGED.computeIfAbsent(context, (key) -> ConcurrentHashMap.newKeySet()).add(message)) {
			logger.info(message);
		}
	}

}
