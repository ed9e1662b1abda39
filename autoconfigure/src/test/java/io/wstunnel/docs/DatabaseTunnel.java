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

// tag::file[]
import java.io.IOException;
import java.net.Socket;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.Executor;

import io.wstunnel.WsClosedException;
import io.wstunnel.WsConnection;
import io.wstunnel.WsTunnel;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

@Component
class DatabaseTunnel {

	private final Executor executor;

	private final String host;

	private final int port;

	DatabaseTunnel(@Qualifier("wsTunnelTaskExecutor") Executor executor,
			@Value("${database.host:localhost}") String host, @Value("${database.port:5432}") int port) {
		this.executor = executor;
		this.host = host;
		this.port = port;
	}

	@WsTunnel("/tunnels/db")
	void relay(WsConnection tunnel) throws IOException {
		try (Socket database = new Socket(this.host, this.port)) {
			database.setTcpNoDelay(true);
			this.executor.execute(() -> toTunnel(database, tunnel));
			toDatabase(tunnel, database);
		}
	}

	private void toDatabase(WsConnection tunnel, Socket database) throws IOException {
		try {
			tunnel.getInputStream().transferTo(database.getOutputStream());
		}
		catch (IOException ex) {
			// What was cut must not look like an orderly end: reset
			database.setSoLinger(true, 0);
			throw ex;
		}
	}

	private void toTunnel(Socket database, WsConnection tunnel) {
		try {
			database.getInputStream().transferTo(tunnel.getOutputStream());
			tunnel.close();
		}
		catch (WsClosedException | ClosedChannelException ex) {
			// The tunnel ended first, as the other direction sees
		}
		catch (IOException ex) {
			if (!database.isClosed()) {
				tunnel.abort();
			}
		}
	}

}
// end::file[]
