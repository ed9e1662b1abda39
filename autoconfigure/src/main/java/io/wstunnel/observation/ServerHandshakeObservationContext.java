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

package io.wstunnel.observation;

import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;

import org.springframework.http.server.ServerHttpRequest;

/**
 * Context of the observation of a handshake in the server half. Its parent is that of the
 * HTTP request, where requests are observed.
 *
 * @since 0.1.0
 */
public class ServerHandshakeObservationContext extends Observation.Context {

	private final String tunnelId;

	private final ServerHttpRequest request;

	private @Nullable HandshakeOutcome outcome;

	/**
	 * Create a context.
	 * @param tunnelId the id of the tunnel
	 * @param request the request
	 */
	public ServerHandshakeObservationContext(String tunnelId, ServerHttpRequest request) {
		this.tunnelId = tunnelId;
		this.request = request;
	}

	/**
	 * Return the id of the tunnel.
	 * @return the id
	 */
	public String getTunnelId() {
		return this.tunnelId;
	}

	/**
	 * Return the handshake request, which is there until the observation stops.
	 * @return the request
	 */
	public ServerHttpRequest getRequest() {
		return this.request;
	}

	/**
	 * Return what became of the handshake.
	 * @return the outcome, {@code null} while it is under way
	 */
	public @Nullable HandshakeOutcome getOutcome() {
		return this.outcome;
	}

	public void setOutcome(HandshakeOutcome outcome) {
		this.outcome = outcome;
	}

}
