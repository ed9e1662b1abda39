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

package io.wstunnel.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.wstunnel.WsConnection;
import io.wstunnel.WsTunnel;
import io.wstunnel.WsTunnels;
import io.wstunnel.WsTunnels.OpenTunnel;
import io.wstunnel.testsupport.Await;
import io.wstunnel.testsupport.ServerKind;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of connections in numbers, taken over from the server.
 */
@OnEachServer
@Timeout(120)
@ExtendWith(OutputCaptureExtension.class)
class TunnelUpgradeTests {

	@Parameter
	private ServerKind kind;

	@Test
	void manyTunnelsAreOpenAtOnce() throws Exception {
		try (TunnelServer server = TunnelServer.start(this.kind, Tunnels.class)) {
			List<RawWebSocket> sockets = new ArrayList<>();
			for (int i = 0; i < 300; i++) {
				sockets.add(RawWebSocket.open(server.getPort(), "/echo"));
			}
			for (RawWebSocket socket : sockets) {
				socket.sendBinary("hello");
			}
			for (RawWebSocket socket : sockets) {
				assertThat(socket.receiveBinary()).isEqualTo("hello");
				socket.close();
			}
			awaitEnd(server);
		}
	}

	@Test
	void connectionsThatAreAbortedAndResetLeaveNothingBehind(CapturedOutput output) throws Exception {
		ExecutorService executor = Executors.newFixedThreadPool(8);
		try (TunnelServer server = TunnelServer.start(this.kind, Tunnels.class)) {
			List<Future<?>> futures = new ArrayList<>();
			for (int i = 0; i < 400; i++) {
				String path = (i % 2 == 0) ? "/abort" : "/echo";
				boolean reset = (i % 4 == 1);
				futures.add(executor.submit(() -> talk(server, path, reset)));
			}
			for (Future<?> future : futures) {
				future.get();
			}
			awaitEnd(server);
			try (RawWebSocket socket = RawWebSocket.open(server.getPort(), "/echo")) {
				socket.sendBinary("fine");
				assertThat(socket.receiveBinary()).isEqualTo("fine");
			}
			assertThat(output).doesNotContain(" WARN ", " ERROR ", "Exception");
		}
		finally {
			executor.shutdown();
		}
	}

	private static void talk(TunnelServer server, String path, boolean reset) {
		try (RawWebSocket socket = RawWebSocket.open(server.getPort(), path)) {
			socket.send(0x2, new byte[10000]);
			if (reset) {
				socket.getSocket().setSoLinger(true, 0);
			}
			else {
				socket.receive(0x2);
			}
		}
		catch (IOException ex) {
			assertThat(path).isEqualTo("/abort");
		}
	}

	@Test
	void aClientThatDoesNotReadIsNotReadFromWhileOthersGoOn() throws Exception {
		try (TunnelServer server = TunnelServer.start(this.kind, Tunnels.class, "wstunnel.server.drain-period=0");
				RawWebSocket stalled = RawWebSocket.open(server.getPort(), "/echo");
				RawWebSocket other = RawWebSocket.open(server.getPort(), "/echo")) {
			Thread writer = new Thread(() -> {
				try {
					while (true) {
						stalled.send(0x2, new byte[1024 * 1024]);
					}
				}
				catch (IOException ex) {
					// The end of the test
				}
			});
			writer.start();
			WsTunnels tunnels = server.getBean(WsTunnels.class);
			long received = Await.standstill(Duration.ofMillis(300),
					() -> tunnels.getAll().stream().mapToLong(OpenTunnel::getBytesReceived).sum());
			assertThat(received).isLessThan(64 * 1024 * 1024);
			other.sendBinary("hello");
			assertThat(other.receiveBinary()).isEqualTo("hello");
			stalled.getSocket().close();
			writer.join();
		}
	}

	private static void awaitEnd(TunnelServer server) {
		Awaitility.await().atMost(Await.LIMIT).until(() -> server.getBean(WsTunnels.class).getAll().isEmpty());
	}

	@Configuration(proxyBeanMethods = false)
	static class Tunnels {

		@WsTunnel("/echo")
		void echo(WsConnection connection) throws IOException {
			connection.getInputStream().transferTo(connection.getOutputStream());
		}

		@WsTunnel("/abort")
		void abort(WsConnection connection) throws IOException {
			connection.read(ByteBuffer.allocate(100));
			connection.abort();
		}

	}

}
