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

package io.wstunnel.autoconfigure;

import java.time.Duration;

import io.wstunnel.WsConnectionSettings;
import io.wstunnel.connection.ConnectionEnd;
import io.wstunnel.connection.TransportConnection;
import io.wstunnel.monitor.LiveTunnel;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * An open tunnel in detail.
 *
 * @param tunnel what the list shows of it
 * @param scheme the scheme of its URI, {@code ws} or {@code wss}
 * @param subprotocol the negotiated subprotocol, {@code null} if there is none
 * @param messageType the type of its messages
 * @param open whether it is not closed, or being closed, at this end
 * @param peerEnded whether the peer has closed it, or is gone, read or not
 * @param end how it is ending, {@code null} as long as it is open at both ends
 * @param writeBlockedWaits how often writers waited for the peer or the network
 * @param readTimeout how long a read may wait
 * @param writeTimeout how long a write may wait
 * @param closeTimeout how long closing waits
 * @param deadlineAction what a timeout does to it
 * @param lifetime how long it may last
 * @since 0.1.0
 */
public record TunnelDetailsDescriptor(TunnelDescriptor tunnel, String scheme, @Nullable String subprotocol,
		String messageType, boolean open, boolean peerEnded, @Nullable EndDescriptor end, long writeBlockedWaits,
		@Nullable Duration readTimeout, @Nullable Duration writeTimeout, Duration closeTimeout, String deadlineAction,
		@Nullable Duration lifetime) implements OperationResponseBody {

	static TunnelDetailsDescriptor of(LiveTunnel tunnel) {
		TransportConnection connection = tunnel.getConnection();
		WsConnectionSettings settings = connection.getSettings();
		return new TunnelDetailsDescriptor(TunnelDescriptor.of(tunnel), connection.getHandshake().uri().getScheme(),
				connection.getHandshake().subprotocol(), settings.getMessageType().name(), connection.isOpen(),
				connection.hasEnded(), EndDescriptor.of(connection), connection.getTraffic().blockedWaits(),
				settings.getReadTimeout(), settings.getWriteTimeout(), settings.getCloseTimeout(),
				settings.getDeadlineAction().name(), settings.getLifetime());
	}

	/**
	 * How a tunnel is ending.
	 *
	 * @param here whether this end has ended it
	 * @param code the code of the status, 1006 if the connection was lost or aborted
	 * @param reason why, {@code null} if that is not known; never what the peer says
	 */
	public record EndDescriptor(boolean here, int code, @Nullable String reason) {

		static @Nullable EndDescriptor of(TransportConnection connection) {
			if (connection.isOpen() && !connection.hasEnded()) {
				return null;
			}
			ConnectionEnd end = connection.getEnd();
			return new EndDescriptor(end.here(), end.status().getCode(), end.reason());
		}

	}

}
