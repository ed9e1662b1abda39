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

import java.io.IOException;
import java.net.InetSocketAddress;

import io.wstunnel.LoopbackEnds;
import io.wstunnel.WsConnectionPair;
import io.wstunnel.WsConnectionSettings;
import io.wstunnel.testsupport.LoopbackSocket;
import io.wstunnel.testsupport.RawPeer;
import io.wstunnel.transport.frame.Role;
import io.wstunnel.transport.loopback.LoopbackPair;

import org.springframework.core.task.SimpleAsyncTaskExecutor;

/**
 * Ends of the pairs that the starter offers to its users' tests.
 */
class PairRigs implements Rigs {

	private static final String HANDLERS = "contract-pair-";

	private static final InetSocketAddress CLIENT = new InetSocketAddress("127.0.0.1", 50000);

	private static final InetSocketAddress SERVER = new InetSocketAddress("127.0.0.1", 8080);

	private final SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor(HANDLERS);

	private final Role role;

	PairRigs(Role role) {
		this.role = role;
	}

	@Override
	public ConnectionRig open(WsConnectionSettings settings) throws IOException {
		return open(settings, false);
	}

	@Override
	public ConnectionRig openExtended(WsConnectionSettings settings) throws IOException {
		return open(settings, settings.isControlExtension());
	}

	private ConnectionRig open(WsConnectionSettings settings, boolean notices) throws IOException {
		LoopbackPair pair = LoopbackPair.create(CLIENT, SERVER);
		boolean client = (this.role == Role.CLIENT);
		RawPeer peer = new RawPeer(new LoopbackSocket(client ? pair.server() : pair.client()), !client);
		return new ConnectionRig(LoopbackEnds.connect(client ? pair.client() : pair.server(), this.role, settings,
				notices, this.executor), peer);
	}

	@Override
	public ConnectionPair openPair(WsConnectionSettings settings) {
		WsConnectionPair pair = WsConnectionPair.builder()
			.settings(settings)
			.addresses(CLIENT, SERVER)
			.executor(this.executor)
			.build();
		return new ConnectionPair(pair.getClient(), pair.getServer());
	}

	@Override
	public boolean isHandlersThread(Thread thread) {
		return thread.getName().startsWith(HANDLERS);
	}

	@Override
	public void close() {
	}

}
