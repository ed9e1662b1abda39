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

package io.wstunnel;

import java.io.IOException;
import java.net.URI;

import javax.net.SocketFactory;

/**
 * Opens connections to tunnels.
 *
 * @since 0.1.0
 */
public interface WsTunnelClient {

	/**
	 * Connect to a tunnel. Every address of the host is tried; the whole, from the name's
	 * resolution to the end of the WebSocket handshake, is bounded by the connect
	 * timeout.
	 * @param uri the URI, {@code ws} or {@code wss}; with {@code wss} the server's
	 * certificate and host name are verified
	 * @return the connection
	 * @throws WsHandshakeException if the server refused the handshake
	 * @throws java.net.SocketTimeoutException if the connect timeout passed
	 * @throws java.nio.channels.ClosedByInterruptException if the thread was interrupted
	 * @throws IOException if the server cannot be reached or does not speak WebSocket
	 */
	WsConnection connect(URI uri) throws IOException;

	/**
	 * Return a factory of sockets that are connections to the tunnel. An unconnected
	 * socket connects on {@code connect(address, timeout)}, within that timeout; the
	 * address is where the driver believes to connect to, and is not used.
	 * @param uri the URI, {@code ws} or {@code wss}
	 * @return the factory
	 */
	SocketFactory socketFactory(URI uri);

}
