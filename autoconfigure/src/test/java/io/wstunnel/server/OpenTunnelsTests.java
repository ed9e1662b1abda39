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

import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

import io.wstunnel.WsAddress;
import io.wstunnel.WsConnectionSettings;
import io.wstunnel.WsHandshake;
import io.wstunnel.connection.TransportConnection;
import io.wstunnel.monitor.LiveTunnel;
import io.wstunnel.testsupport.ModelChannel;
import io.wstunnel.transport.frame.FrameTransport;
import io.wstunnel.transport.frame.Role;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.HttpHeaders;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.adapter.standard.StandardWebSocketSession;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests of {@link OpenTunnels} when a connection fails in a way that it should not.
 */
@ExtendWith(OutputCaptureExtension.class)
class OpenTunnelsTests {

	private final OpenTunnels tunnels = new OpenTunnels(TunnelLimits.NONE);

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aTunnelThatCannotBeClosedDoesNotSpareTheOthers(boolean outOfMemory, CapturedOutput output) {
		TransportConnection first = open("1", new FailingChannel(outOfMemory));
		TransportConnection second = open("2", new ModelChannel().withRoom());
		assertThat(this.tunnels.cut(CloseStatus.SERVICE_RESTARTED)).isEqualTo(2);
		assertThat(List.of(first.isOpen(), second.isOpen())).containsOnly(false);
		assertThat(output).containsOnlyOnce("Tunnel 'x' (connection 1 of peer) could not be ended in order, and is");
	}

	@Test
	void aTunnelThatCannotBeCutDoesNotSpareTheOthersOfItsUser(CapturedOutput output) {
		TransportConnection first = open("1", new FailingChannel(false));
		TransportConnection second = open("2", new ModelChannel().withRoom());
		this.tunnels.find((tunnel) -> true).forEach((tunnel) -> tunnel.endIdentity("The user has logged out"));
		assertThat(List.of(first.isOpen(), second.isOpen())).containsOnly(false);
		assertThat(output).containsOnlyOnce("could not be ended in order, and is aborted");
	}

	private TransportConnection open(String id, ModelChannel channel) {
		WsAddress peer = WsAddress.of("peer");
		TransportConnection connection = new TransportConnection(id, new FrameTransport(channel, Role.SERVER, null),
				new WsHandshake(URI.create("/"), new HttpHeaders(), null, Map.of(), null), peer, peer,
				WsConnectionSettings.defaults(), Runnable::run);
		connection.start();
		this.tunnels.add(new ServerTunnel("x", new StandardWebSocketSession(null, null, null, null), connection,
				Runnable::run, mock(LiveTunnel.class)));
		return connection;
	}

	private static final class FailingChannel extends ModelChannel {

		private final boolean outOfMemory;

		private FailingChannel(boolean outOfMemory) {
			this.outOfMemory = outOfMemory;
		}

		@Override
		public boolean write(ByteBuffer source) {
			if (this.outOfMemory) {
				throw new OutOfMemoryError("This failure is part of a test");
			}
			throw new IllegalStateException("This failure is part of a test");
		}

	}

}
