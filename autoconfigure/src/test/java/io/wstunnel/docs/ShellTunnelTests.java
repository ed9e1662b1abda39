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
import java.time.Duration;

import io.wstunnel.WsClosedException;
import io.wstunnel.WsConnectionPair;
import io.wstunnel.WsConnectionSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * How a tunnel's end is tested.
 */
@Timeout(60)
class ShellTunnelTests {

	private final ShellTunnel tunnel = new ShellTunnel();

	// tag::end[]
	@Test
	void theStreamEndsWithTheMethod() throws IOException {
		try (WsConnectionPair pair = WsConnectionPair.create()) {
			pair.serve((connection) -> this.tunnel.shell(connection, "db1"));
			assertThat(pair.getClient().getInputStream().readAllBytes()).asString().isEqualTo("db1> ");
		}
	}

	@Test
	void anUnknownHostIsAnsweredWithItsStatus() {
		try (WsConnectionPair pair = WsConnectionPair.create()) {
			var served = pair.serve((connection) -> this.tunnel.shell(connection, "mail"));
			assertThatExceptionOfType(WsClosedException.class)
				.isThrownBy(() -> pair.getClient().getInputStream().read())
				.satisfies((ex) -> assertThat(ex.getStatus().getCode()).isEqualTo(4004));
			assertThat(served).failsWithin(Duration.ofSeconds(30))
				.withThrowableThat()
				.withMessageContaining("No such host: mail");
		}
	}
	// end::end[]

	@Test
	void whatTheHandshakeSaidIsGivenToTheBuilder() {
		// tag::handshake[]
		WsConnectionPair pair = WsConnectionPair.builder()
			.uri(URI.create("wss://edge.example/tunnels/shell/db1"))
			.requestHeader("X-Trace", "17")
			.principal(() -> "ada")
			.pathVariable("host", "db1")
			.subprotocol("shell.v2")
			.settings(WsConnectionSettings.builder().readTimeout(Duration.ofSeconds(1)).build())
			.build();
		// end::handshake[]
		try (pair) {
			assertThat(pair.getServer().getHandshake().headers().getFirst("X-Trace")).isEqualTo("17");
			assertThat(pair.getServer().getHandshake().subprotocol()).isEqualTo("shell.v2");
		}
	}

}
