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

package io.wstunnel.autoconfigure;

import io.wstunnel.server.TokenExpiryResolver;
import io.wstunnel.server.TunnelIdentities;
import io.wstunnel.server.TunnelLogoutListener;

import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Lets tunnels end with the identity of who opened them.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty(name = "wstunnel.server.end-with-identity", matchIfMissing = true)
class WsTunnelIdentityConfiguration {

	@Bean
	TunnelIdentities wsTunnelIdentities() {
		return new TunnelIdentities();
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(name = "org.springframework.security.authentication.event.LogoutSuccessEvent")
	static class SecurityConfiguration {

		@Bean
		TunnelLogoutListener wsTunnelLogoutListener(TunnelIdentities identities) {
			return new TunnelLogoutListener(identities);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(name = "org.springframework.security.oauth2.core.OAuth2Token")
	static class TokenConfiguration {

		@Bean
		TokenExpiryResolver wsTunnelTokenExpiryResolver() {
			return new TokenExpiryResolver();
		}

	}

}
