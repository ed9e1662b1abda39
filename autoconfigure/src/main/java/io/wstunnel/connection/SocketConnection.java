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

package io.wstunnel.connection;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;

import org.jspecify.annotations.Nullable;

/**
 * What a {@link ConnectionSocket} has once it is connected.
 *
 * @param connection the connection
 * @param given the address that the user connected to, {@code null} if it was not asked
 * for
 * @param inputStream the bytes received
 * @param outputStream the bytes to send
 */
record SocketConnection(TransportConnection connection, @Nullable SocketAddress given, InputStream inputStream,
		OutputStream outputStream) {

	SocketConnection(ConnectionSocket socket, TransportConnection connection, @Nullable SocketAddress given) {
		this(connection, given, new SocketInputStream(socket, connection.getCalls()),
				new SocketOutputStream(socket, connection.getOutputStream()));
	}

	@Nullable SocketAddress remoteAddress() {
		return (this.given != null) ? this.given : this.connection.getTransport().getRemoteAddress();
	}

	@Nullable InetSocketAddress localAddress() {
		return this.connection.getTransport().getLocalAddress();
	}

	@Nullable InetAddress inetAddress() {
		InetSocketAddress peer = this.connection.getTransport().getRemoteAddress();
		InetAddress address = (peer != null) ? peer.getAddress() : null;
		if (!(this.given instanceof InetSocketAddress inet)) {
			return address;
		}
		if (inet.getAddress() != null || address == null) {
			return inet.getAddress();
		}
		try {
			return InetAddress.getByAddress(inet.getHostString(), address.getAddress());
		}
		catch (UnknownHostException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
