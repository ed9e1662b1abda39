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

package io.wstunnel.observation;

import io.micrometer.observation.Observation;
import io.wstunnel.WsConnection;
import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.CloseStatus;

/**
 * Context of the observation of a tunnel's life. Its parent is that of the handshake; it
 * is forgotten when the observation has started, so that the request is not kept for as
 * long as the tunnel.
 *
 * @since 0.1.0
 */
public class TunnelObservationContext extends Observation.Context {

	private final TunnelSide side;

	private final @Nullable String tunnelId;

	private final WsConnection connection;

	private @Nullable CloseStatus closeStatus;

	private boolean closedHere;

	private @Nullable String reason;

	/**
	 * Create a context.
	 * @param side which half the tunnel belongs to
	 * @param tunnelId the id of the tunnel, or the client's name of it; {@code null} if
	 * it has none
	 * @param connection the connection
	 */
	public TunnelObservationContext(TunnelSide side, @Nullable String tunnelId, WsConnection connection) {
		this.side = side;
		this.tunnelId = tunnelId;
		this.connection = connection;
	}

	/**
	 * Return which half the tunnel belongs to.
	 * @return the side
	 */
	public TunnelSide getSide() {
		return this.side;
	}

	/**
	 * Return the id of the tunnel, or the client's name of it.
	 * @return the id, {@code null} if it has none
	 */
	public @Nullable String getTunnelId() {
		return this.tunnelId;
	}

	/**
	 * Return the connection, to look at.
	 * @return the connection
	 */
	public WsConnection getConnection() {
		return this.connection;
	}

	/**
	 * Return the status that the tunnel has ended with: that of this end if it has ended
	 * the tunnel, else that of the peer.
	 * @return the status, 1006 if the connection was lost or aborted; {@code null} while
	 * the tunnel is open
	 */
	public @Nullable CloseStatus getCloseStatus() {
		return this.closeStatus;
	}

	/**
	 * Return whether this end has ended the tunnel.
	 * @return whether it has; {@code false} while the tunnel is open
	 */
	public boolean isClosedHere() {
		return this.closedHere;
	}

	/**
	 * Return why the tunnel has ended, as far as this end knows.
	 * @return the reason, never what the tunnel's own peer says; {@code null} if there is
	 * none
	 */
	public @Nullable String getReason() {
		return this.reason;
	}

	/**
	 * Set how the tunnel has ended.
	 * @param closeStatus the status
	 * @param closedHere whether this end has ended it
	 * @param reason why, {@code null} if that is not known
	 */
	public void setEnd(CloseStatus closeStatus, boolean closedHere, @Nullable String reason) {
		this.closeStatus = closeStatus;
		this.closedHere = closedHere;
		this.reason = reason;
	}

}
