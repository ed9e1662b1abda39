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
import java.net.InetAddress;
import java.net.Socket;
import java.sql.Connection;
import java.sql.SQLException;

import javax.net.SocketFactory;

import org.springframework.core.NamedInheritableThreadLocal;
import org.springframework.util.Assert;

/**
 * The class whose name PostgreSQL's driver is given: it makes an instance for each
 * connection, which finds its tunnel on the connecting thread.
 *
 * @since 0.1.0
 */
public class TunnelSocketFactory extends SocketFactory {

	// The driver connects on a thread of its own if there is a login timeout
	private static final ThreadLocal<SocketFactory> current = new NamedInheritableThreadLocal<>("Tunnel");

	private final SocketFactory tunnel;

	public TunnelSocketFactory() {
		this.tunnel = current.get();
		Assert.state(this.tunnel != null, "Connect through a TunnelDataSource");
	}

	static Connection callWith(SocketFactory tunnel, ConnectionSource source) throws SQLException {
		current.set(tunnel);
		try {
			return source.getConnection();
		}
		finally {
			current.remove();
		}
	}

	@Override
	public Socket createSocket() throws IOException {
		return this.tunnel.createSocket();
	}

	@Override
	public Socket createSocket(String host, int port) throws IOException {
		return this.tunnel.createSocket(host, port);
	}

	@Override
	public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
		return this.tunnel.createSocket(host, port, localHost, localPort);
	}

	@Override
	public Socket createSocket(InetAddress host, int port) throws IOException {
		return this.tunnel.createSocket(host, port);
	}

	@Override
	public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort)
			throws IOException {
		return this.tunnel.createSocket(address, port, localAddress, localPort);
	}

	/**
	 * Opens a connection.
	 */
	interface ConnectionSource {

		Connection getConnection() throws SQLException;

	}

}
