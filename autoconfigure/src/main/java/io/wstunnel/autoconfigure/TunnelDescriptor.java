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

import java.security.Principal;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

import io.wstunnel.connection.Traffic;
import io.wstunnel.connection.TransportConnection;
import io.wstunnel.monitor.LiveTunnel;
import org.jspecify.annotations.Nullable;

/**
 * An open tunnel.
 *
 * @param id the id of its connection, as in the log
 * @param tunnelId the id of the tunnel, or the client's name of it; {@code null} if it
 * has none
 * @param side {@code server} or {@code client}
 * @param path the path of its URI, without the query
 * @param principal the name of the user, {@code null} if there is none
 * @param localAddress the address of this end
 * @param remoteAddress the address of the peer
 * @param transport what carries the connection
 * @param openedAt when it was opened
 * @param ageMillis how long it has been open
 * @param idleMillis for how long nothing was received or sent, more or less by a second
 * @param bytesReceived the payload received
 * @param bytesSent the payload sent
 * @param messagesReceived the messages received
 * @param messagesSent the messages sent
 * @param receiveRate bytes per second received, in the second before the last look
 * @param sendRate bytes per second sent, in the second before the last look
 * @param bytesUnread what waits in the receive window for a reader
 * @param receiveWindow how much the receive window holds before the peer is stopped
 * @param writeBlockedMillis how long writers waited for the peer or the network
 * @since 0.1.0
 */
public record TunnelDescriptor(String id, @Nullable String tunnelId, String side, String path,
		@Nullable String principal, String localAddress, String remoteAddress, String transport, Instant openedAt,
		long ageMillis, long idleMillis, long bytesReceived, long bytesSent, long messagesReceived, long messagesSent,
		long receiveRate, long sendRate, int bytesUnread, long receiveWindow, long writeBlockedMillis) {

	static TunnelDescriptor of(LiveTunnel tunnel) {
		TransportConnection connection = tunnel.getConnection();
		Traffic traffic = connection.getTraffic();
		String path = connection.getHandshake().uri().getPath();
		return new TunnelDescriptor(tunnel.getId(), tunnel.getTunnelId(), tunnel.getSide().toTag(),
				(path != null) ? path : "", getPrincipal(tunnel), connection.getLocalAddress().toString(),
				connection.getRemoteAddress().toString(), connection.getTransportName(), tunnel.getOpenedAt(),
				tunnel.getAge().toMillis(), tunnel.getIdle(traffic).toMillis(), traffic.bytesReceived(),
				traffic.bytesSent(), traffic.messagesReceived(), traffic.messagesSent(), tunnel.getReceiveRate(),
				tunnel.getSendRate(), connection.getBytesUnread(),
				connection.getSettings().getReceiveWindow().toBytes(),
				TimeUnit.NANOSECONDS.toMillis(traffic.blockedNanos()));
	}

	static @Nullable String getPrincipal(LiveTunnel tunnel) {
		Principal principal = tunnel.getConnection().getHandshake().principal();
		return (principal != null) ? principal.getName() : null;
	}

}
