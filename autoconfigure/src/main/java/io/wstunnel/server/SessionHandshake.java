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

import java.security.Principal;
import java.time.Duration;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;

import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.util.Assert;
import org.springframework.util.ClassUtils;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketHttpHeaders;
import org.springframework.web.socket.server.standard.StandardWebSocketUpgradeStrategy;

/**
 * The end of a handshake in a session of the server's own WebSocket. No extension is
 * negotiated.
 */
final class SessionHandshake {

	private static final boolean jakartaPresent = ClassUtils.isPresent("jakarta.websocket.server.ServerContainer",
			SessionHandshake.class.getClassLoader());

	/**
	 * How long the server may take to open a session after the handshake. There is no
	 * telling that it never will.
	 */
	static final Duration OPENING_TIME = Duration.ofSeconds(10);

	private final Duration openingTime;

	SessionHandshake(Duration openingTime) {
		this.openingTime = openingTime;
	}

	void upgrade(HttpServletRequest request, ServerHttpResponse response, @Nullable String selectedProtocol,
			@Nullable Principal user, WebSocketHandler wsHandler, Map<String, Object> attributes) {
		Assert.state(jakartaPresent, "The server's WebSocket is not on the class path: add "
				+ "spring-boot-starter-websocket, or that of another server");
		new StandardWebSocketUpgradeStrategy().upgrade(new ServletServerHttpRequest(new HandshakeRequest(request)),
				response, selectedProtocol, List.of(), user, wsHandler, attributes);
	}

	/**
	 * Free the place of a handshake that was answered if no session comes of it.
	 * @param place the place
	 */
	void awaitOpening(Place place) {
		CompletableFuture.delayedExecutor(this.openingTime.toMillis(), TimeUnit.MILLISECONDS)
			.execute(place::freeUnlessOpened);
	}

	/**
	 * Told that no extension was selected, Tomcat negotiates what the peer asks for; and
	 * it ends, with 1008, what the user of an HTTP session has opened, and keeps that.
	 */
	private static final class HandshakeRequest extends HttpServletRequestWrapper {

		private HandshakeRequest(HttpServletRequest request) {
			super(request);
		}

		@Override
		public @Nullable HttpSession getSession(boolean create) {
			return create ? super.getSession(true) : null;
		}

		@Override
		public @Nullable String getHeader(String name) {
			return isHidden(name) ? null : super.getHeader(name);
		}

		@Override
		public Enumeration<String> getHeaders(String name) {
			return isHidden(name) ? Collections.emptyEnumeration() : super.getHeaders(name);
		}

		private static boolean isHidden(String name) {
			return WebSocketHttpHeaders.SEC_WEBSOCKET_EXTENSIONS.equalsIgnoreCase(name);
		}

	}

}
