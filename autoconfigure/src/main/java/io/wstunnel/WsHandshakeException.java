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

import java.io.IOException;
import java.io.Serial;
import java.net.URI;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;

/**
 * A server answered the handshake of a {@link WsTunnelClient} with something else than
 * the WebSocket connection it was asked for.
 *
 * @since 0.1.0
 */
public class WsHandshakeException extends IOException {

	@Serial
	private static final long serialVersionUID = 1L;

	private final URI uri;

	private final int statusCode;

	private final transient HttpHeaders headers;

	private final String body;

	/**
	 * Create an exception.
	 * @param uri the URI of the tunnel
	 * @param message what is wrong with the response
	 * @param statusCode the status code of the response
	 * @param headers the headers of the response
	 * @param body the beginning of the body, at most a few kilobytes
	 */
	public WsHandshakeException(URI uri, String message, int statusCode, HttpHeaders headers, String body) {
		super(message);
		this.uri = uri;
		this.statusCode = statusCode;
		this.headers = HttpHeaders.readOnlyHttpHeaders(headers);
		this.body = body;
	}

	public URI getUri() {
		return this.uri;
	}

	public HttpStatusCode getStatusCode() {
		return HttpStatusCode.valueOf(this.statusCode);
	}

	public HttpHeaders getHeaders() {
		return this.headers;
	}

	/**
	 * Return the beginning of the response's body.
	 * @return the body, empty if there was none
	 */
	public String getBody() {
		return this.body;
	}

}
