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
import java.security.Principal;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.util.Assert;

/**
 * What the opening handshake of a connection said. On the server the headers are those of
 * the request, on the client those of the response.
 *
 * @param uri the URI of the handshake request
 * @param headers the headers received, read-only
 * @param principal the authenticated user, or {@code null}; always {@code null} on the
 * client
 * @param pathVariables the variables of the tunnel's path; empty on the client
 * @param subprotocol the negotiated subprotocol, or {@code null} if there is none
 * @since 0.1.0
 */
public record WsHandshake(URI uri, HttpHeaders headers, @Nullable Principal principal,
		Map<String, String> pathVariables, @Nullable String subprotocol) {

	public WsHandshake {
		Assert.notNull(uri, "'uri' must not be null");
		headers = HttpHeaders.readOnlyHttpHeaders(headers);
		pathVariables = Map.copyOf(pathVariables);
	}

	/**
	 * Leave out the query, the user, and the values of the headers, which may be secrets.
	 */
	@Override
	public String toString() {
		String place = this.uri.toString().replaceFirst("//[^/?#]*@", "//").replaceFirst("[?#].*", "");
		return "WsHandshake[uri=" + place + ", headers=" + this.headers.headerNames() + ", subprotocol="
				+ this.subprotocol + "]";
	}

}
