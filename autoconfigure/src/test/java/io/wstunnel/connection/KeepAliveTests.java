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
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

import io.wstunnel.WsAddress;
import io.wstunnel.WsClosedException;
import io.wstunnel.WsConnectionSettings;
import io.wstunnel.WsHandshake;
import io.wstunnel.testsupport.AgainstTheClock;
import io.wstunnel.testsupport.Await;
import io.wstunnel.transport.Transport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.http.HttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of {@link KeepAlive} with very many connections.
 */
@Timeout(60)
class KeepAliveTests {

	private static final int CONNECTIONS = 10_000;

	private final List<TransportConnection> connections = new ArrayList<>();

	private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

	@AfterEach
	void abort() {
		this.connections.forEach(TransportConnection::abort);
	}

	@Test
	void idleConnectionsArePingedByOneThread() {
		AtomicInteger[] pings = new AtomicInteger[CONNECTIONS];
		for (int i = 0; i < CONNECTIONS; i++) {
			AtomicInteger count = new AtomicInteger();
			pings[i] = count;
			connect(Duration.ofMillis(500), count);
		}
		Awaitility.await()
			.atMost(Await.LIMIT)
			.untilAsserted(() -> assertThat(pings).allMatch((count) -> count.get() >= 3));
		assertThat(this.threads).hasSize(1);
	}

	@Test
	void aPingIsLateByAnEighthOfTheIntervalAtMost() throws Exception {
		AgainstTheClock.test(Duration.ofMillis(400), (interval) -> {
			CompletableFuture<Long> ping = new CompletableFuture<>();
			long start = System.nanoTime();
			connect(WsConnectionSettings.builder().keepAliveInterval(interval).build(), transport(start, () -> {
				ping.complete(System.nanoTime());
				return true;
			}));
			Duration silence = Duration.ofNanos(Await.value(ping) - start);
			assertThat(silence).isGreaterThanOrEqualTo(interval);
			return silence.compareTo(interval.multipliedBy(9).dividedBy(8).plusMillis(20)) < 0;
		});
	}

	/**
	 * As after the sleep of a machine: the answer has come, and nobody has been told.
	 */
	@Test
	void whatHasArrivedIsLookedAtBeforeAPeerIsGivenUp() {
		AtomicInteger pings = new AtomicInteger();
		AtomicLong sign = new AtomicLong(System.nanoTime());
		AtomicBoolean answered = new AtomicBoolean();
		TransportConnection connection = connect(WsConnectionSettings.builder()
			.keepAliveInterval(Duration.ofMillis(100))
			.keepAliveTimeout(Duration.ofMillis(100))
			.build(), transport(sign::get, () -> {
				pings.incrementAndGet();
				answered.set(true);
				return true;
			}, () -> {
				if (answered.getAndSet(false)) {
					sign.set(System.nanoTime());
				}
			}));
		Awaitility.await().atMost(Await.LIMIT).until(() -> pings.get() > 4);
		assertThat(connection.closed().toCompletableFuture()).isNotDone();
	}

	@Test
	void aClosedConnectionIsPingedNoMore() {
		AtomicInteger pings = new AtomicInteger();
		connect(Duration.ofMillis(100), pings);
		Awaitility.await().atMost(Await.LIMIT).untilAtomic(pings, org.hamcrest.Matchers.greaterThan(1));
		this.connections.get(0).abort();
		int last = Math.toIntExact(Await.standstill(Duration.ofMillis(150), pings::get));
		assertThat(pings).hasValue(last);
	}

	@Test
	void withoutAnIntervalNothingIsPinged() {
		AtomicInteger pings = new AtomicInteger();
		connect(Duration.ZERO, pings);
		Awaitility.await().during(Duration.ofMillis(200)).until(() -> pings.get() == 0);
	}

	@Test
	void aFlowIsToldThatItsPeerIsGivenUp() {
		TransportConnection connection = connect(WsConnectionSettings.builder()
			.keepAliveInterval(Duration.ofMillis(100))
			.keepAliveTimeout(Duration.ofMillis(100))
			.build(), new AtomicInteger());
		FlowEnd end = new FlowEnd(connection);
		assertThatExceptionOfType(WsClosedException.class).isThrownBy(() -> end.read(ByteBuffer.allocate(1)))
			.withMessageContaining("no sign of life");
	}

	/**
	 * The window is full, so that the transport is not read from, and nothing else tells.
	 */
	@Test
	void aFlowThatDoesNotReadIsToldThatAPingFailed() throws Exception {
		TransportConnection connection = connect(
				WsConnectionSettings.builder().keepAliveInterval(Duration.ofMillis(500)).build(), flooding());
		CountDownLatch told = new CountDownLatch(1);
		ConnectionFlow flow = ConnectionFlow.open(connection, new FlowListener() {

			@Override
			public void onReadable() {
			}

			@Override
			public void onWritable() {
				told.countDown();
			}

		});
		Await.latch(told);
		assertThatExceptionOfType(WsClosedException.class).isThrownBy(flow::isWritable);
		assertThat(flow.read(ByteBuffer.allocate(10))).isEqualTo(10);
	}

	private void connect(Duration interval, AtomicInteger pings) {
		connect(WsConnectionSettings.builder().keepAliveInterval(interval).build(), pings);
	}

	private TransportConnection connect(WsConnectionSettings settings, AtomicInteger pings) {
		return connect(settings, silent(pings));
	}

	private TransportConnection connect(WsConnectionSettings settings, Transport transport) {
		WsHandshake handshake = new WsHandshake(URI.create("/"), new HttpHeaders(), null, Map.of(), null);
		TransportConnection connection = new TransportConnection("1", transport, handshake, WsAddress.of("a", 1),
				WsAddress.of("b", 2), settings, Runnable::run);
		connection.start();
		this.connections.add(connection);
		return connection;
	}

	/**
	 * A transport to which more comes than is read, until the network fails.
	 */
	private Transport flooding() {
		return (Transport) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { Transport.class },
				(proxy, method, arguments) -> switch (method.getName()) {
					case "ping" -> throw new IOException("Connection reset");
					case "read" -> {
						ByteBuffer destination = (ByteBuffer) arguments[0];
						int count = destination.remaining();
						destination.position(destination.limit());
						yield count;
					}
					case "getLastSign" -> System.nanoTime() - Duration.ofMinutes(1).toNanos();
					case "flush", "send" -> true;
					case "drain" -> 0;
					case "setOption", "hasNotices", "isPeerEnded", "isPeerPaused", "isPeerDraining" -> false;
					default -> null;
				});
	}

	/**
	 * A transport to which nothing ever comes.
	 */
	private Transport silent(AtomicInteger pings) {
		return transport(System.nanoTime(), () -> {
			this.threads.add(Thread.currentThread());
			pings.incrementAndGet();
			return true;
		});
	}

	private Transport transport(long start, BooleanSupplier ping) {
		return transport(() -> start, ping, () -> {
		});
	}

	private Transport transport(LongSupplier lastSign, BooleanSupplier ping, Runnable read) {
		return (Transport) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { Transport.class },
				(proxy, method, arguments) -> switch (method.getName()) {
					case "ping" -> ping.getAsBoolean();
					case "getLastSign" -> lastSign.getAsLong();
					case "read" -> {
						read.run();
						yield 0;
					}
					case "drain" -> 0;
					case "flush", "send" -> true;
					case "setOption", "hasNotices", "isPeerEnded", "isPeerPaused", "isPeerDraining" -> false;
					default -> null;
				});
	}

}
