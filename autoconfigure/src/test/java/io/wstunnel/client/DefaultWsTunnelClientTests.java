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

package io.wstunnel.client;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;

import io.wstunnel.WsConnection;
import io.wstunnel.WsConnectionSettings;
import io.wstunnel.testsupport.Await;
import io.wstunnel.testsupport.Call;
import io.wstunnel.testsupport.CallingThreads;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DefaultWsTunnelClient}.
 */
@Timeout(60)
class DefaultWsTunnelClientTests {

	private final DefaultWsTunnelClient client = DefaultWsTunnelClient.builder()
		.connectTimeout(Duration.ofSeconds(20))
		.build();

	@AfterEach
	void closeClient() {
		this.client.close();
		Awaitility.await().until(() -> ClientConnectTests.countThreads("wstunnel-client") == 0);
	}

	@Test
	void bytesComeBackFromAnEchoServer() throws Exception {
		try (RawServer server = echoServer(); WsConnection connection = this.client.connect(server.uri("/echo"))) {
			echo(connection, 300_000);
		}
	}

	@Test
	void manyConnectionsShareOneThreadThatEndsWithTheLast() throws Exception {
		try (RawServer server = echoServer()) {
			List<WsConnection> connections = new ArrayList<>();
			for (int i = 0; i < 20; i++) {
				connections.add(this.client.connect(server.uri("/")));
			}
			for (WsConnection connection : connections) {
				echo(connection, 1000);
			}
			assertThat(countSelectorThreads()).isOne();
			for (WsConnection connection : connections.subList(1, 20)) {
				connection.close();
			}
			assertThat(countSelectorThreads()).isOne();
			echo(connections.get(0), 1000);
			connections.get(0).close();
			Awaitility.await().until(() -> countSelectorThreads() == 0);
			try (WsConnection again = this.client.connect(server.uri("/"))) {
				echo(again, 1000);
			}
		}
	}

	@Test
	void connectionsThatDoNothingCostNoProcessorTime() throws Exception {
		try (RawServer server = echoServer()) {
			for (int i = 0; i < 200; i++) {
				echo(this.client.connect(URI.create("ws://localhost:" + server.uri("/").getPort() + "/")), 10);
			}
			ThreadMXBean threads = ManagementFactory.getThreadMXBean();
			long selector = Thread.getAllStackTraces()
				.keySet()
				.stream()
				.filter((thread) -> thread.getName().equals("wstunnel-client"))
				.findFirst()
				.orElseThrow()
				.getId();
			Duration idle = Duration.ofSeconds(1);
			long before = threads.getThreadCpuTime(selector);
			Awaitility.await()
				.pollDelay(idle)
				.untilAsserted(
						() -> assertThat(threads.getThreadCpuTime(selector) - before).isLessThan(idle.toNanos() / 4));
		}
	}

	@Test
	void noFileDescriptorIsLeftBehind() throws Exception {
		try (RawServer server = echoServer()) {
			long before = Descriptors.count();
			for (int i = 0; i < 50; i++) {
				WsConnection connection = this.client.connect(server.uri("/"));
				if (i % 2 == 0) {
					connection.close();
				}
				else {
					connection.abort();
				}
			}
			Awaitility.await().until(() -> Descriptors.count() <= before + 2);
		}
	}

	@Test
	void anAbortIsSeenByTheServerAtOnce() throws Exception {
		CountDownLatch ended = new CountDownLatch(1);
		try (RawServer server = new RawServer((socket) -> {
			socket.accept();
			socket.awaitEnd();
			ended.countDown();
		})) {
			WsConnection connection = this.client.connect(server.uri("/"));
			connection.abort();
			Await.latch(ended);
		}
	}

	@Test
	void closingTheClientCutsItsConnectionsWithServiceRestarted() throws Exception {
		BlockingQueue<byte[]> closes = new LinkedBlockingQueue<>();
		try (RawServer server = new RawServer((socket) -> {
			socket.accept();
			RawWebSocket.Frame frame = socket.readFrame();
			closes.add(frame.payload());
			socket.send(RawWebSocket.frame(0x88, frame.payload()));
			socket.awaitEnd();
		})) {
			WsConnection connection = this.client.connect(server.uri("/"));
			this.client.connect(server.uri("/"));
			Call<Void> read = run(() -> connection.getInputStream().read()).awaitBlocked();
			this.client.close();
			for (int i = 0; i < 2; i++) {
				assertThat(ByteBuffer.wrap(Await.next(closes)).getShort()).isEqualTo((short) 1012);
			}
			assertThat(connection.isOpen()).isFalse();
			assertThat(read.getFailure()).isInstanceOf(AsynchronousCloseException.class);
		}
	}

	@Test
	void closingTheClientIsBoundedWhereTheServerDoesNotAnswer() throws Exception {
		DefaultWsTunnelClient client = DefaultWsTunnelClient.builder()
			.settings(WsConnectionSettings.builder().closeTimeout(Duration.ofMillis(600)).build())
			.build();
		try (RawServer server = new RawServer((socket) -> {
			socket.accept();
			socket.awaitEnd();
		})) {
			for (int i = 0; i < 10; i++) {
				client.connect(server.uri("/"));
			}
			long start = System.nanoTime();
			client.close();
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
		}
	}

	@Test
	void aServerThatDoesNotReadStopsTheWriter() throws Exception {
		CountDownLatch go = new CountDownLatch(1);
		try (RawServer server = new RawServer((socket) -> {
			socket.accept();
			Await.latch(go);
			socket.echo();
		}); WsConnection connection = this.client.connect(server.uri("/"))) {
			byte[] bytes = new byte[32 * 1024 * 1024];
			new Random(1).nextBytes(bytes);
			Call<Void> writing = run(() -> connection.write(ByteBuffer.wrap(bytes))).awaitBlocked();
			go.countDown();
			assertThat(connection.getInputStream().readNBytes(bytes.length)).isEqualTo(bytes);
			writing.get();
		}
	}

	@Test
	void aPingIsAnsweredWithoutAReader() throws Exception {
		BlockingQueue<RawWebSocket.Frame> frames = new LinkedBlockingQueue<>();
		try (RawServer server = new RawServer((socket) -> {
			socket.accept();
			socket.send(RawWebSocket.frame(0x89, new byte[] { 1, 2 }));
			frames.add(socket.readFrame());
			socket.awaitEnd();
		})) {
			WsConnection connection = this.client.connect(server.uri("/"));
			RawWebSocket.Frame pong = Await.next(frames);
			assertThat(pong.opcode()).isEqualTo(10);
			assertThat(pong.payload()).containsExactly(1, 2);
			connection.abort();
		}
	}

	private static long countSelectorThreads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().equals("wstunnel-client"))
			.count();
	}

	static RawServer echoServer() throws IOException {
		return new RawServer((socket) -> {
			socket.accept();
			socket.echo();
		});
	}

	static void echo(WsConnection connection, int length) throws Exception {
		byte[] bytes = new byte[length];
		new Random(length).nextBytes(bytes);
		Call<Void> writing = run(() -> connection.write(ByteBuffer.wrap(bytes)));
		assertThat(connection.getInputStream().readNBytes(bytes.length)).isEqualTo(bytes);
		writing.get();
	}

	static Call<Void> run(Operation operation) {
		return CallingThreads.PLATFORM.call(() -> {
			operation.run();
			return null;
		});
	}

	interface Operation {

		void run() throws Exception;

	}

}
