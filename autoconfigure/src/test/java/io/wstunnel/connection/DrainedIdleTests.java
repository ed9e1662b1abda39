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

import io.wstunnel.WsClosedException;
import io.wstunnel.WsConnection;
import io.wstunnel.WsConnectionPair;
import io.wstunnel.WsConnectionSettings;
import io.wstunnel.testsupport.Await;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of what becomes of a connection whose peer is about to stop.
 */
@Timeout(60)
class DrainedIdleTests {

	private static final Duration IDLE = Duration.ofMillis(80);

	private final WsConnectionPair pair = WsConnectionPair.builder()
		.clientSettings(WsConnectionSettings.builder().drainIdleTimeout(IDLE).build())
		.build();

	@AfterEach
	void close() {
		this.pair.close();
	}

	@Test
	void aConnectionThatIsIdleIsClosedWith1012OnceThePeerDrains() throws Exception {
		exchange();
		client().closeIdleWhenDraining();
		assertThat(client().peerDraining().toCompletableFuture()).isNotDone();
		assertStaysOpen();
		server().announceDrain();
		Await.value(client().peerDraining());
		assertClosed();
	}

	@Test
	void aConnectionThatWasNeverUsedIsClosed() throws Exception {
		client().closeIdleWhenDraining();
		server().announceDrain();
		assertClosed();
	}

	@Test
	void oneThatWaitsForAnAnswerIsClosedWhenThatHasCome() throws Exception {
		client().closeIdleWhenDraining();
		client().getOutputStream().write(1);
		assertThat(server().getInputStream().read()).isEqualTo(1);
		server().announceDrain();
		Await.value(client().peerDraining());
		assertStaysOpen();
		server().getOutputStream().write(2);
		assertThat(client().getInputStream().read()).isEqualTo(2);
		assertClosed();
	}

	@Test
	void oneWithBytesUnreadIsClosedWhenTheyAreRead() throws Exception {
		client().closeIdleWhenDraining();
		server().getOutputStream().write(2);
		server().announceDrain();
		Await.value(client().peerDraining());
		assertStaysOpen();
		assertThat(client().getInputStream().read()).isEqualTo(2);
		assertClosed();
	}

	@Test
	void oneThatIsHalfClosedIsInUse() throws Exception {
		exchange();
		client().closeIdleWhenDraining();
		client().shutdownOutput();
		server().announceDrain();
		Await.value(client().peerDraining());
		assertStaysOpen();
		assertThat(server().getInputStream().read()).isEqualTo(-1);
	}

	@Test
	void withoutATimeoutOneIsOnlyTold() throws Exception {
		WsConnectionSettings settings = WsConnectionSettings.builder().drainIdleTimeout(Duration.ZERO).build();
		try (WsConnectionPair patient = WsConnectionPair.builder().clientSettings(settings).build()) {
			TransportConnection client = (TransportConnection) patient.getClient();
			client.closeIdleWhenDraining();
			((TransportConnection) patient.getServer()).announceDrain();
			Await.value(client.peerDraining());
			Awaitility.await().during(IDLE.multipliedBy(3)).atMost(Await.LIMIT).until(client::isOpen);
		}
	}

	@Test
	void oneThatNobodyAskedForIsOnlyTold() throws Exception {
		exchange();
		server().announceDrain();
		Await.value(client().peerDraining());
		assertStaysOpen();
	}

	@Test
	void withoutTheExtensionNothingIsTold() throws Exception {
		WsConnectionSettings settings = WsConnectionSettings.builder().controlExtension(false).build();
		try (WsConnectionPair plain = WsConnectionPair.builder().serverSettings(settings).build()) {
			((TransportConnection) plain.getServer()).announceDrain();
			plain.getServer().write(ByteBuffer.allocate(1));
			assertThat(plain.getClient().getInputStream().read()).isZero();
			assertThat(plain.getClient().peerDraining().toCompletableFuture()).isNotDone();
		}
	}

	private void exchange() throws Exception {
		client().getOutputStream().write(1);
		assertThat(server().getInputStream().read()).isEqualTo(1);
		server().getOutputStream().write(2);
		assertThat(client().getInputStream().read()).isEqualTo(2);
	}

	private void assertStaysOpen() {
		Awaitility.await().during(IDLE.multipliedBy(3)).atMost(Await.LIMIT).until(client()::isOpen);
	}

	private void assertClosed() throws Exception {
		assertThatExceptionOfType(WsClosedException.class).isThrownBy(() -> server().getInputStream().read());
		assertThat(Await.value(server().closed()).getCode()).isEqualTo(1012);
		assertThat(client().isOpen()).isFalse();
	}

	private TransportConnection client() {
		return (TransportConnection) this.pair.getClient();
	}

	private TransportConnection server() {
		WsConnection server = this.pair.getServer();
		return (TransportConnection) server;
	}

}
