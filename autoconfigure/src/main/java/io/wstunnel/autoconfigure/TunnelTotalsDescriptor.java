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

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

import io.wstunnel.connection.Traffic;
import io.wstunnel.monitor.TunnelTotals;
import org.jspecify.annotations.Nullable;

/**
 * The sums of all connections to one tunnel since the application's start.
 *
 * @param tunnelId the id of the tunnel, or the client's name of it; {@code null} for all
 * connections that have none
 * @param side {@code server} or {@code client}
 * @param active how many connections are open
 * @param opened how many were opened
 * @param refused how many handshakes ended without a tunnel, by what became of them
 * @param ended how those that have ended did, {@code clean}, {@code lost} or {@code cut}
 * @param bytesReceived the payload received
 * @param bytesSent the payload sent
 * @param messagesReceived the messages received
 * @param messagesSent the messages sent
 * @param writeBlockedMillis how long writers waited for the peer or the network
 * @since 0.1.0
 */
public record TunnelTotalsDescriptor(@Nullable String tunnelId, String side, int active, long opened,
		Map<String, Long> refused, Map<String, Long> ended, long bytesReceived, long bytesSent, long messagesReceived,
		long messagesSent, long writeBlockedMillis) {

	static TunnelTotalsDescriptor of(TunnelTotals totals) {
		Map<String, Long> refused = new TreeMap<>();
		totals.getRefused().forEach((outcome, count) -> refused.put(outcome.toTag(), count));
		Map<String, Long> ended = new TreeMap<>();
		totals.getEnded().forEach((outcome, count) -> ended.put(outcome.toTag(), count));
		Traffic traffic = totals.getTraffic();
		return new TunnelTotalsDescriptor(totals.getTunnelId(), totals.getSide().toTag(), totals.getActive(),
				totals.getOpened(), refused, ended, traffic.bytesReceived(), traffic.bytesSent(),
				traffic.messagesReceived(), traffic.messagesSent(),
				TimeUnit.NANOSECONDS.toMillis(traffic.blockedNanos()));
	}

}
