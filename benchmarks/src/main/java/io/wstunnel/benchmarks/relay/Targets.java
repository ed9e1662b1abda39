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

package io.wstunnel.benchmarks.relay;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * The ports of the TCP servers behind the relays.
 *
 * @param sink takes all
 * @param source sends without end
 * @param echo sends back what it takes
 */
record Targets(int sink, int source, int echo) {

	InetSocketAddress address(String path) {
		int port = switch (path) {
			case "/sink" -> this.sink;
			case "/source" -> this.source;
			case "/echo" -> this.echo;
			default -> throw new IllegalArgumentException("No target for '" + path + "'");
		};
		return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
	}

	Socket connect(String path) throws IOException {
		InetSocketAddress address = address(path);
		Socket socket = new Socket(address.getAddress(), address.getPort());
		socket.setTcpNoDelay(true);
		return socket;
	}

}
