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

package io.wstunnel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.wstunnel.testsupport.Call;
import io.wstunnel.testsupport.CallingThreads;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.socket.CloseStatus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests of {@link WsConnectionPair}; what its ends do is the contract's.
 */
@Timeout(60)
class WsConnectionPairTests {

	@AutoClose
	private final WsConnectionPair pair = WsConnectionPair.create();

	@Test
	void theEndsAreEachOthersPeer() throws IOException {
		this.pair.getClient().getOutputStream().write("up".getBytes());
		assertThat(this.pair.getServer().getInputStream().readNBytes(2)).asString().isEqualTo("up");
		this.pair.getServer().getOutputStream().write("down".getBytes());
		assertThat(this.pair.getClient().getInputStream().readNBytes(4)).asString().isEqualTo("down");
	}

	@Test
	void withoutSettingsAPairIsAsPlainAsCanBe() {
		WsConnection server = this.pair.getServer();
		assertThat(server.getHandshake().uri()).isEqualTo(URI.create("ws://localhost/"));
		assertThat(server.getHandshake().headers().isEmpty()).isTrue();
		assertThat(server.getHandshake().principal()).isNull();
		assertThat(server.getHandshake().subprotocol()).isNull();
		assertThat(server.getRemoteAddress()).isEqualTo(this.pair.getClient().getLocalAddress());
		assertThat(server.getTransportName()).isEqualTo("loopback");
		assertThat(server.getId()).isNotEqualTo(this.pair.getClient().getId());
	}

	@Test
	void theEndsShowTheHandshakeThatWasGiven() {
		try (WsConnectionPair pair = WsConnectionPair.builder()
			.uri(URI.create("wss://edge.example/shell/db1"))
			.requestHeader("Authorization", "Bearer x")
			.responseHeader("X-Served-By", "a", "b")
			.principal(() -> "ada")
			.pathVariable("host", "db1")
			.subprotocol("shell.v2")
			.addresses(new InetSocketAddress("192.0.2.7", 40000), new InetSocketAddress("192.0.2.1", 443))
			.build()) {
			WsHandshake server = pair.getServer().getHandshake();
			WsHandshake client = pair.getClient().getHandshake();
			assertThat(server.uri()).isEqualTo(client.uri()).hasToString("wss://edge.example/shell/db1");
			assertThat(server.headers().getFirst("authorization")).isEqualTo("Bearer x");
			assertThat(server.headers().containsHeader("X-Served-By")).isFalse();
			assertThat(client.headers().get("X-Served-By")).containsExactly("a", "b");
			assertThat(server.principal()).isNotNull().extracting((user) -> user.getName()).isEqualTo("ada");
			assertThat(client.principal()).isNull();
			assertThat(server.pathVariables()).containsEntry("host", "db1");
			assertThat(client.pathVariables()).isEmpty();
			assertThat(server.subprotocol()).isEqualTo(client.subprotocol()).isEqualTo("shell.v2");
			assertThat(pair.getServer().getRemoteAddress()).hasToString("192.0.2.7:40000");
			assertThat(pair.getClient().getRemoteAddress()).hasToString("192.0.2.1:443");
			assertThat(pair.getClient().asSocket().getInetAddress().getHostAddress()).isEqualTo("192.0.2.1");
		}
	}

	@Test
	void anAddressThatIsMissingIsNamed() {
		InetSocketAddress address = new InetSocketAddress("192.0.2.7", 40000);
		assertThatIllegalArgumentException().isThrownBy(() -> WsConnectionPair.builder().addresses(null, address))
			.withMessage("'client' must not be null");
		assertThatIllegalArgumentException().isThrownBy(() -> WsConnectionPair.builder().addresses(address, null))
			.withMessage("'server' must not be null");
	}

	@Test
	void eachEndHasItsOwnSettings() {
		try (WsConnectionPair pair = WsConnectionPair.builder()
			.settings(WsConnectionSettings.builder().messageType(MessageType.TEXT).build())
			.serverSettings(
					WsConnectionSettings.builder().messageType(MessageType.TEXT).remoteAddress("the browser").build())
			.build()) {
			assertThat(pair.getClient().getMessageType()).isEqualTo(MessageType.TEXT);
			assertThat(pair.getServer().getRemoteAddress()).hasToString("the browser");
		}
	}

	@Test
	void aHandlerThatReturnsClosesWith1000() throws Exception {
		CompletableFuture<Void> end = this.pair.serve((connection) -> connection.write(ByteBuffer.allocate(3)));
		assertThat(this.pair.getClient().getInputStream().readAllBytes()).hasSize(3);
		assertThat(closed().getCode()).isEqualTo(1000);
		assertThat(end.get(20, TimeUnit.SECONDS)).isNull();
		assertThat(this.pair.getServer().isOpen()).isFalse();
	}

	@Test
	void aHandlerThatThrowsClosesWith1011AndIsHeardOf() {
		IllegalStateException failure = new IllegalStateException("expected");
		CompletableFuture<Void> end = this.pair.serve((connection) -> {
			throw failure;
		});
		assertCut(1011);
		assertThat(end).failsWithin(20, TimeUnit.SECONDS).withThrowableThat().withCause(failure);
	}

