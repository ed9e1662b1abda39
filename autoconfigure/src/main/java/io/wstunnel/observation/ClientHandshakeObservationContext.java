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

import java.net.URI;

import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.util.Assert;

/**
 * Context of the observation of a handshake in the client half, from the resolution of
 * the name to the response. What carries the trace on goes into the headers of the
 * request.
 *
 * @since 0.1.0
 */
public class ClientHandshakeObservationContext extends SenderContext<HttpHeaders> {

	private final @Nullable String tunnelName;

	private final URI uri;

	private @Nullable HandshakeOutcome outcome;

	/**
	 * Create a context.
	 * @param tunnelName the name of the tunnel, {@code null} if it has none
	 * @param uri the URI of the tunnel, without user information
	 */
	public ClientHandshakeObservationContext(@Nullable String tunnelName, URI uri) {
		super(ClientHandshakeObservationContext::setHeader, Kind.CLIENT);
		this.tunnelName = tunnelName;
		this.uri = uri;
		setCarrier(new HttpHeaders());
		setRemoteServiceName(uri.getHost());
	}

	private static void setHeader(@Nullable HttpHeaders headers, String name, String value) {
		Assert.state(headers != null, "There are no headers");
		headers.set(name, value);
	}

	/**
	 * Return the name of the tunnel.
	 * @return the name, {@code null} if it has none
	 */
	public @Nullable String getTunnelName() {
		return this.tunnelName;
	}

	/**
	 * Return the URI of the tunnel.
	 * @return the URI, whose query may be a secret
	 */
	public URI getUri() {
		return this.uri;
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
