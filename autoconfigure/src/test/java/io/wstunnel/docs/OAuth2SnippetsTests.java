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
import java.net.URI;
import java.util.Map;

import io.wstunnel.WsConnection;
import io.wstunnel.WsHandshakeException;
import io.wstunnel.WsTunnel;
import io.wstunnel.WsTunnelClient;
import io.wstunnel.WsTunnelClientCustomizer;
import io.wstunnel.WsTunnelHandshakeInterceptor;
import io.wstunnel.server.TunnelServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.security.oauth2.client.AuthorizedClientServiceOAuth2AuthorizedClientManager;
import org.springframework.security.oauth2.client.ClientAuthorizationException;
import org.springframework.security.oauth2.client.OAuth2AuthorizeRequest;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClientManager;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClientService;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.util.Assert;
import org.springframework.web.socket.WebSocketHandler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Runs what {@code docs/client.md} shows of Spring Security's OAuth 2 client: tokens of a
 * token endpoint, to a server that lets nobody in without the last one.
 */
@Timeout(120)
class OAuth2SnippetsTests {

	private static TokenEndpoint tokens;

	private static TunnelServer server;

	@BeforeAll
	static void start() throws IOException {
		tokens = new TokenEndpoint("shop", "secret");
		server = TunnelServer.start(Guarded.class);
	}

	@AfterAll
	static void stop() {
		server.close();
		tokens.close();
	}

	@Test
	void handshakesHaveATokenForAsLongAsItLasts() throws IOException {
		tokens.setLifetime(3600);
		try (ConfigurableApplicationContext context = run("secret")) {
			WsTunnelClient client = context.getBean(WsTunnelClient.class);
			int given = tokens.getTokens().size();
			assertThat(greet(client)).isEqualTo(greet(client)).isEqualTo("Bearer token-" + (given + 1));
			assertThat(tokens.getTokens()).hasSize(given + 1);
		}
	}

	@Test
	void anExpiredTokenIsReplaced() throws IOException {
		tokens.setLifetime(1);
		try (ConfigurableApplicationContext context = run("secret")) {
			WsTunnelClient client = context.getBean(WsTunnelClient.class);
			assertThat(greet(client)).isNotEqualTo(greet(client));
		}
	}

	@Test
	void withoutATokenThereIsNoHandshake() {
		try (ConfigurableApplicationContext context = run("wrong")) {
			WsTunnelClient client = context.getBean(WsTunnelClient.class);
			assertThatExceptionOfType(ClientAuthorizationException.class).isThrownBy(() -> client.connect("db"))
				.withMessageContaining("invalid_client");
		}
	}

	@Test
	void theServerRefusesOthers() {
		WsTunnelClient client = server.getBean(WsTunnelClient.class);
		assertThatExceptionOfType(WsHandshakeException.class).isThrownBy(() -> client.connect(URI.create(uri())))
			.satisfies((ex) -> assertThat(ex.getStatusCode()).isEqualTo(HttpStatus.UNAUTHORIZED));
	}

	private static String greet(WsTunnelClient client) throws IOException {
		try (WsConnection connection = client.connect("db")) {
			return new String(connection.getInputStream().readAllBytes());
		}
	}

	private static ConfigurableApplicationContext run(String secret) {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.run("--spring.config.location=classpath:/docs/oauth2.yaml", "--EDGE_SECRET=" + secret,
					"--spring.security.oauth2.client.provider.edge.token-uri=" + tokens.getUri(),
					"--wstunnel.client.tunnels.db.uri=" + uri());
	}

	private static String uri() {
		return "ws://localhost:" + server.getPort() + "/tunnels/db";
	}

	// tag::customizer[]
	@Configuration(proxyBeanMethods = false)
	static class TunnelTokens {

		@Bean
		WsTunnelClientCustomizer bearerToken(ClientRegistrationRepository registrations,
				OAuth2AuthorizedClientService clients) {
			// Not a bean, which Spring Security would use for the clients of users too
			OAuth2AuthorizedClientManager manager = new AuthorizedClientServiceOAuth2AuthorizedClientManager(
					registrations, clients);
			OAuth2AuthorizeRequest edge = OAuth2AuthorizeRequest.withClientRegistrationId("edge")
				.principal("shop")
				.build();
			return (request) -> {
				if ("db".equals(request.getTunnelName())) {
					OAuth2AuthorizedClient authorized = manager.authorize(edge);
					Assert.state(authorized != null, "No token for the tunnel");
					request.getHeaders().setBearerAuth(authorized.getAccessToken().getTokenValue());
				}
			};
		}

	}
	// end::customizer[]

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
	@Import(TunnelTokens.class)
	static class Application {

	}

	@Configuration(proxyBeanMethods = false)
	static class Guarded {

		@Bean
		Greeting greeting() {
			return new Greeting();
		}

		@Bean
		LastTokenOnly lastTokenOnly() {
			return new LastTokenOnly();
		}

	}

	static class Greeting {

		@WsTunnel("/tunnels/db")
		void greet(WsConnection connection, HttpHeaders headers) throws IOException {
			connection.getOutputStream().write(String.valueOf(headers.getFirst(HttpHeaders.AUTHORIZATION)).getBytes());
		}

	}

	static class LastTokenOnly implements WsTunnelHandshakeInterceptor {

		@Override
		public boolean beforeHandshake(ServerHttpRequest request, ServerHttpResponse response, WebSocketHandler handler,
				Map<String, Object> attributes) {
			int given = tokens.getTokens().size();
			String expected = (given > 0) ? "Bearer " + tokens.getTokens().get(given - 1) : "nothing";
			if (expected.equals(request.getHeaders().getFirst(HttpHeaders.AUTHORIZATION))) {
				return true;
			}
			response.setStatusCode(HttpStatus.UNAUTHORIZED);
			return false;
		}

		@Override
		public void afterHandshake(ServerHttpRequest request, ServerHttpResponse response, WebSocketHandler handler,
				@Nullable Exception failure) {
		}

	}

}
