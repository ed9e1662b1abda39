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

package io.wstunnel.sample;

import java.net.URI;
import java.util.Map;
import java.util.Optional;

import org.openqa.selenium.json.Json;

/**
 * A request of the browser, of its page or for a WebSocket.
 *
 * @param method its method
 * @param uri where it went
 * @param headers its headers, those that the page gave it
 */
record BrowserRequest(String method, URI uri, Map<String, String> headers) {

	private static final Json JSON = new Json();

	/**
	 * Return the request that an entry of the browser's log tells of.
	 * @param entry the entry, JSON
	 * @return the request, if it is about the start of one
	 */
	static Optional<BrowserRequest> of(String entry) {
		Map<?, ?> message = map(JSON.<Map<String, Object>>toType(entry, Json.MAP_TYPE).get("message"));
		Map<?, ?> parameters = map(message.get("params"));
		if ("Network.webSocketCreated".equals(message.get("method"))) {
			return Optional.of(new BrowserRequest("GET", URI.create((String) parameters.get("url")), Map.of()));
		}
		if (!"Network.requestWillBeSent".equals(message.get("method"))) {
			return Optional.empty();
		}
		Map<?, ?> request = map(parameters.get("request"));
		return Optional.of(new BrowserRequest((String) request.get("method"), URI.create((String) request.get("url")),
				headers(map(request.get("headers")))));
	}

	@SuppressWarnings("unchecked")
	private static Map<String, String> headers(Map<?, ?> headers) {
		return (Map<String, String>) headers;
	}

	private static Map<?, ?> map(Object object) {
		return (Map<?, ?>) object;
	}

}
