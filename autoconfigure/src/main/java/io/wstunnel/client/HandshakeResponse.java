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

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.wstunnel.WsHandshake;
import io.wstunnel.WsHandshakeException;
import io.wstunnel.transport.Notice;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.util.StringUtils;
import org.springframework.web.socket.WebSocketHttpHeaders;

/**
 * The server's consent to the handshake, checked as RFC 6455, section 4.1, asks.
 *
 * @param handshake what was agreed
 * @param notices whether the extension for notices is used
 * @param received the bytes received behind the response
 */
record HandshakeResponse(WsHandshake handshake, boolean notices, ByteBuffer received) {

	static HandshakeResponse read(DialledChannel channel, HandshakeRequest request, List<String> subprotocols)
			throws IOException {
		ResponseReader reader = new ResponseReader(channel, request.endpoint().toString(), "WebSocket server",
				"the WebSocket handshake");
		ResponseHead head = reader.readHead();
		String problem = findProblem(head, request, subprotocols);
		if (problem != null) {
			String body = (head.statusCode() != 101) ? new ResponseBody(channel, head, reader.getReceived()).read()
					: "";
			throw new WsHandshakeException(request.endpoint().uri(), problem, head.statusCode(), head.headers(), body);
		}
		String subprotocol = head.headers().getFirst(WebSocketHttpHeaders.SEC_WEBSOCKET_PROTOCOL);
		return new HandshakeResponse(
				new WsHandshake(request.endpoint().uri(), head.headers(), null, Map.of(), subprotocol),
				!getExtensions(head.headers()).isEmpty(), reader.getReceived());
	}

	private static @Nullable String findProblem(ResponseHead head, HandshakeRequest request,
			List<String> subprotocols) {
		HttpHeaders headers = head.headers();
		String server = request.endpoint().toString();
		if (head.statusCode() != 101) {
			return server + " refused the WebSocket handshake with HTTP status " + head.statusCode()
					+ ((head.statusCode() / 100 == 3) ? ": redirects are not followed" + describeLocation(headers)
							: "");
		}
		if (!head.version().equals("1.1")) {
			return server + " switched protocols in HTTP/" + head.version() + " instead of HTTP/1.1";
		}
		if (!isOnly(headers, HttpHeaders.UPGRADE, "websocket", true)) {
			return server + " switched to another protocol than websocket: " + headers.getOrEmpty(HttpHeaders.UPGRADE);
		}
		if (headers.getConnection().stream().noneMatch("Upgrade"::equalsIgnoreCase)) {
			return server + " switched protocols without 'Connection: Upgrade'";
		}
		if (!isOnly(headers, WebSocketHttpHeaders.SEC_WEBSOCKET_ACCEPT, request.expectedAccept(), false)) {
			return server + " did not prove with Sec-WebSocket-Accept that it read the WebSocket handshake";
		}
		List<String> extensions = getExtensions(headers);
		if (!extensions.isEmpty() && !(request.isOfferingNotices() && extensions.equals(List.of(Notice.EXTENSION)))) {
			return server + " uses WebSocket extensions that were not offered: "
					+ headers.getOrEmpty(WebSocketHttpHeaders.SEC_WEBSOCKET_EXTENSIONS);
		}
		List<String> selected = headers.getOrEmpty(WebSocketHttpHeaders.SEC_WEBSOCKET_PROTOCOL);
		if (selected.size() > 1 || !subprotocols.containsAll(selected)) {
			return server + " selected the subprotocol " + selected + ", offered were " + subprotocols;
		}
		return null;
	}

	/**
	 * Return the extensions that the server uses. An element may be empty.
	 */
	private static List<String> getExtensions(HttpHeaders headers) {
		return headers.getOrEmpty(WebSocketHttpHeaders.SEC_WEBSOCKET_EXTENSIONS)
			.stream()
			.flatMap((value) -> Stream.of(value.split(",")))
			.map(String::trim)
			.filter(StringUtils::hasText)
			.toList();
	}

	/**
	 * Say where a redirect leads, without what may be a secret.
	 */
	private static String describeLocation(HttpHeaders headers) {
		try {
			URI location = headers.getLocation();
			return (location != null) ? ", this one leads to " + new URI(location.getScheme(), null, location.getHost(),
					location.getPort(), location.getPath(), null, null) : "";
		}
		catch (IllegalArgumentException | URISyntaxException ex) {
			return "";
		}
	}

	private static boolean isOnly(HttpHeaders headers, String name, String expected, boolean ignoreCase) {
		List<String> values = headers.getOrEmpty(name);
		return values.size() == 1
				&& (ignoreCase ? values.get(0).equalsIgnoreCase(expected) : values.get(0).equals(expected));
	}

}
