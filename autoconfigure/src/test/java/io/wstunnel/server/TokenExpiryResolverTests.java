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

import java.time.Instant;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link TokenExpiryResolver}.
 */
class TokenExpiryResolverTests {

	private static final Instant EXPIRY = Instant.parse("2031-02-03T04:05:06Z");

	private static final Jwt JWT = Jwt.withTokenValue("token")
		.header("alg", "none")
		.subject("user")
		.expiresAt(EXPIRY)
		.build();

	@Test
	void aTokenOfASupportedAuthenticationExpires() {
		assertThat(resolve(new JwtAuthenticationToken(JWT))).isEqualTo(EXPIRY);
		OAuth2AccessToken opaque = new OAuth2AccessToken(OAuth2AccessToken.TokenType.BEARER, "token", null, EXPIRY);
		assertThat(resolve(new TestingAuthenticationToken("user", opaque))).isEqualTo(EXPIRY);
	}

	/**
	 * The converters of an application often keep the token as the principal, and
	 * credentials are erased.
	 */
	@Test
	void aTokenThatIsThePrincipalExpires() {
		assertThat(resolve(new TestingAuthenticationToken(JWT, null))).isEqualTo(EXPIRY);
	}

	@Test
	void whoHasNoTokenDoesNotExpire() {
		assertThat(resolve(null)).isNull();
		assertThat(resolve(new TestingAuthenticationToken("user", "secret"))).isNull();
		Jwt endless = Jwt.withTokenValue("token").header("alg", "none").subject("user").build();
		assertThat(resolve(new JwtAuthenticationToken(endless))).isNull();
	}

	private static @Nullable Instant resolve(@Nullable Authentication authentication) {
		MockHttpServletRequest request = new MockHttpServletRequest();
		request.setUserPrincipal(authentication);
		return new TokenExpiryResolver().resolve(new ServletServerHttpRequest(request));
	}

}
