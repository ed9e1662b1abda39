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

import io.wstunnel.WsConnection;
import io.wstunnel.WsConnectionPair;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(60)
// tag::pair[]
class EchoTunnelTests {

	private final EchoTunnel tunnel = new EchoTunnel();

	@Test
	void whatIsSentComesBack() throws IOException {
		try (WsConnectionPair pair = WsConnectionPair.create()) {
			pair.serve(this.tunnel::echo);
			WsConnection client = pair.getClient();
			client.getOutputStream().write("hello".getBytes());
			assertThat(client.getInputStream().readNBytes(5)).asString().isEqualTo("hello");
		}
	}

}
// end::pair[]
