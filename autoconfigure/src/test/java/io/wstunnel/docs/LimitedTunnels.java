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

import java.security.cert.X509Certificate;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.wstunnel.WsCredentialExpiryResolver;
import io.wstunnel.WsTunnelRefusedEvent;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.http.server.ServletServerHttpRequest;

/**
 * What {@code docs/limits.md} shows.
 */
@Configuration(proxyBeanMethods = false)
class LimitedTunnels {

	private final Queue<String> refused = new ConcurrentLinkedQueue<>();

	Queue<String> getRefused() {
		return this.refused;
	}

	// tag::refused[]
	@EventListener
	void refused(WsTunnelRefusedEvent event) {
		this.refused.add("%s: %s".formatted(event.getTunnelId(), event.getReason()));
	}
	// end::refused[]

	// tag::expiry[]
	@Bean
	WsCredentialExpiryResolver certificateExpiry() {
		return (request) -> (request instanceof ServletServerHttpRequest servlet && servlet.getServletRequest()
			.getAttribute("jakarta.servlet.request.X509Certificate") instanceof X509Certificate[] chain)
					? chain[0].getNotAfter().toInstant() : null;
	}
	// end::expiry[]

}
