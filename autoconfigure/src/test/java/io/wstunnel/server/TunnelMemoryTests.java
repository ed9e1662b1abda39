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
import java.util.concurrent.CompletionStage;

import io.wstunnel.WsConnection;
import io.wstunnel.WsReceiveBudget;
import io.wstunnel.WsTunnel;
import io.wstunnel.WsTunnels;
import io.wstunnel.testsupport.FileDescriptors;
import io.wstunnel.testsupport.Payloads;
import io.wstunnel.testsupport.ServerKind;
import io.wstunnel.testsupport.UsedHeap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@code wstunnel.receive-budget}: what strangers whom nobody reads may cost.
 */
@Tag("once")
@Timeout(120)
class TunnelMemoryTests {

	private static final byte[] PAYLOAD = Payloads.bytes(20_000);

	/**
	 * More than a server and its tunnel have for each connection, beside the window.
	 */
	private static final int PER_CONNECTION = 48 * 1024;

	@ParameterizedTest
	@EnumSource
	void pausedConnectionsStayWithinTheBudgetAndLoseNothing(ServerKind kind) throws Exception {
		run(kind, 1000);
	}

	@ParameterizedTest
	@EnumSource
	@Tag("endurance")
	@Tag("storm")
	@Timeout(600)
	void tenThousandPausedConnectionsStayWithinTheBudgetAndLoseNothing(ServerKind kind) throws Exception {
		FileDescriptors.assumeLeft(10_500);
		run(kind, 10_000);
	}

	private static void run(ServerKind kind, int count) throws Exception {
		try (TunnelServer server = TunnelServer.start(kind, Application.class, "wstunnel.receive-budget=1MB",
				"server.tomcat.max-connections=20000")) {
			WsReceiveBudget budget = server.getBean(WsReceiveBudget.class);
			WsTunnels tunnels = server.getBean(WsTunnels.class);
			assertThat(budget.getLimit()).isEqualTo(DataSize.ofMegabytes(1));
			UsedHeap before = UsedHeap.measure();
			try (StrangersProcess strangers = StrangersProcess.start(server.getPort(), "/unread", count,
					PAYLOAD.length)) {
				check(count, budget, tunnels, before);
				assertThat(strangers.isRunning()).isTrue();
			}
		}
	}

	private static void check(int count, WsReceiveBudget budget, WsTunnels tunnels, UsedHeap before) throws Exception {
		long guaranteed = (long) count * WsReceiveBudget.GUARANTEED_BYTES;
		Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> budget.getUsed().toBytes() >= guaranteed);
		Awaitility.await()
			.during(Duration.ofMillis(500))
			.until(() -> budget.getUsed().toBytes() <= budget.getLimit().toBytes() + guaranteed);
		before.awaitGrowthWithin(
				DataSize.ofBytes(budget.getLimit().toBytes() + guaranteed + (long) count * PER_CONNECTION));
		for (WsTunnels.OpenTunnel tunnel : tunnels.getAll()) {
			assertThat(tunnel.getConnection().getInputStream().readNBytes(PAYLOAD.length)).isEqualTo(PAYLOAD);
		}
		assertThat(tunnels.getAll()).hasSize(count);
		assertThat(budget.getUsed().toBytes()).isZero();
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
			return connection.closed();
		}

	}

}
