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
import java.util.Map;

import io.wstunnel.WsConnection;
import io.wstunnel.WsTunnel;
import io.wstunnel.testsupport.ServerKind;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of whose connections {@code wstunnel.server.max-connections-per-address} counts
 * behind a proxy, and of how often it is told that there are too many.
 */
@Tag("once")
@Timeout(120)
@ExtendWith(OutputCaptureExtension.class)
class TunnelForwardedAddressTests {

	private static final String ONE = "203.0.113.1";

	private static final String OTHER = "203.0.113.2";

	private static final String ANOTHER = "203.0.113.3";

	private static final String PROXY = "10.0.0.1";

	@ParameterizedTest
	@CsvSource({ "TOMCAT, none", "JETTY, none" })
	void withoutAStrategyAllShareTheAddressOfTheProxy(ServerKind kind, String strategy, CapturedOutput output)
			throws Exception {
		try (TunnelServer server = start(kind, strategy); RawWebSocket socket = open(server, ONE)) {
			assertThat(socket.getStatus()).isEqualTo(101);
			assertRefused(server, OTHER, "127.0.0.1", output);
		}
	}

	@ParameterizedTest
	@CsvSource({ "TOMCAT, framework", "JETTY, framework", "JETTY, native" })
	void theFirstAddressCounts(ServerKind kind, String strategy, CapturedOutput output) throws Exception {
		try (TunnelServer server = start(kind, strategy);
				RawWebSocket socket = open(server, ONE + ", " + ANOTHER);
				RawWebSocket other = open(server, OTHER + ", " + ANOTHER)) {
			assertThat(socket.getStatus()).isEqualTo(101);
			assertThat(other.getStatus()).isEqualTo(101);
			assertRefused(server, ONE + ", 203.0.113.4", ONE, output);
		}
	}

	@ParameterizedTest
	@CsvSource("TOMCAT, native")
	void theLastAddressThatIsNoProxysCounts(ServerKind kind, String strategy, CapturedOutput output) throws Exception {
		try (TunnelServer server = start(kind, strategy);
				RawWebSocket socket = open(server, ONE + ", " + ANOTHER + ", " + PROXY);
				RawWebSocket other = open(server, ONE + ", " + OTHER)) {
			assertThat(socket.getStatus()).isEqualTo(101);
			assertThat(other.getStatus()).isEqualTo(101);
			assertRefused(server, "203.0.113.4, " + ANOTHER, ANOTHER, output);
		}
	}

	/**
	 * Assert that three handshakes are refused, and that the log has a line of the first.
	 */
	private static void assertRefused(TunnelServer server, String forwardedFor, String address, CapturedOutput output)
			throws IOException {
		for (int i = 0; i < 3; i++) {
			try (RawWebSocket refused = open(server, forwardedFor)) {
				assertThat(refused.getStatus()).isEqualTo(429);
				assertThat(refused.receiveBody()).startsWith("Your address has as many tunnels open");
			}
		}
		assertThat(output.toString().lines()).filteredOn((line) -> line.contains(" WARN "))
			.singleElement()
			.asString()
			.endsWith("Tunnel 'echo' refuses a handshake from " + address
					+ " with 429: as many as 'wstunnel.server.max-connections-per-address' allows are open");
	}

	private static TunnelServer start(ServerKind kind, String strategy) {
		return TunnelServer.start(kind, Application.class, "server.forward-headers-strategy=" + strategy,
				"wstunnel.server.max-connections-per-address=1", "wstunnel.server.drain-period=0");
	}

	private static RawWebSocket open(TunnelServer server, String forwardedFor) throws IOException {
		return RawWebSocket.open(server.getPort(), "/echo", Map.of("X-Forwarded-For", forwardedFor));
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		@Bean
		Tunnels tunnels() {
			return new Tunnels();
		}

	}

	static class Tunnels {

		@WsTunnel("/echo")
		void echo(WsConnection connection) throws IOException {
			connection.getInputStream().transferTo(connection.getOutputStream());
		}

	}

}
