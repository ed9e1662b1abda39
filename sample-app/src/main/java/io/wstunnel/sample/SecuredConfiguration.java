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

import java.util.List;

import io.wstunnel.WsTunnelClientCustomizer;

import org.springframework.boot.autoconfigure.ssl.SslBundleRegistrar;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.CsrfConfigurer;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.crypto.factory.PasswordEncoderFactories;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.web.BearerTokenAuthenticationEntryPoint;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

import static org.springframework.security.config.Customizer.withDefaults;

/**
 * The secured profile: TLS, a login for the page, bearer tokens for tunnels, and a role
 * for each of them. A handshake is a request like any other, so these are the rules of
 * any application.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SecuredProperties.class)
@Profile("secured")
class SecuredConfiguration {

	@Bean
	SecurityFilterChain securityFilterChain(HttpSecurity http) throws Exception {
		// tag::rules[]
		http.authorizeHttpRequests((requests) -> {
			requests.requestMatchers("/tunnels/postgres").hasRole("DATABASE");
			requests.requestMatchers("/tunnels/echo", "/tunnels/text-echo").hasRole("ECHO");
			requests.requestMatchers("/tunnels/**").denyAll();
			requests.requestMatchers("/actuator/health").permitAll();
			requests.requestMatchers("/actuator/**").hasRole("OPERATOR");
			requests.anyRequest().hasRole("USER");
		});
		http.formLogin(withDefaults());
		http.httpBasic(withDefaults());
		http.oauth2ResourceServer((resourceServer) -> resourceServer.jwt(withDefaults()));
		http.csrf(CsrfConfigurer::spa);
		// end::rules[]
		// What no browser navigates to is answered with 401, and not with the login page
		http.exceptionHandling((handling) -> handling
			.defaultAuthenticationEntryPointFor(new BearerTokenAuthenticationEntryPoint(), services()));
		// A browser would keep it for every port of localhost, those without TLS too
		http.headers((headers) -> headers.httpStrictTransportSecurity((hsts) -> hsts.disable()));
		return http.build();
	}

	private static RequestMatcher services() {
		PathPatternRequestMatcher.Builder paths = PathPatternRequestMatcher.withDefaults();
		return new OrRequestMatcher(paths.matcher("/tunnels/**"), paths.matcher("/api/**"),
				paths.matcher("/actuator/**"));
	}

	@Bean
	InMemoryUserDetailsManager users(SecuredProperties properties) {
		return new InMemoryUserDetailsManager(createUser("user", properties.userPassword(), "USER", "ECHO"),
				createUser("operator", properties.operatorPassword(), "USER", "ECHO", "DATABASE", "OPERATOR"));
	}

	private UserDetails createUser(String name, String password, String... roles) {
		return User.withUsername(name)
			.passwordEncoder(PasswordEncoderFactories.createDelegatingPasswordEncoder()::encode)
			.password(password)
			.roles(roles)
			.build();
	}

	@Bean
	Tokens tokens(SecuredProperties properties) {
		return new Tokens(properties.tokenLifetime());
	}

	@Bean
	JwtDecoder jwtDecoder(Tokens tokens) {
		return tokens.createDecoder();
	}

	/**
	 * The application's own pool and local port come with a token, a new one for each
	 * tunnel.
	 */
	@Bean
	WsTunnelClientCustomizer bearerToken(Tokens tokens) {
		return (request) -> {
			if ("postgres".equals(request.getTunnelName())) {
				request.getHeaders().setBearerAuth(tokens.issue("sample", List.of("DATABASE")));
			}
		};
	}

	@Bean
	SslBundleRegistrar localhostCertificate() {
		return (registry) -> registry.registerBundle("localhost", LocalhostCertificate.createBundle());
	}

}