	@Test
	void aHandlerThatThrowsAStatusClosesWithIt() {
		this.pair.serve((connection) -> {
			throw new UncheckedIOException(new WsClosedException(new CloseStatus(4001), "Go away", null));
		});
		assertCut(4001);
	}

	@Test
	void aHandlerOfAStageIsServedUntilThatCompletes() throws Exception {
		CompletableFuture<String> stage = new CompletableFuture<>();
		CompletableFuture<Void> end = this.pair.serveAsync((connection) -> stage);
		Call<Integer> read = CallingThreads.PLATFORM.call(() -> this.pair.getClient().getInputStream().read())
			.awaitBlocked();
		stage.complete("done");
		assertThat(read.get()).isEqualTo(-1);
		assertThat(end).succeedsWithin(20, TimeUnit.SECONDS);
	}

	@Test
	void aStageThatFailsClosesWith1011AndIsHeardOf() {
		IllegalStateException failure = new IllegalStateException("expected");
		CompletableFuture<Void> end = this.pair.serveAsync((connection) -> CompletableFuture.failedFuture(failure));
		assertCut(1011);
		assertThat(end).failsWithin(20, TimeUnit.SECONDS).withThrowableThat().withCause(failure);
	}

	@Test
	void aTunnelThatTheClientClosesEndsThoughItsStageNeverCompletes() throws Exception {
		CompletableFuture<Void> end = this.pair.serveAsync((connection) -> {
			CallingThreads.PLATFORM.call(() -> connection.getInputStream().readAllBytes());
			return new CompletableFuture<>();
		});
		this.pair.getClient().close();
		assertThat(end).succeedsWithin(20, TimeUnit.SECONDS);
	}

	@Test
	void aPairServesOneHandler() {
		this.pair.serve((connection) -> connection.getInputStream().readAllBytes());
		assertThatIllegalStateException().isThrownBy(() -> this.pair.serve((connection) -> {
		})).withMessageContaining("create another pair");
	}

	@Test
	void aHandlerHasTheBeansOfItsTunnelAndTheyEndWithIt() throws Exception {
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext(Beans.class)) {
			Counter counter = context.getBean(Counter.class);
			AtomicReference<WsTunnelContext> bound = new AtomicReference<>();
			CompletableFuture<Void> end = this.pair.serve((connection) -> {
				bound.set(WsTunnelContextHolder.getContext());
				counter.increment();
				connection.getOutputStream().write(counter.increment());
			});
			assertThat(this.pair.getClient().getInputStream().readAllBytes()).containsExactly(2);
			end.get(20, TimeUnit.SECONDS);
			assertThat(bound.get().getConnection()).isSameAs(this.pair.getServer());
			assertThat(context.getBean(Ended.class).count).isEqualTo(2);
		}
	}

	@Test
	void closingThePairReleasesBothEndsAndLeavesNoThread() {
		Call<Integer> client = CallingThreads.PLATFORM.call(() -> this.pair.getClient().getInputStream().read())
			.awaitBlocked();
		CompletableFuture<Void> end = this.pair.serve((connection) -> connection.getInputStream().readAllBytes());
		this.pair.close();
		this.pair.close();
		assertThat(client.getFailure()).isInstanceOf(AsynchronousCloseException.class);
		assertThat(end).failsWithin(20, TimeUnit.SECONDS);
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.until(() -> Thread.getAllStackTraces()
				.keySet()
				.stream()
				.noneMatch((thread) -> thread.getName().startsWith("wstunnel-loopback")));
	}

	@Test
	void pairsNeedNoThreadUntilTheyAreUsed() {
		int before = Thread.activeCount();
		WsConnectionPair[] pairs = new WsConnectionPair[200];
		for (int i = 0; i < pairs.length; i++) {
			pairs[i] = WsConnectionPair.create();
		}
		assertThat(Thread.activeCount()).isLessThan(before + 50);
		for (WsConnectionPair pair : pairs) {
			pair.close();
		}
	}

	private CloseStatus closed() throws Exception {
		return this.pair.getClient().closed().toCompletableFuture().get(20, TimeUnit.SECONDS);
	}

	private void assertCut(int code) {
		assertThatExceptionOfType(WsClosedException.class)
			.isThrownBy(() -> this.pair.getClient().getInputStream().read())
			.satisfies((ex) -> assertThat(ex.getStatus().getCode()).isEqualTo(code));
	}

	@Configuration(proxyBeanMethods = false)
	static class Beans {

		@Bean
		static WsTunnelScopeConfigurer tunnelScope() {
			return new WsTunnelScopeConfigurer();
		}

		@Bean
		Ended ended() {
			return new Ended();
		}

		@Bean(destroyMethod = "end")
		@WsTunnelScope
		Counter counter(Ended ended) {
			return new Counter(ended);
		}

	}

	static class Ended {

		private volatile int count;

	}

	static class Counter {

		private final Ended ended;

		private int count;

		Counter(Ended ended) {
			this.ended = ended;
		}

		int increment() {
			return ++this.count;
		}

		void end() {
			this.ended.count = this.count;
		}

	}

}
