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

package io.wstunnel.forward;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import io.wstunnel.forward.TargetException.Reason;
import io.wstunnel.testsupport.Await;
import io.wstunnel.testsupport.Call;
import io.wstunnel.testsupport.CallingThreads;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of {@link TargetDialer} and {@link TargetPattern}.
 */
@Timeout(60)
class TargetDialerTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	private static final String LOOPBACK = "127.0.0.1";

	private ServerSocket listener;

	@BeforeEach
	void listen() throws IOException {
		this.listener = new ServerSocket(0, 1, InetAddress.getByName(LOOPBACK));
	}

	@AfterEach
	void close() throws IOException {
		this.listener.close();
	}

	/**
	 * Whoever asks twice gets another answer, as from a name server that attacks.
	 */
	@Test
	void aNameIsResolvedOnceAndThatAddressIsConnectedTo() throws Exception {
		AtomicInteger lookups = new AtomicInteger();
		TargetDialer dialer = new TargetDialer(TIMEOUT, 1,
				(host) -> InetAddress.getAllByName((lookups.getAndIncrement() == 0) ? LOOPBACK : "127.0.0.2"));
		TargetPattern pattern = pattern("{host}:{port}",
				new AllowedTargets(List.of("*.internal"), List.of(LOOPBACK), List.of("1-65535")));
		try (TargetChannel channel = dialer.dial(pattern, variables("db.internal"))) {
			assertThat(channel.getRemoteAddress())
				.isEqualTo(new InetSocketAddress(LOOPBACK, this.listener.getLocalPort()));
		}
		assertThat(lookups).hasValue(1);
	}

	@Test
	void onlyTheAllowedAddressesOfANameAreTried() throws Exception {
		TargetDialer dialer = new TargetDialer(TIMEOUT, 1,
				(host) -> new InetAddress[] { InetAddress.getByName("127.0.0.2"), InetAddress.getByName(LOOPBACK) });
		TargetPattern pattern = pattern("{host}:" + this.listener.getLocalPort(),
				new AllowedTargets(List.of(), List.of(LOOPBACK), List.of()));
		try (TargetChannel channel = dialer.dial(pattern, variables("db.internal"))) {
			assertThat(channel.getRemoteAddress()).extracting(InetSocketAddress::getAddress)
				.isEqualTo(InetAddress.getByName(LOOPBACK));
		}
	}

	@Test
	void whatIsNotAllowedIsNotConnectedTo() throws Exception {
		AllowedTargets allowed = new AllowedTargets(List.of("*.internal", "127.*", "2130706433"), List.of(),
				List.of(String.valueOf(this.listener.getLocalPort())));
		TargetPattern pattern = pattern("{host}:{port}", allowed);
		assertThat(refused(pattern, variables("db.example"))).contains("host");
		assertThat(refused(pattern, variables(LOOPBACK))).contains("no address that is allowed");
		assertThat(refused(pattern, variables("2130706433"))).contains("no address that is allowed");
		assertThat(refused(pattern, variables("db.internal/../x"))).contains("host");
		assertThat(refused(pattern, variables("db.internal\r\nline"))).contains("host").doesNotContain("\n");
		assertThat(refused(pattern, variables(""))).contains("host");
		assertThat(refused(pattern, Map.of("host", "db.internal", "port", "1"))).contains("port");
		assertThat(refused(pattern, Map.of("host", "db.internal", "port", "99999"))).contains("port");
	}

	@Test
	void aPortWhereNobodyListensIsUnreachable() throws Exception {
		this.listener.close();
		assertThatExceptionOfType(TargetException.class).isThrownBy(() -> dial(TIMEOUT))
			.satisfies((ex) -> assertThat(ex.getReason()).isEqualTo(Reason.UNREACHABLE))
			.withMessageContaining(String.valueOf(this.listener.getLocalPort()))
			.withMessageContaining("refused");
	}

	@Test
	void aNameWithoutAddressIsUnreachable() {
		TargetDialer dialer = new TargetDialer(TIMEOUT, 1, (host) -> {
			throw new UnknownHostException(host);
		});
		assertThatExceptionOfType(TargetException.class)
			.isThrownBy(() -> dialer.dial(pattern("nowhere:1", null), Map.of()))
			.satisfies((ex) -> assertThat(ex.getReason()).isEqualTo(Reason.UNREACHABLE))
			.withMessageContaining("nowhere");
	}

	@Test
	void aTargetThatDoesNotAnswerTimesOut() throws Exception {
		List<SocketChannel> waiting = fillBacklog();
		assertThatExceptionOfType(TargetException.class).isThrownBy(() -> dial(Duration.ofMillis(200)))
			.satisfies((ex) -> assertThat(ex.getReason()).isEqualTo(Reason.TIMEOUT));
		for (SocketChannel channel : waiting) {
			channel.close();
		}
	}

	@Test
	void aLookupThatHangsTimesOutAndStaysUnderWay() throws Exception {
		CountDownLatch answer = new CountDownLatch(1);
		TargetDialer dialer = new TargetDialer(Duration.ofMillis(100), 1, (host) -> {
			Await.latch(answer);
			return InetAddress.getAllByName(LOOPBACK);
		});
		TargetPattern pattern = pattern("slow:" + this.listener.getLocalPort(), null);
		assertThatExceptionOfType(TargetException.class).isThrownBy(() -> dialer.dial(pattern, Map.of()))
			.satisfies((ex) -> assertThat(ex.getReason()).isEqualTo(Reason.TIMEOUT));
		assertThatExceptionOfType(TargetException.class).isThrownBy(() -> dialer.dial(pattern, Map.of()))
			.satisfies((ex) -> assertThat(ex.getReason()).isEqualTo(Reason.BUSY));
		answer.countDown();
		Awaitility.await().atMost(Await.LIMIT).untilAsserted(() -> dialer.dial(pattern, Map.of()).close());
	}

	/**
	 * The system takes it for a name.
	 */
	@Test
	void whatOnlyLooksLikeAnAddressIsLookedUpNoLongerThanAName() {
		CountDownLatch answer = new CountDownLatch(1);
		TargetDialer dialer = new TargetDialer(Duration.ofMillis(100), 1, (host) -> {
			Await.latch(answer);
			throw new UnknownHostException(host);
		});
		assertThatExceptionOfType(TargetException.class)
			.isThrownBy(() -> dialer.dial(pattern("10.0.0.256:1", null), Map.of()))
			.satisfies((ex) -> assertThat(ex.getReason()).isEqualTo(Reason.TIMEOUT));
		answer.countDown();
	}

	@Test
	void portsThatAreNoneAreRefusedHoweverTheyAreWritten() {
		TargetPattern pattern = pattern("{host}:{port}",
				new AllowedTargets(List.of("*"), List.of(LOOPBACK), List.of("1-65535")));
		for (String port : List.of("0", "65536", "+80", "-1", "080000", " 80", "0x50", "\u0661\u0662", "")) {
			assertThat(refused(pattern, Map.of("host", LOOPBACK, "port", port))).as(port).contains("port");
		}
	}

	@Test
	void hostsThatAreNoneAreRefusedWhateverIsAllowed() {
		TargetPattern pattern = pattern("{host}:1", new AllowedTargets(List.of("*"), List.of(), List.of()));
		for (String host : List.of("", ".", "-", "a b", "user@db.internal", "b\u00fccher.example", "a%2fb", "[::1",
				"a\0b", "db.internal#", "fe80::1%", "{host}", "x".repeat(300))) {
			assertThat(refused(pattern, Map.of("host", host))).as(host).contains("host");
		}
	}

	@Test
	void anInterruptEndsADial() throws Exception {
		List<SocketChannel> waiting = fillBacklog();
		Call<TargetChannel> dial = CallingThreads.PLATFORM.call(() -> dial(Duration.ofSeconds(30)));
		dial.awaitBlocked();
		dial.interrupt();
		assertThat(dial.endsWith(InterruptedException.class)).isTrue();
		for (SocketChannel channel : waiting) {
			channel.close();
		}
	}

	/**
	 * Connect until the kernel answers no more.
	 */
	private List<SocketChannel> fillBacklog() throws IOException {
		List<SocketChannel> waiting = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			SocketChannel channel = SocketChannel.open();
			channel.configureBlocking(false);
			channel.connect(this.listener.getLocalSocketAddress());
			waiting.add(channel);
		}
		return waiting;
	}

	private TargetChannel dial(Duration timeout) throws TargetException, InterruptedException {
		return new TargetDialer(timeout, 1).dial(pattern(LOOPBACK + ":" + this.listener.getLocalPort(), null),
				Map.of());
	}

	private String refused(TargetPattern pattern, Map<String, String> variables) {
		TargetDialer dialer = new TargetDialer(TIMEOUT, 1);
		try (TargetChannel channel = dialer.dial(pattern, variables)) {
			throw new AssertionError("Connected to " + channel.getRemoteAddress());
		}
		catch (TargetException ex) {
			assertThat(ex.getReason()).isEqualTo(Reason.FORBIDDEN);
			return ex.getMessage();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private Map<String, String> variables(String host) {
		return Map.of("host", host, "port", String.valueOf(this.listener.getLocalPort()));
	}

	private static TargetPattern pattern(String text, AllowedTargets allowed) {
		return new TargetPattern(text, allowed);
	}

}
