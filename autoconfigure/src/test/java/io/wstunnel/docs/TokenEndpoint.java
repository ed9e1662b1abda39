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

package io.wstunnel.docs;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * The token endpoint of an OAuth 2 authorization server, which has one client and numbers
 * the tokens that it gives for that client's credentials.
 */
final class TokenEndpoint implements AutoCloseable {

	private final List<String> tokens = new CopyOnWriteArrayList<>();

	private final String credentials;

	private final HttpServer server;

	private volatile int lifetime = 3600;

	TokenEndpoint(String clientId, String clientSecret) throws IOException {
		this.credentials = "Basic " + Base64.getEncoder()
			.encodeToString((clientId + ":" + clientSecret).getBytes(StandardCharsets.US_ASCII));
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.createContext("/oauth2/token", this::answer);
		this.server.start();
	}

	String getUri() {
		return "http://localhost:" + this.server.getAddress().getPort() + "/oauth2/token";
	}

	/**
	 * Return the tokens that were given.
	 * @return the tokens, the last one last
	 */
	List<String> getTokens() {
		return this.tokens;
	}

	void setLifetime(int seconds) {
		this.lifetime = seconds;
	}

	@Override
	public void close() {
		this.server.stop(0);
	}

	private void answer(HttpExchange exchange) throws IOException {
		String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.US_ASCII);
		boolean granted = this.credentials.equals(exchange.getRequestHeaders().getFirst("Authorization"))
				&& form.contains("grant_type=client_credentials");
		String body = granted ? grant() : "{\"error\": \"invalid_client\"}";
		exchange.getResponseHeaders().set("Content-Type", "application/json");
		if (!granted) {
			exchange.getResponseHeaders().set("WWW-Authenticate", "Basic");
		}
		exchange.sendResponseHeaders(granted ? 200 : 401, body.length());
		exchange.getResponseBody().write(body.getBytes(StandardCharsets.US_ASCII));
		exchange.close();
	}

	private String grant() {
		String token = "token-" + (this.tokens.size() + 1);
		this.tokens.add(token);
		return """
				{"access_token": "%s", "token_type": "Bearer", "expires_in": %d}""".formatted(token, this.lifetime);
	}

}
