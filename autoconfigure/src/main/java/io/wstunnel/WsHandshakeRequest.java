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

package io.wstunnel;

import java.net.URI;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.util.Assert;

/**
 * The request of an opening handshake, before a {@link WsTunnelClient} sends it.
 *
 * @since 0.1.0
 * @see WsTunnelClientCustomizer
 */
public final class WsHandshakeRequest {

	private final @Nullable String tunnelName;

	private final URI uri;

	private final HttpHeaders headers;

	/**
	 * Create a request.
	 * @param tunnelName the name of the tunnel, or {@code null} if it has none
	 * @param uri the URI of the tunnel
	 * @param headers the headers so far
	 */
	public WsHandshakeRequest(@Nullable String tunnelName, URI uri, HttpHeaders headers) {
		Assert.notNull(uri, "'uri' must not be null");
		Assert.notNull(headers, "'headers' must not be null");
		this.tunnelName = tunnelName;
		this.uri = uri;
		this.headers = headers;
	}

	/**
	 * Return the name under which the tunnel is configured.
	 * @return the name, or {@code null} if the client was given a URI
	 */
	public @Nullable String getTunnelName() {
		return this.tunnelName;
	}

	/**
	 * Return the URI of the tunnel, without user information.
	 * @return the URI, {@code ws} or {@code wss}
	 */
	public URI getUri() {
		return this.uri;
	}

	/**
	 * Return the headers to send, to be changed: those that are configured, and the
	 * {@code Authorization} of a URI's user information. What the handshake sets by
	 * itself is not among them and must not be added: {@code Host}, {@code Upgrade},
	 * {@code Connection}, all {@code Sec-WebSocket} headers, and what would announce a
	 * body or belongs to a proxy. Connecting then fails with an
	 * {@link IllegalStateException}, as it does for a value with a line break.
	 * @return the mutable headers
	 */
	public HttpHeaders getHeaders() {
		return this.headers;
	}

	@Override
	public String toString() {
		return "handshake with " + this.uri.getScheme() + "://" + this.uri.getRawAuthority();
	}

}
