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

package io.wstunnel.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;

import io.wstunnel.WsConnection;
import io.wstunnel.client.DefaultWsTunnelClient;

/**
 * A peer of the tunnel that sends everything back.
 */
final class EchoPeer implements AutoCloseable {

	private final DefaultWsTunnelClient client = DefaultWsTunnelClient.create();

	private final WsConnection connection;

	EchoPeer(int port) throws IOException {
		this.connection = this.client.connect(URI.create("ws://localhost:" + port + "/tunnels/echo"));
	}

	WsConnection connection() {
		return this.connection;
	}

	void echo(int length) {
		try {
			this.connection.getOutputStream().write(new byte[length]);
			this.connection.getInputStream().readNBytes(length);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() throws IOException {
		try (this.client) {
			this.connection.close();
		}
	}

}
