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

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

import io.wstunnel.WsConnection;
import io.wstunnel.WsConnectionPair;
import io.wstunnel.testsupport.Await;
import io.wstunnel.testsupport.Call;
import io.wstunnel.testsupport.CallingThreads;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the {@link Traffic} that connections count.
 */
@Timeout(60)
class TrafficTests {

	private static final int MORE_THAN_FITS = 4 * 1024 * 1024;

	@AutoClose
	private final WsConnectionPair pair = WsConnectionPair.create();

	@Test
	void bytesAndMessagesAreCountedAtBothEnds() throws IOException {
		write("abc");
		write("");
		write("de");
		assertThat(this.pair.getServer().getInputStream().readNBytes(5)).hasSize(5);
		Traffic sent = traffic(this.pair.getClient());
		assertThat(sent.bytesSent()).isEqualTo(5);
		assertThat(sent.messagesSent()).isEqualTo(3);
		assertThat(sent.bytesReceived()).isZero();
		assertThat(sent.messagesReceived()).isZero();
		Traffic received = traffic(this.pair.getServer());
		assertThat(received.bytesReceived()).isEqualTo(5);
		assertThat(received.messagesReceived()).isEqualTo(3);
		assertThat(received.messagesSent()).isZero();
	}

	@Test
	void aMessageOfManyFramesIsOne() throws Exception {
		Call<Integer> writing = CallingThreads.PLATFORM
			.call(() -> this.pair.getClient().write(ByteBuffer.allocate(MORE_THAN_FITS)));
		assertThat(this.pair.getServer().getInputStream().readNBytes(MORE_THAN_FITS)).hasSize(MORE_THAN_FITS);
		assertThat(writing.get()).isEqualTo(MORE_THAN_FITS);
		assertThat(traffic(this.pair.getClient()).messagesSent()).isEqualTo(1);
		assertThat(traffic(this.pair.getServer()).messagesReceived()).isEqualTo(1);
	}

	@Test
	void aWaitOfAWriterIsMeasuredWhileItLastsAndNoMoreAfterIt() throws Exception {
		WsConnection client = this.pair.getClient();
		assertThat(traffic(client).blockedWaits()).isZero();
		Call<Integer> writing = CallingThreads.PLATFORM.call(() -> client.write(ByteBuffer.allocate(MORE_THAN_FITS)));
		Awaitility.await()
			.atMost(Await.LIMIT)
			.until(() -> traffic(client).blockedNanos() > TimeUnit.MILLISECONDS.toNanos(50));
		assertThat(traffic(client).blockedWaits()).isPositive();
		assertThat(traffic(this.pair.getServer()).blockedNanos()).isZero();
		this.pair.getServer().getInputStream().readNBytes(MORE_THAN_FITS);
		assertThat(writing.get()).isEqualTo(MORE_THAN_FITS);
		Traffic after = traffic(client);
		Awaitility.await()
			.during(50, TimeUnit.MILLISECONDS)
			.atMost(Await.LIMIT)
			.until(() -> traffic(client).equals(after));
	}

	private void write(String text) throws IOException {
		this.pair.getClient().write(ByteBuffer.wrap(text.getBytes()));
	}

	private static Traffic traffic(WsConnection connection) {
		return ((TransportConnection) connection).getTraffic();
	}

}
