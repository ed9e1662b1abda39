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

import java.nio.ByteBuffer;
import java.time.Duration;

import io.wstunnel.WsConnectionPair;
import io.wstunnel.testsupport.Await;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link ConnectionFlow}: what goes through it is counted.
 */
@Timeout(60)
class ConnectionFlowTrafficTests {

	private static final int LENGTH = 16 * 1024;

	@Test
	void messagesAndWaitsAreCounted() throws Exception {
		try (WsConnectionPair pair = WsConnectionPair.create()) {
			TransportConnection connection = (TransportConnection) pair.getServer();
			FlowEnd end = new FlowEnd(connection);
			int messages = 0;
			while (end.flow.write(ByteBuffer.allocate(LENGTH))) {
				messages++;
			}
			assertThat(end.flow.isWritable()).isFalse();
			Traffic traffic = connection.getTraffic();
			assertThat(traffic.messagesSent()).isEqualTo(messages);
			assertThat(traffic.bytesSent()).isEqualTo((long) messages * LENGTH);
			assertThat(traffic.blockedWaits()).isOne();
			Awaitility.await()
				.atMost(Await.LIMIT)
				.until(() -> connection.getTraffic().blockedNanos() > traffic.blockedNanos());
			pair.getClient().getInputStream().readNBytes(messages * LENGTH);
			Awaitility.await().atMost(Await.LIMIT).until(end.flow::isWritable);
			assertThat(connection.getTraffic()).isEqualTo(connection.getTraffic());
			assertThat(connection.getTraffic().blockedWaits()).isOne();
		}
	}

	@Test
	void aWaitEndsWithTheConnection() throws Exception {
		try (WsConnectionPair pair = WsConnectionPair.create()) {
			TransportConnection connection = (TransportConnection) pair.getServer();
			FlowEnd end = new FlowEnd(connection);
			while (end.flow.write(ByteBuffer.allocate(LENGTH))) {
				assertThat(connection.isOpen()).isTrue();
			}
			connection.abort();
			Await.value(end.flow.closed());
			assertThat(Await.standstill(Duration.ofMillis(50), () -> connection.getTraffic().blockedNanos()))
				.isPositive();
		}
	}

}
