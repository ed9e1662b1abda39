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

import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;

import org.springframework.security.oauth2.jose.jws.MacAlgorithm;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtEncoder;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;

/**
 * Issues tokens that open tunnels, in the place of an authorization server. Their key is
 * made at each start and stays in memory.
 */
class Tokens {

	/**
	 * The roles that a token may have: those of tunnels, so that it opens no page and
	 * gets no further token.
	 */
	static final List<String> ROLES = List.of("DATABASE", "ECHO");

	private final SecretKey key;

	private final JwtEncoder encoder;

	private final Duration lifetime;

	Tokens(Duration lifetime) {
		try {
			this.key = KeyGenerator.getInstance("HmacSHA256").generateKey();
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("There is no key for tokens", ex);
		}
		this.encoder = NimbusJwtEncoder.withSecretKey(this.key).build();
		this.lifetime = lifetime;
	}

	/**
	 * Create what accepts the tokens.
	 */
	JwtDecoder createDecoder() {
		return NimbusJwtDecoder.withSecretKey(this.key).build();
	}

	/**
	 * Issue a token that is valid for the usual time.
	 * @param user the name of the user
	 * @param roles the roles of the user, of which the token has those of tunnels
	 */
	String issue(String user, Collection<String> roles) {
		return issue(user, roles, Instant.now().plus(this.lifetime));
	}

	String issue(String user, Collection<String> roles, Instant expiry) {
		JwtClaimsSet claims = JwtClaimsSet.builder()
			.subject(user)
			.claim("roles", ROLES.stream().filter(roles::contains).toList())
			.expiresAt(expiry)
			.build();
		return this.encoder.encode(JwtEncoderParameters.from(JwsHeader.with(MacAlgorithm.HS256).build(), claims))
			.getTokenValue();
	}

}
