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

package io.wstunnel.client;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Set;

import io.wstunnel.transport.Notice;

import org.springframework.http.HttpHeaders;
import org.springframework.util.Assert;
import org.springframework.web.socket.WebSocketHttpHeaders;

/**
 * The request of the opening handshake (RFC 6455, section 4.1). No extension is offered
 * but, perhaps, that for {@linkplain Notice notices}.
 *
 * @param endpoint where to
 * @param headers the headers
 */
record HandshakeRequest(TunnelEndpoint endpoint, HttpHeaders headers) {

	private static final SecureRandom random = new SecureRandom();

	private static final String ACCEPT_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

	static List<String> checkSubprotocols(String... subprotocols) {
		for (String subprotocol : subprotocols) {
			Assert.isTrue(HandshakeHeaders.isToken(subprotocol),
					() -> "'subprotocols' must be tokens as HTTP has them, not '" + subprotocol + "'");
		}
		Assert.isTrue(Set.copyOf(List.of(subprotocols)).size() == subprotocols.length,
				"'subprotocols' must not repeat themselves");
		return List.of(subprotocols);
	}

	/**
	 * Create a request with a new key.
	 * @param endpoint where to
	 * @param subprotocols the subprotocols to offer
	 * @param notices whether to offer the extension for notices
	 * @param added the headers to add
	 * @return the request
	 */
	static HandshakeRequest of(TunnelEndpoint endpoint, List<String> subprotocols, boolean notices, HttpHeaders added) {
		byte[] key = new byte[16];
		random.nextBytes(key);
		HttpHeaders headers = new HttpHeaders();
		headers.set(HttpHeaders.HOST, endpoint.hostHeader());
		headers.set(HttpHeaders.UPGRADE, "websocket");
		headers.set(HttpHeaders.CONNECTION, "Upgrade");
		headers.set(WebSocketHttpHeaders.SEC_WEBSOCKET_KEY, Base64.getEncoder().encodeToString(key));
		headers.set(WebSocketHttpHeaders.SEC_WEBSOCKET_VERSION, "13");
		if (!subprotocols.isEmpty()) {
			headers.set(WebSocketHttpHeaders.SEC_WEBSOCKET_PROTOCOL, String.join(", ", subprotocols));
		}
		if (notices) {
			headers.set(WebSocketHttpHeaders.SEC_WEBSOCKET_EXTENSIONS, Notice.EXTENSION);
		}
		headers.addAll(added);
		return new HandshakeRequest(endpoint, headers);
	}

	boolean isOfferingNotices() {
		return this.headers.containsHeader(WebSocketHttpHeaders.SEC_WEBSOCKET_EXTENSIONS);
	}

	ByteBuffer toBytes() {
		StringBuilder request = new StringBuilder(512);
		request.append("GET ").append(this.endpoint.requestTarget()).append(" HTTP/1.1\r\n");
		this.headers.forEach((name, values) -> values
			.forEach((value) -> request.append(name).append(": ").append(value).append("\r\n")));
		request.append("\r\n");
		return ByteBuffer.wrap(request.toString().getBytes(StandardCharsets.ISO_8859_1));
	}

	/**
	 * Return the proof that the server has read the key.
	 * @return the value of the response's {@code Sec-WebSocket-Accept}
	 */
	String expectedAccept() {
		String key = this.headers.getFirst(WebSocketHttpHeaders.SEC_WEBSOCKET_KEY);
		try {
			byte[] digest = MessageDigest.getInstance("SHA-1")
				.digest((key + ACCEPT_SUFFIX).getBytes(StandardCharsets.ISO_8859_1));
			return Base64.getEncoder().encodeToString(digest);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Leave out the values of the headers, and the query, which may be secrets.
	 */
	@Override
	public String toString() {
		return "HandshakeRequest[endpoint=" + this.endpoint + ", headers=" + this.headers.headerNames() + "]";
	}

}
