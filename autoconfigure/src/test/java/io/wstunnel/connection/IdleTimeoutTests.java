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
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;

import io.wstunnel.WsAddress;
import io.wstunnel.WsClosedException;
import io.wstunnel.WsConnection;
import io.wstunnel.WsConnectionPair;
import io.wstunnel.WsConnectionSettings;
import io.wstunnel.WsHandshake;
import io.wstunnel.testsupport.AgainstTheClock;
import io.wstunnel.testsupport.Await;
import io.wstunnel.testsupport.CallingThreads;
import io.wstunnel.testsupport.ModelChannel;
import io.wstunnel.transport.frame.FrameTransport;
import io.wstunnel.transport.frame.Role;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.http.HttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of {@link IdleTimeout}.
 */
@Timeout(60)
class IdleTimeoutTests {

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void trafficInOneDirectionIsEnough(boolean inwards) throws Exception {
		AgainstTheClock.test(Duration.ofMillis(200), (timeout) -> {
			WsConnectionSettings settings = WsConnectionSettings.builder().idleTimeout(timeout).build();
			long start = System.nanoTime();
			try (WsConnectionPair pair = WsConnectionPair.builder().serverSettings(settings).build()) {
				WsConnection from = inwards ? pair.getClient() : pair.getServer();
				WsConnection to = inwards ? pair.getServer() : pair.getClient();
				if (!exchange(from, to, timeout, start)) {
					return false;
				}
				assertThatExceptionOfType(WsClosedException.class)
					.isThrownBy(() -> pair.getServer().getInputStream().read())
					.withMessageStartingWith("The connection was idle for ");
				assertThat(pair.getServer().isOpen()).isFalse();
				return true;
			}
		});
	}

	@Test
	void itStrikesWhenItIsOverAndAtMostAQuarterLater() throws Exception {
		AgainstTheClock.test(Duration.ofMillis(800), (timeout) -> {
			WsConnectionSettings settings = WsConnectionSettings.builder().idleTimeout(timeout).build();
			long start = System.nanoTime();
			try (WsConnectionPair pair = WsConnectionPair.builder().serverSettings(settings).build()) {
				// Just after a look
				Awaitility.await().pollDelay(timeout.dividedBy(4)).until(() -> true);
				long before = System.nanoTime();
				if (before - start > timeout.toNanos() / 2) {
					return false;
				}
				pair.getClient().getOutputStream().write(1);
				Awaitility.await().atMost(Await.LIMIT).until(() -> !pair.getServer().isOpen());
				Duration idle = Duration.ofNanos(System.nanoTime() - before);
				assertThat(idle).isGreaterThanOrEqualTo(timeout);
				return idle.compareTo(timeout.multipliedBy(5).dividedBy(4).plusMillis(200)) < 0;
			}
		});
	}

	@Test
	void pingsAndEmptyMessagesAreNoTraffic() {
		WsConnectionSettings settings = WsConnectionSettings.builder()
			.idleTimeout(Duration.ofMillis(300))
			.keepAliveInterval(Duration.ofMillis(100))
			.build();
		WsConnectionSettings clientSettings = WsConnectionSettings.builder()
			.keepAliveInterval(Duration.ofMillis(100))
			.build();
		try (WsConnectionPair pair = WsConnectionPair.builder()
			.serverSettings(settings)
			.clientSettings(clientSettings)
			.build()) {
			Awaitility.await().pollInterval(Duration.ofMillis(20)).atMost(Await.LIMIT).until(() -> {
				if (pair.getServer().isOpen() && pair.getClient().isOpen()) {
					pair.getClient().write(ByteBuffer.allocate(0));
				}
				return !pair.getServer().isOpen();
			});
			assertThatExceptionOfType(WsClosedException.class)
				.isThrownBy(() -> pair.getServer().getInputStream().read())
				.withMessage("The connection was idle for 300ms");
		}
	}

	@Test
	void whatNobodyReadsIsNoTraffic() {
		WsConnectionSettings settings = WsConnectionSettings.builder().idleTimeout(Duration.ofMillis(300)).build();
		try (WsConnectionPair pair = WsConnectionPair.builder().serverSettings(settings).build()) {
			CallingThreads.PLATFORM.call(() -> pair.getClient().write(ByteBuffer.allocate(8 << 20))).awaitBlocked();
			Awaitility.await().atMost(Await.LIMIT).until(() -> !pair.getServer().isOpen());
			assertThatExceptionOfType(WsClosedException.class)
				.isThrownBy(() -> pair.getServer().getInputStream().read())
				.withMessage("The connection was idle for 300ms");
		}
	}

	@Test
	void aConnectionThatCannotBeCutInOrderEndsAnyway() {
		ModelChannel channel = new ModelChannel() {

			@Override
			public boolean write(ByteBuffer source) {
				throw new IllegalStateException("This failure is part of a test");
			}

		};
		WsAddress peer = WsAddress.of("peer");
		TransportConnection connection = new TransportConnection("1", new FrameTransport(channel, Role.SERVER, null),
				new WsHandshake(URI.create("/"), new HttpHeaders(), null, Map.of(), null), peer, peer,
				WsConnectionSettings.builder().idleTimeout(Duration.ofMillis(50)).build(), Runnable::run);
		connection.start();
		Awaitility.await().atMost(Await.LIMIT).until(() -> channel.getCloses() == 1);
		assertThat(connection.closed()).isCompleted();
	}

	/**
	 * Exchange bytes for twice the timeout, or until one is late.
	 */
	private static boolean exchange(WsConnection from, WsConnection to, Duration timeout, long start)
			throws IOException {
		long last = start;
		for (int i = 0; i < 10; i++) {
			Awaitility.await().pollDelay(timeout.dividedBy(5)).until(() -> true);
			long next = System.nanoTime();
			try {
				from.getOutputStream().write(i);
				assertThat(to.getInputStream().read()).isEqualTo(i);
			}
			catch (WsClosedException ex) {
				assertThat(System.nanoTime() - last).isGreaterThan(timeout.toNanos());
				return false;
			}
			last = next;
		}
		return true;
	}

}
