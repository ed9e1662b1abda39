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

package io.wstunnel.connection;

import java.util.List;

import io.wstunnel.WsConnectionPair;
import io.wstunnel.WsConnectionSettings;
import io.wstunnel.testsupport.Await;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Event-driven ends on both sides of a pair, both ways, in portions of any size, with
 * pauses: if a wake-up were lost, the bytes would stand still.
 */
@Timeout(120)
class ConnectionFlowStressTests {

	private static final int TOTAL = 3 * 1024 * 1024;

	@ParameterizedTest
	@ValueSource(ints = { 1024, 64 * 1024 })
	void noWakeUpIsLost(int window) throws Exception {
		for (int round = 0; round < 4; round++) {
			try (WsConnectionPair pair = WsConnectionPair.builder()
				.settings(WsConnectionSettings.builder().receiveWindow(DataSize.ofBytes(window)).build())
				.build()) {
				FlowTraffic client = new FlowTraffic(pair.getClient(), TOTAL, round);
				FlowTraffic server = new FlowTraffic(pair.getServer(), TOTAL, -round);
				List.of(client, server).forEach(FlowTraffic::start);
				assertThat(Await.value(client.getReceived())).isEqualTo(TOTAL);
				assertThat(Await.value(server.getReceived())).isEqualTo(TOTAL);
			}
		}
	}

}
