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
import java.io.InputStream;
import java.net.URI;

import io.wstunnel.WsConnection;
import io.wstunnel.WsConnectionSettings;
import io.wstunnel.WsReceiveBudget;
import io.wstunnel.WsTunnel;
import io.wstunnel.client.DefaultWsTunnelClient;
import io.wstunnel.connection.TransportConnection;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the receive budget at the end of a connection.
 */
@Timeout(60)
class ReceiveBudgetEndTests {

	@Test
	void aWindowReadToTheEndHasGivenItsMemoryBack() throws Exception {
		WsReceiveBudget budget = WsReceiveBudget.of(DataSize.ofMegabytes(1));
		try (TunnelServer server = TunnelServer.start(Application.class);
				DefaultWsTunnelClient client = DefaultWsTunnelClient.builder()
					.settings(WsConnectionSettings.builder().receiveBudget(budget).build())
					.build();
				WsConnection connection = client.connect(URI.create("ws://localhost:" + server.getPort() + "/hello"))) {
			Awaitility.await().until(((TransportConnection) connection)::hasEnded);
			InputStream input = connection.getInputStream();
			assertThat(input.read(new byte[100])).isPositive();
			assertThat(input.read(new byte[100])).isEqualTo(-1);
			assertThat(budget.getUsed()).isEqualTo(DataSize.ofBytes(0));
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		@Bean
		Tunnels tunnels() {
			return new Tunnels();
		}

	}

	static class Tunnels {

		@WsTunnel("/hello")
		void hello(WsConnection connection) throws IOException {
			connection.getOutputStream().write(new byte[50]);
		}

	}

}
