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

import java.io.IOException;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

import org.springframework.boot.ssl.SslBundle;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A client of the secured application that trusts its certificate. It has the cookies of
 * a login by the form, if there was one, and otherwise what each request is given.
 */
final class SecuredClient {

	private final String authority;

	private final CookieManager cookies = new CookieManager();

	private final HttpClient http;

	SecuredClient(int port, SslBundle bundle) {
		this.authority = "localhost:" + port;
		this.http = HttpClient.newBuilder().sslContext(bundle.createSslContext()).cookieHandler(this.cookies).build();
	}

	static String basic(String user, String password) {
		return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
	}

	static String bearer(String token) {
		return "Bearer " + token;
	}

	HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
		HttpRequest.Builder request = request(path);
		return send((headers.length > 0) ? request.headers(headers) : request);
	}

	HttpResponse<String> delete(String path, String... headers) throws IOException, InterruptedException {
		HttpRequest.Builder request = request(path).DELETE();
		return send((headers.length > 0) ? request.headers(headers) : request);
	}

	WebSocket.Builder webSocket() {
		return this.http.newWebSocketBuilder();
	}

	URI tunnel(String name) {
		return URI.create("wss://" + this.authority + "/tunnels/" + name);
	}

	void logIn(String user, String password) throws IOException, InterruptedException {
		get("/login");
		String form = "username=" + user + "&password=" + URLEncoder.encode(password, StandardCharsets.UTF_8);
		HttpResponse<String> answer = send(request("/login").POST(BodyPublishers.ofString(form))
			.header("Content-Type", "application/x-www-form-urlencoded")
			.header("X-XSRF-TOKEN", csrfToken()));
		assertThat(answer.statusCode()).isEqualTo(302);
		assertThat(answer.headers().firstValue("Location")).get().asString().doesNotContain("error");
		// The login has a new token
		assertThat(get("/").body()).contains("<title>wstunnel</title>");
	}

	/**
	 * Return the token against forged requests that the page reads from its cookie.
	 */
	String csrfToken() {
		return this.cookies.getCookieStore()
			.getCookies()
			.stream()
			.filter((cookie) -> cookie.getName().equals("XSRF-TOKEN"))
			.map(HttpCookie::getValue)
			.findFirst()
			.orElseThrow();
	}

	private HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(URI.create("https://" + this.authority + path));
	}

	private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
		return this.http.send(request.build(), BodyHandlers.ofString());
	}

}
