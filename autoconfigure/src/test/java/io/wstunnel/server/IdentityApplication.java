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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

import io.wstunnel.WsClosedException;
import io.wstunnel.WsConnection;
import io.wstunnel.WsCredentialExpiryResolver;
import io.wstunnel.WsTunnel;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.security.authentication.event.LogoutSuccessEvent;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.session.SessionRegistry;
import org.springframework.security.core.session.SessionRegistryImpl;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.oauth2.jose.jws.MacAlgorithm;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.session.ConcurrentSessionFilter;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * An application whose users log in with a form, with Basic credentials or with a token.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
class IdentityApplication {

	private static final SecretKey KEY = new SecretKeySpec(
			"a secret of this test, 32 bytes.".getBytes(StandardCharsets.UTF_8), "HmacSHA256");

	static String token(Instant expiry) {
		JwtClaimsSet claims = JwtClaimsSet.builder()
			.subject("user")
			.issuedAt(expiry.minusSeconds(60))
			.expiresAt(expiry)
			.build();
		return NimbusJwtEncoder.withSecretKey(KEY)
			.build()
			.encode(JwtEncoderParameters.from(JwsHeader.with(MacAlgorithm.HS256).build(), claims))
			.getTokenValue();
	}

	@Bean
	@Order(1)
	SecurityFilterChain leaving(HttpSecurity http) throws Exception {
		return http.securityMatcher("/leave")
			.csrf((csrf) -> csrf.disable())
			.logout((logout) -> logout.logoutUrl("/leave").invalidateHttpSession(false))
			.build();
	}

	/**
	 * What {@code maximumSessions} puts before all requests.
	 */
	@Bean
	@Order(1)
	SecurityFilterChain counted(HttpSecurity http, SessionRegistry registry) throws Exception {
		return http.securityMatcher("/counted").addFilter(new ConcurrentSessionFilter(registry)).build();
	}

	@Bean
	@Order(2)
	SecurityFilterChain everything(HttpSecurity http) throws Exception {
		return http.csrf((csrf) -> csrf.disable())
			.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
			.formLogin(Customizer.withDefaults())
			.httpBasic(Customizer.withDefaults())
			.oauth2ResourceServer((resourceServer) -> resourceServer.jwt(Customizer.withDefaults()))
			.build();
	}

	@Bean
	SessionRegistry sessionRegistry() {
		return new SessionRegistryImpl();
	}

	@Bean
	JwtDecoder jwtDecoder() {
		return NimbusJwtDecoder.withSecretKey(KEY).build();
	}

	@Bean
	UserDetailsService users() {
		return new InMemoryUserDetailsManager(User.withUsername("user").password("{noop}secret").build());
	}

	@Bean
	WsCredentialExpiryResolver expiryResolver() {
		return (request) -> {
			String time = request.getHeaders().getFirst("X-Expires-In");
			return (time != null) ? Instant.now().plus(Duration.parse(time)) : null;
		};
	}

	/**
	 * Ends the session behind the handshake, before the connection is taken over.
	 */
	@Bean
	Filter invalidatingFilter() {
		return (request, response, chain) -> {
			chain.doFilter(request, response);
			if (request.getParameter("invalidate") != null) {
				((HttpServletRequest) request).getSession().invalidate();
			}
		};
	}

	@Bean
	Tunnels tunnels() {
		return new Tunnels();
	}

	@RestController
	static class Sessions {

		private final ApplicationEventPublisher publisher;

		Sessions(ApplicationEventPublisher publisher) {
			this.publisher = publisher;
		}

		/**
		 * A logout of the application's own.
		 */
		@PostMapping("/sign-off")
		@ResponseStatus(HttpStatus.NO_CONTENT)
		void signOff(Authentication authentication) {
			this.publisher.publishEvent(new LogoutSuccessEvent(authentication));
		}

		@PostMapping("/invalidate")
		@ResponseStatus(HttpStatus.NO_CONTENT)
		void invalidate(HttpServletRequest request) {
			request.getSession().invalidate();
		}

		/**
		 * Without requests the session is over in a second.
		 */
		@PostMapping("/hurry")
		@ResponseStatus(HttpStatus.NO_CONTENT)
		void hurry(HttpServletRequest request) {
			request.getSession().setMaxInactiveInterval(1);
		}

		@PostMapping("/rename")
		@ResponseStatus(HttpStatus.NO_CONTENT)
		void rename(HttpServletRequest request) {
			request.changeSessionId();
		}

	}

	static class Tunnels {

		final BlockingQueue<WsClosedException> failures = new LinkedBlockingQueue<>();

		@WsTunnel("/greeting")
		void greet(WsConnection connection) throws IOException {
			connection.getOutputStream().write("hello".getBytes(StandardCharsets.UTF_8));
		}

		@WsTunnel("/echo")
		void echo(WsConnection connection) throws IOException {
			try {
				connection.getInputStream().transferTo(connection.getOutputStream());
			}
			catch (WsClosedException ex) {
				this.failures.add(ex);
				throw ex;
			}
		}

	}

}
