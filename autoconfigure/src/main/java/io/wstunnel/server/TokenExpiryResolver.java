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

import io.wstunnel.WsCredentialExpiryResolver;
import org.jspecify.annotations.Nullable;

import org.springframework.http.server.ServerHttpRequest;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2Token;

/**
 * Tells when the OAuth 2.0 token expires that a handshake was authenticated with. Needs
 * Spring Security's OAuth 2.0 support.
 *
 * @since 0.1.0
 */
public final class TokenExpiryResolver implements WsCredentialExpiryResolver {

	@Override
	public @Nullable Instant resolve(ServerHttpRequest request) {
		if (!(request.getPrincipal() instanceof Authentication authentication)) {
			return null;
		}
		if (authentication.getCredentials() instanceof OAuth2Token token) {
			return token.getExpiresAt();
		}
		// Of an application's own kind of authentication, the credentials may be erased
		return (authentication.getPrincipal() instanceof OAuth2Token token) ? token.getExpiresAt() : null;
	}

}
