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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.wstunnel.WsConnection;
import io.wstunnel.WsReceiveBudget;
import io.wstunnel.WsTunnel;
import io.wstunnel.WsTunnels;
import io.wstunnel.testsupport.Payloads;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@code wstunnel.receive-budget}: what strangers whom nobody reads may cost.
 */
@Timeout(120)
class TunnelMemoryTests {

	private static final int STRANGERS = 1000;

	private static final byte[] PAYLOAD = Payloads.bytes(100_000);

	@Test
	void pausedConnectionsStayWithinTheBudgetAndLoseNothing() throws Exception {
		List<RawWebSocket> strangers = new ArrayList<>();
		try (TunnelServer server = TunnelServer.start(Application.class, "wstunnel.receive-budget=1MB")) {
			WsReceiveBudget budget = server.getBean(WsReceiveBudget.class);
			WsTunnels tunnels = server.getBean(WsTunnels.class);
			assertThat(budget.getLimit()).isEqualTo(DataSize.ofMegabytes(1));
			for (int i = 0; i < STRANGERS; i++) {
				RawWebSocket stranger = RawWebSocket.open(server.getPort(), "/unread");
				strangers.add(stranger);
				stranger.send(0x2, PAYLOAD);
			}
			long guaranteed = (long) STRANGERS * WsReceiveBudget.GUARANTEED_BYTES;
			Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> budget.getUsed().toBytes() >= guaranteed);
			Awaitility.await()
				.during(Duration.ofMillis(500))
				.until(() -> budget.getUsed().toBytes() <= budget.getLimit().toBytes() + guaranteed);
			for (WsTunnels.OpenTunnel tunnel : tunnels.getAll()) {
				assertThat(tunnel.getConnection().getInputStream().readNBytes(PAYLOAD.length)).isEqualTo(PAYLOAD);
			}
			assertThat(tunnels.getAll()).hasSize(STRANGERS);
			assertThat(budget.getUsed().toBytes()).isZero();
		}
		finally {
			for (RawWebSocket stranger : strangers) {
				stranger.close();
			}
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

		@WsTunnel("/unread")
		CompletionStage<?> unread(WsConnection connection) {
			return new CompletableFuture<>();
		}

	}

}
