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

import java.io.IOException;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.server.HandshakeFailureException;
import org.springframework.web.socket.server.HandshakeHandler;
import org.springframework.web.socket.server.support.WebSocketHttpRequestHandler;

/**
 * Spring's request handler, whose failures do not tell the query of the request: it may
 * have secrets, and the server logs them.
 */
class DiscreetRequestHandler extends WebSocketHttpRequestHandler {

	DiscreetRequestHandler(WebSocketHandler handler, HandshakeHandler handshakeHandler) {
		super(handler, handshakeHandler);
	}

	@Override
	public void handleRequest(HttpServletRequest request, HttpServletResponse response)
			throws ServletException, IOException {
		try {
			super.handleRequest(request, response);
		}
		catch (HandshakeFailureException ex) {
			Throwable cause = ex.getCause();
			throw (cause != null)
					? new HandshakeFailureException("Handshake of a tunnel failed: " + cause.getMessage(), cause) : ex;
		}
	}

}
