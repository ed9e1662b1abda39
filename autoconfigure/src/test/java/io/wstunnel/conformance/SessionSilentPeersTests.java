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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.wstunnel.server.TunnelServer;
import io.wstunnel.testsupport.RawPeer;
import io.wstunnel.testsupport.ServerKind;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Peers of the server's own WebSocket that never answer.
 */
@Timeout(60)
class SessionSilentPeersTests {

	private static final double IDLE = 25;

	@ParameterizedTest
	@EnumSource
	void waitingForTheirCloseCostsNoProcessorTime(ServerKind kind) throws Exception {
		try (TunnelServer server = TunnelServer.start(kind, Strangers.class, "wstunnel.server.transport=session",
				"wstunnel.close-timeout=20s", "wstunnel.server.drain-period=0s")) {
			List<RawPeer> peers = new ArrayList<>();
			for (int i = 0; i < 4; i++) {
				RawPeer peer = RawPeer.connect(null, server.getPort(), "/closing");
				peers.add(peer);
				assertThat(peer.read().closeStatus().getCode()).isEqualTo(1000);
			}
			// Pauses that doubled without end were none after 63 rounds
			Awaitility.await().pollDelay(Duration.ofMillis(1200)).until(() -> true);
			assertThat(CpuTime.leastPercent(IDLE)).as("Percent of a core").isLessThan(IDLE);
			for (RawPeer peer : peers) {
				peer.reset();
			}
		}
	}

}
