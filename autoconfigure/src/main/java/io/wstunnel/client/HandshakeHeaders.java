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

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

import io.wstunnel.WsHandshakeRequest;
import io.wstunnel.WsTunnelClientCustomizer;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.util.Assert;

/**
 * The headers that a user adds to the handshake, and which ones these may be.
 */
final class HandshakeHeaders {

	private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

	private static final Pattern VALUE = Pattern.compile("[\\t\\x20-\\x7E\\x80-\\xFF]*");

	private static final Set<String> OWNED = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

	static {
		OWNED.add(HttpHeaders.HOST);
		OWNED.add(HttpHeaders.UPGRADE);
		OWNED.add(HttpHeaders.CONNECTION);
		OWNED.add(HttpHeaders.CONTENT_LENGTH);
		OWNED.add(HttpHeaders.TRANSFER_ENCODING);
		OWNED.add(HttpHeaders.TRAILER);
		OWNED.add(HttpHeaders.TE);
		OWNED.add(HttpHeaders.EXPECT);
	}

	private HandshakeHeaders() {
	}

	/**
	 * Collect the headers to add to one handshake.
	 * @param target where to
	 * @param propagated what carries the context of the caller on, {@code null} if
	 * nothing does; what is configured wins over it
	 * @param customizers who may add some
	 * @return the headers
	 */
	static HttpHeaders collect(DialTarget target, @Nullable HttpHeaders propagated,
			List<WsTunnelClientCustomizer> customizers) {
		HttpHeaders headers = new HttpHeaders();
		headers.addAll(target.settings().headers());
		if (propagated != null) {
			propagated.forEach((name, values) -> {
				if (values.stream().allMatch((value) -> findProblem(name, value) == null)) {
					headers.putIfAbsent(name, values);
				}
			});
		}
		String userInfo = target.endpoint().userInfo();
		if (userInfo != null) {
			headers.setBasicAuth(Base64.getEncoder().encodeToString(userInfo.getBytes(StandardCharsets.UTF_8)));
		}
		WsHandshakeRequest request = new WsHandshakeRequest(target.name(), target.endpoint().uri(), headers);
		for (WsTunnelClientCustomizer customizer : customizers) {
			customizer.customize(request);
			headers.forEach((name, values) -> values.forEach((value) -> check(name, value, customizer)));
		}
		return headers;
	}

	private static void check(String name, @Nullable String value, WsTunnelClientCustomizer customizer) {
		String problem = findProblem(name, value);
		Assert.state(problem == null, () -> "The handshake cannot be sent as " + customizer.getClass().getName()
				+ " customized it: header '" + name + "' " + problem);
	}

	static boolean isToken(String text) {
		return TOKEN.matcher(text).matches();
	}

	/**
	 * Find out what is wrong with a header. Does not tell its value, which may be a
	 * secret.
	 * @param name the name
	 * @param value the value
	 * @return the problem, or {@code null} if there is none
	 */
	static @Nullable String findProblem(String name, @Nullable String value) {
		if (!isToken(name)) {
			return "is not a name that HTTP allows for a header";
		}
		if (OWNED.contains(name) || name.regionMatches(true, 0, "Sec-WebSocket-", 0, "Sec-WebSocket-".length())) {
			return "must not be set, the handshake does so by itself";
		}
		if (HttpHeaders.PROXY_AUTHORIZATION.equalsIgnoreCase(name)) {
			return "must not be set, it would go to the server: give the credentials with the proxy";
		}
		if (value == null || !VALUE.matcher(value).matches()) {
			return "must have a value without line breaks, control characters, or characters beyond Latin-1";
		}
		return null;
	}

}
