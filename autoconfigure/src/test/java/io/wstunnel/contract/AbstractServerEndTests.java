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

package io.wstunnel.contract;

import java.net.Socket;
import java.time.Duration;

import io.wstunnel.WsConnectionSettings;
import io.wstunnel.testsupport.RawPeer;
import jdk.net.ExtendedSocketOptions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * The contract for the server's end, and what only that end has to hold.
 */
abstract class AbstractServerEndTests extends ConnectionContractTests {

	@Test
	void t2AHandlerNeverRunsOnAThreadOfTheContainer() throws Exception {
		ContractServer server = ((ServerEndRigs) rigs()).getServer();
		ContractServer.Tunnel tunnel = server.addTunnel(WsConnectionSettings.defaults());
		try (RawPeer peer = server.connectPeer(tunnel)) {
			assertThat(tunnel.getThread()).matches(server::isHandlersThread);
			assertThat(peer.hasReceived()).isFalse();
		}
	}

	@Test
	void i2TheServersOwnTimeoutsAreOffForTunnels() throws Exception {
		ConnectionRig rig = open();
		Awaitility.await()
			.during(Duration.ofMillis(1600))
			.until(() -> rig.connection().isOpen() && !rig.peer().hasReceived());
		write(rig.connection(), "out");
		assertThat(rig.peer().readMessage().payloadAsText()).isEqualTo("out");
		rig.peer().sendBinary("in".getBytes());
		assertThat(readText(rig.connection(), 2)).isEqualTo("in");
	}

	@Test
	void s1HowASilentPeerIsProbedIsSetWhereTheTcpConnectionIsInReach() throws Exception {
		ConnectionRig rig = open();
		Socket socket = rig.connection().asSocket();
		assumeThat(socket.supportedOptions()).contains(ExtendedSocketOptions.TCP_KEEPINTERVAL);
		int interval = socket.getOption(ExtendedSocketOptions.TCP_KEEPINTERVAL);
		if (rig.connection().getTransportName().equals("session")) {
			assertThatExceptionOfType(UnsupportedOperationException.class)
				.isThrownBy(() -> socket.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, interval + 1))
				.withMessageContaining("out of reach");
		}
		else {
			socket.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, interval + 1);
			assertThat(socket.getOption(ExtendedSocketOptions.TCP_KEEPINTERVAL)).isEqualTo(interval + 1);
		}
	}

}
