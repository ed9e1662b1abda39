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

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;

/**
 * The proxy between a {@link WsTunnelClient} and a server did not open the way: it
 * refused {@code CONNECT}, or answered with something that is not HTTP.
 *
 * @since 0.1.0
 */
public class WsProxyException extends IOException {

	@Serial
	private static final long serialVersionUID = 1L;

	private final String proxy;

	private final @Nullable Integer statusCode;

	private final transient HttpHeaders headers;

	/**
	 * Create an exception.
	 * @param proxy the host and port of the proxy
	 * @param message what is wrong with its response
	 * @param statusCode the status code of the response, {@code null} if there was none
	 * @param headers the headers of the response
	 */
	public WsProxyException(String proxy, String message, @Nullable Integer statusCode, HttpHeaders headers) {
		super(message);
		this.proxy = proxy;
		this.statusCode = statusCode;
		this.headers = HttpHeaders.readOnlyHttpHeaders(headers);
	}

	/**
	 * Return the host and port of the proxy.
	 * @return {@code host:port}
	 */
	public String getProxy() {
		return this.proxy;
	}

	/**
	 * Return the status code with which the proxy refused.
	 * @return the status code, {@code null} if it did not answer in HTTP
	 */
	public @Nullable HttpStatusCode getStatusCode() {
		return (this.statusCode != null) ? HttpStatusCode.valueOf(this.statusCode) : null;
	}

	public HttpHeaders getHeaders() {
		return this.headers;
	}

}
