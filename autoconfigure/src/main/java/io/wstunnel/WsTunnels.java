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

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.springframework.web.socket.CloseStatus;

/**
 * The open tunnels of an application's server half.
 *
 * @since 0.1.0
 */
public interface WsTunnels {

	/**
	 * Return all open tunnels, the oldest first.
	 * @return a snapshot
	 */
	List<OpenTunnel> getAll();

	/**
	 * Return the open connections to a tunnel.
	 * @param tunnelId the id of the tunnel
	 * @return a snapshot
	 */
	List<OpenTunnel> findByTunnelId(String tunnelId);

	/**
	 * Return the open tunnels of a user.
	 * @param principalName the name of the handshake's principal
	 * @return a snapshot
	 */
	List<OpenTunnel> findByPrincipal(String principalName);

	/**
	 * Return the open tunnel of a connection.
	 * @param connectionId the {@linkplain WsConnection#getId() id of the connection}
	 * @return the tunnel, if it is open
	 */
	Optional<OpenTunnel> findById(String connectionId);

	/**
	 * Close a connection. Returns at once; the closing takes at most the close timeout.
	 * @param connectionId the {@linkplain WsConnection#getId() id of the connection}
	 * @param status the status; not 1000 or 1001 if its stream is cut before its end
	 * @return whether the connection was open
	 * @throws IllegalArgumentException if a close frame cannot carry the status
	 */
	boolean closeById(String connectionId, CloseStatus status);

	/**
	 * Close all connections of a user, say because their session has ended. Returns at
	 * once.
	 * @param principalName the name of the handshake's principal
	 * @param status the status; not 1000 or 1001 if a stream is cut before its end
	 * @return how many connections were open
	 * @throws IllegalArgumentException if a close frame cannot carry the status
	 */
	int closeByPrincipal(String principalName, CloseStatus status);

	/**
	 * One open connection to a tunnel.
	 *
	 * @since 0.1.0
	 */
	interface OpenTunnel {

		/**
		 * Return the id of the tunnel.
		 * @return the id of the tunnel
		 */
		String getTunnelId();

		/**
		 * Return the connection, which belongs to its handler: to look at and to close.
		 * @return the connection
		 */
		WsConnection getConnection();

		/**
		 * Return when the connection was opened.
		 * @return the instant
		 */
		Instant getOpenedAt();

		/**
		 * Return the payload received so far, in bytes.
		 * @return the number of bytes
		 */
		long getBytesReceived();

		/**
		 * Return the payload sent so far, in bytes.
		 * @return the number of bytes
		 */
		long getBytesSent();

	}

}
