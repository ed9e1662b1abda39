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
 * Opens connections to tunnels, given by their URIs or by the names they are configured
 * under.
 *
 * <p>
 * An HTTP proxy in between is asked with {@code CONNECT}, and then resolves the name of
 * the host: the tunnel's own proxy, or what the JVM's {@link java.net.ProxySelector}
 * answers for the equivalent {@code http} or {@code https} URI.
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
	 * @throws WsHandshakeException if the server refused the handshake; a redirect is
	 * such a refusal, it is not followed
	 * @throws WsProxyException if a proxy refused to connect to the server
	 * @throws java.net.SocketTimeoutException if the connect timeout passed
	 * @throws java.nio.channels.ClosedByInterruptException if the thread was interrupted
	 * @throws IOException if the server cannot be reached or does not speak WebSocket
	 */
	WsConnection connect(URI uri) throws IOException;

	/**
	 * Connect to a configured tunnel, as {@link #connect(URI)} does to its URI, with what
	 * is configured for it.
	 * @param name the name of the tunnel
	 * @return the connection
	 * @throws IllegalArgumentException if there is no tunnel of that name
	 * @throws IOException if the connection cannot be opened
	 */
	WsConnection connect(String name) throws IOException;

	/**
	 * Return a factory of sockets that are connections to the tunnel. An unconnected
	 * socket connects on {@code connect(address, timeout)}, within that timeout; the
	 * address is where the driver believes to connect to, and is not used.
	 * @param uri the URI, {@code ws} or {@code wss}
	 * @return the factory
	 */
	SocketFactory socketFactory(URI uri);

	/**
	 * Return a factory of sockets that are connections to the configured tunnel, as
	 * {@link #socketFactory(URI)} does for its URI.
	 * @param name the name of the tunnel
	 * @return the factory
	 * @throws IllegalArgumentException if there is no tunnel of that name
	 */
	SocketFactory socketFactory(String name);

}
