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

import io.wstunnel.WsCredentialExpiryResolver;
import io.wstunnel.testsupport.TestTls;
import org.junit.jupiter.api.Test;

import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.mock.web.MockHttpServletRequest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link LimitedTunnels}, beside those that run it in an application.
 */
class LimitedTunnelsTests {

	@Test
	void aCertificateTellsWhenItExpires() throws Exception {
		WsCredentialExpiryResolver resolver = new LimitedTunnels().certificateExpiry();
		X509Certificate certificate = TestTls.create().trustManager().getAcceptedIssuers()[0];
		MockHttpServletRequest request = new MockHttpServletRequest();
		assertThat(resolver.resolve(new ServletServerHttpRequest(request))).isNull();
		request.setAttribute("jakarta.servlet.request.X509Certificate", new X509Certificate[] { certificate });
		assertThat(resolver.resolve(new ServletServerHttpRequest(request)))
			.isEqualTo(certificate.getNotAfter().toInstant());
	}

}
