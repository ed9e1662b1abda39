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

package io.wstunnel.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;

import javax.net.SocketFactory;

import io.wstunnel.connection.ConnectionSocket;
import io.wstunnel.connection.SocketConnector;
import org.jspecify.annotations.Nullable;

/**
 * Creates sockets that are connections to one tunnel, wherever a driver asks to connect
 * to: that address is only what the socket then shows.
 */
final class WsSocketFactory extends SocketFactory {

	private final SocketConnector connector;

	WsSocketFactory(SocketConnector connector) {
		this.connector = connector;
	}

	@Override
	public Socket createSocket() {
		return new ConnectionSocket(this.connector);
	}

	@Override
	public Socket createSocket(String host, int port) throws IOException {
		return connect(InetSocketAddress.createUnresolved(host, port), null);
	}

	@Override
	public Socket createSocket(String host, int port, @Nullable InetAddress localHost, int localPort)
			throws IOException {
		return connect(InetSocketAddress.createUnresolved(host, port), new InetSocketAddress(localHost, localPort));
	}

	@Override
	public Socket createSocket(InetAddress host, int port) throws IOException {
		return connect(new InetSocketAddress(host, port), null);
	}

	@Override
	public Socket createSocket(InetAddress address, int port, @Nullable InetAddress localAddress, int localPort)
			throws IOException {
		return connect(new InetSocketAddress(address, port), new InetSocketAddress(localAddress, localPort));
	}

	private Socket connect(SocketAddress address, @Nullable SocketAddress localAddress) throws IOException {
		ConnectionSocket socket = new ConnectionSocket(this.connector);
		if (localAddress != null) {
			socket.bind(localAddress);
		}
		socket.connect(address);
		return socket;
	}

}
