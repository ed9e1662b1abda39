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

import io.wstunnel.WsConnection;
import io.wstunnel.WsTunnelClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(120)
// tag::server[]
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class EchoTunnelServerTests {

	@Autowired
	private WsTunnelClient client;

	@LocalServerPort
	private int port;

	@Test
	void whatIsSentComesBack() throws IOException {
		URI uri = URI.create("ws://localhost:" + this.port + "/tunnels/echo");
		try (WsConnection connection = this.client.connect(uri)) {
			connection.getOutputStream().write("hello".getBytes());
			assertThat(connection.getInputStream().readNBytes(5)).asString().isEqualTo("hello");
		}
	}

	// end::server[]
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(exclude = { DataSourceAutoConfiguration.class, ServletWebSecurityAutoConfiguration.class,
			UserDetailsServiceAutoConfiguration.class })
	@Import(EchoTunnel.class)
	static class Application {

	}

	// tag::server[]

}
// end::server[]
