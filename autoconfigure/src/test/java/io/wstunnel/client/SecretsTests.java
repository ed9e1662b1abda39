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

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.wstunnel.WsConnectionSettings;
import io.wstunnel.WsHandshake;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.http.HttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that what holds secrets does not show them.
 */
class SecretsTests {

	private static final URI TUNNEL = URI.create("wss://user:topsecret@edge.example/db?token=topsecret");

	@ParameterizedTest
	@MethodSource("holders")
	void secretsDoNotShow(Object holder) {
		assertThat(holder.toString()).contains("edge.example").doesNotContain("topsecret");
	}

	static Stream<Object> holders() throws Exception {
		TunnelEndpoint endpoint = TunnelEndpoint.of(TUNNEL);
		HttpProxy proxy = new HttpProxy("proxy.edge.example", 3128, "user", "topsecret");
		HttpHeaders headers = new HttpHeaders();
		headers.set("X-Token-For-edge.example", "topsecret");
		DialSettings settings = new DialSettings(WsConnectionSettings.defaults(), Duration.ofSeconds(1), List.of(),
				headers, ClientDefaults::createEngine, proxy);
		DialTarget target = new DialTarget("db", endpoint, settings);
		ResponseHead head = ResponseHead.ofStatusLine("HTTP/1.1 200 OK");
		head.addHeader("Set-Cookie-Of-edge.example: topsecret");
		return Stream.of(endpoint, proxy, settings, target, head,
				HandshakeRequest.of(endpoint, List.of(), true, headers), new ProxyConnect(proxy, endpoint),
				Route.of(proxy), Routes.find(target, null), new WsHandshake(TUNNEL, headers, null, Map.of(), null),
				ClientTunnel.builder(TUNNEL).header("X-Token", "topsecret").proxy(proxy).build());
	}

}
