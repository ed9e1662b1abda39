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
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;

import io.wstunnel.MessageType;
import io.wstunnel.WsConnectionSettings;
import io.wstunnel.client.DefaultWsTunnelClient;
import io.wstunnel.testsupport.CallingThreads;
import io.wstunnel.testsupport.RawPeer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/**
 * The rules for the client. Those of the opening handshake are tested in
 * {@code io.wstunnel.client.ClientHandshakeTests}.
 */
@Tag("once")
class ClientConformanceTests extends ConformanceTests {

	private final DefaultWsTunnelClient binary = client(MessageType.BINARY);

	private final DefaultWsTunnelClient text = client(MessageType.TEXT);

	private ServerSocket listening;

	private static DefaultWsTunnelClient client(MessageType type) {
		return DefaultWsTunnelClient.builder()
			.settings(WsConnectionSettings.builder().messageType(type).build())
			.build();
	}

	@BeforeAll
	void listen() throws IOException {
		this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
	}

	@AfterAll
	void stop() throws IOException {
		this.listening.close();
		this.binary.close();
		this.text.close();
	}

	@Override
	protected RawPeer connect(MessageType type) throws IOException {
		DefaultWsTunnelClient client = (type == MessageType.TEXT) ? this.text : this.binary;
		URI uri = URI.create("ws://localhost:" + this.listening.getLocalPort() + "/");
		CallingThreads.PLATFORM.call(() -> {
			Echo.echo(client.connect(uri));
			return true;
		});
		return RawPeer.accept(null, this.listening);
	}

}
