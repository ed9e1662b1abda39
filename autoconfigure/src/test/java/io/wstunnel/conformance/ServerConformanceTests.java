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

package io.wstunnel.conformance;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

import io.wstunnel.MessageType;
import io.wstunnel.server.TunnelServer;
import io.wstunnel.testsupport.RawPeer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The rules for a server.
 */
abstract class ServerConformanceTests extends ConformanceTests {

	private TunnelServer server;

	/**
	 * Start a server.
	 * @param application what runs on it
	 * @param properties its properties
	 */
	protected abstract TunnelServer start(Class<?> application, String... properties);

	@BeforeAll
	void start() {
		this.server = start(Echo.class);
	}

	@AfterAll
	void stop() {
		this.server.close();
	}

	@Override
	protected RawPeer connect(MessageType type) throws IOException {
		return RawPeer.connect(null, this.server.getPort(), (type == MessageType.TEXT) ? "/text" : "/binary");
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("io.wstunnel.conformance.HandshakeTable#rows")
	void openingHandshake(HandshakeTable.Row row) throws IOException {
		try (Socket socket = new Socket("localhost", this.server.getPort())) {
			socket.setSoTimeout((int) RawPeer.PATIENCE.toMillis());
			socket.getOutputStream().write(row.request().getBytes(StandardCharsets.ISO_8859_1));
			String head = readHead(socket);
			int status = Integer.parseInt(head.substring("HTTP/1.1 ".length(), "HTTP/1.1 ".length() + 3));
			assertThat(row.statuses()).contains(status);
			assertThat(head.lines()).filteredOn((line) -> line.regionMatches(true, 0, "Sec-WebSocket-Accept:", 0, 21))
				.hasSize((status == 101) ? 1 : 0);
			assertThat(head.toLowerCase()).doesNotContain("sec-websocket-protocol");
			assertThat(head.toLowerCase().lines()).filteredOn((line) -> line.startsWith("sec-websocket-extensions"))
				.isSubsetOf(row.headers());
			for (String header : row.headers()) {
				assertThat(head.toLowerCase()).contains(header);
			}
		}
	}

	private static String readHead(Socket socket) throws IOException {
		StringBuilder head = new StringBuilder();
		while (head.indexOf("\r\n\r\n") < 0) {
			int octet = socket.getInputStream().read();
			assertThat(octet).as("Response after '%s'", head).isNotNegative();
			head.append((char) octet);
		}
		return head.toString();
	}

}
