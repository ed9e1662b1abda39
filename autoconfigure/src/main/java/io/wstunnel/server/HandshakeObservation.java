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

import io.micrometer.observation.Observation;
import io.wstunnel.observation.TunnelObservations;
import org.jspecify.annotations.Nullable;

import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.server.HandshakeInterceptor;

/**
 * Hands the observation of a handshake to its tunnel, in the attributes of the session:
 * the tunnel is opened on another thread.
 */
final class HandshakeObservation implements HandshakeInterceptor {

	private static final String ATTRIBUTE = HandshakeObservation.class.getName();

	private final TunnelObservations observations;

	HandshakeObservation(TunnelObservations observations) {
		this.observations = observations;
	}

	/**
	 * Return the observation, and forget it: it knows the request.
	 * @param session the session of the tunnel
	 * @return the observation of its handshake, {@code null} if there is none
	 */
	static @Nullable Observation take(WebSocketSession session) {
		return (Observation) session.getAttributes().remove(ATTRIBUTE);
	}

	@Override
	public boolean beforeHandshake(ServerHttpRequest request, ServerHttpResponse response, WebSocketHandler wsHandler,
			Map<String, Object> attributes) {
		Observation current = this.observations.getCurrent();
		if (current != null) {
			attributes.put(ATTRIBUTE, current);
		}
		return true;
	}

	@Override
	public void afterHandshake(ServerHttpRequest request, ServerHttpResponse response, WebSocketHandler wsHandler,
			@Nullable Exception exception) {
	}

}
