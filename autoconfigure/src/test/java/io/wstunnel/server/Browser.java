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

package io.wstunnel.server;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A browser that is logged in to an {@link IdentityApplication}.
 */
final class Browser {

	private final HttpClient client = HttpClient.newHttpClient();

	private final int port;

	private String cookie = "";

	Browser(TunnelServer server) throws IOException, InterruptedException {
		this.port = server.getPort();
		login();
		assertThat(this.cookie).startsWith("JSESSIONID=");
	}

	void login() throws IOException, InterruptedException {
		send("POST", "/login?username=user&password=secret");
	}

	int send(String method, String path) throws IOException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + path))
			.method(method, HttpRequest.BodyPublishers.noBody())
			.header("Cookie", this.cookie)
			.build();
		HttpResponse<Void> response = this.client.send(request, HttpResponse.BodyHandlers.discarding());
		response.headers()
			.firstValue("Set-Cookie")
			.ifPresent((value) -> this.cookie = value.substring(0, value.indexOf(';')));
		return response.statusCode();
	}

	RawWebSocket open(String path) throws IOException {
		return RawWebSocket.open(this.port, path, Map.of("Cookie", this.cookie));
	}

	/**
	 * Return the id of the session, without the node that Jetty adds.
	 */
	String getSessionId() {
		return this.cookie.substring(this.cookie.indexOf('=') + 1).split("\\.")[0];
	}

	String getCookie() {
		return this.cookie;
	}

}
