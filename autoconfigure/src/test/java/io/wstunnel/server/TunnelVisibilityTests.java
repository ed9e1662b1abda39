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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;

import io.wstunnel.WsClosedException;
import io.wstunnel.WsConnection;
import io.wstunnel.WsTunnel;
import io.wstunnel.WsTunnelClient;
import io.wstunnel.WsTunnelHandshakeInterceptor;
import io.wstunnel.client.ClientTunnel;
import io.wstunnel.client.DefaultWsTunnelClient;
import io.wstunnel.forward.TunnelListener;
import io.wstunnel.monitor.TunnelMonitor;
import io.wstunnel.monitor.TunnelTotals;
import io.wstunnel.observation.HandshakeOutcome;
import io.wstunnel.observation.TunnelSide;
import io.wstunnel.testsupport.Await;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketHandler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of what is seen of handshakes that fail, of forwards, and of a handler that does
 * not end; and of what is not.
 */
@Tag("once")
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class TunnelVisibilityTests {

	private static TunnelServer server;

	private int start;

	@BeforeAll
	static void start() {
		server = TunnelServer.start(Application.class);
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@BeforeEach
	void mark(CapturedOutput output) {
		this.start = output.length();
	}

	@Test
	void theReasonOfAPeerIsOneLine() throws Exception {
		try (WsConnection connection = connect("/number/1")) {
			connection.close(new CloseStatus(4000, "bad\r\nFORGED\u2028\u001b[2J"));
		}
		WsClosedException failure = Await.next(server.getBean(Tunnels.class).failures);
		assertThat(failure.getMessage()).endsWith("4000: bad??FORGED??[2J");
		assertThat(failure.getStatus().getReason()).isEqualTo("bad\r\nFORGED\u2028\u001b[2J");
	}

	@Test
	void aHandshakeThatFailsDoesNotTellItsQueryAndIsCounted(CapturedOutput output) throws Exception {
		long errors = errors();
		assertThat(status("/number/1?token=s3cret", Map.of("X-Fail", "throw"))).isEqualTo(500);
		assertThat(errors() - errors).isEqualTo(1);
		assertThat(output.toString().substring(this.start)).contains("The gatekeeper stumbled")
			.doesNotContain("s3cret");
	}

	@Test
	void aTunnelThatIsNotOpenedAfterItsHandshakeIsCounted() throws Exception {
		long errors = errors();
		long opened = totals().getOpened();
		assertThat(status("/number/1", Map.of("X-Fail", "forget"))).isEqualTo(101);
		Awaitility.await().atMost(Await.LIMIT).until(() -> errors() - errors == 1);
		assertThat(totals().getOpened()).isEqualTo(opened);
		assertThat(server.getBean(OpenTunnels.class).awaitEnd(Await.LIMIT)).isTrue();
		assertThat(errors() - errors).isEqualTo(1);
	}

	@Test
	void aForwardHasItsTwoLinesAtBothEnds(CapturedOutput output) throws Exception {
		TunnelMonitor monitor = server.getBean(TunnelMonitor.class);
		try (DefaultWsTunnelClient client = DefaultWsTunnelClient.builder()
			.tunnel("local", ClientTunnel.builder(uri("/number/1?token=s3cret")).build())
			.monitor(monitor)
			.build()) {
			TunnelListener listener = new TunnelListener("local",
					new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 1, () -> client.connect("local"),
					server.getBean("wsTunnelTaskExecutor", Executor.class));
			try (Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), listener.start())) {
				socket.getOutputStream().write(42);
				assertThat(socket.getInputStream().read()).isEqualTo(42);
				socket.shutdownOutput();
				assertThat(socket.getInputStream().read()).isEqualTo(-1);
			}
			finally {
				listener.stop();
			}
			Awaitility.await().atMost(Await.LIMIT).until(() -> monitor.getOpen().isEmpty());
		}
		assertTwoLines(output, "Tunnel 'local'", " to ");
		assertTwoLines(output, "Tunnel 'number'", " from ");
		assertThat(output.toString().substring(this.start)).doesNotContain("s3cret");
	}

	private void assertTwoLines(CapturedOutput output, String tunnel, String direction) {
		Awaitility.await().atMost(Await.LIMIT).untilAsserted(() -> {
			List<String> lines = output.toString()
				.substring(this.start)
				.lines()
				.filter((line) -> line.contains(tunnel) && line.contains("connection "))
				// The end of a tunnel of another test may be told late
				.dropWhile((line) -> !line.contains(" is open: "))
				.toList();
			assertThat(lines).hasSize(2).allMatch((line) -> line.contains(" INFO "));
			String id = lines.get(0).replaceFirst(".*is open: connection ([\\w-]+)" + direction + ".*", "$1");
			assertThat(lines.get(1))
				.containsPattern("has ended: connection " + id + ", clean \\(1000( by this end)?\\) after ")
				.contains("1 bytes received, 1 bytes sent");
		});
	}

	@Test
	void whatOutlivesItsApplicationHasEndedAllTheSame(CapturedOutput output) throws Exception {
		CountDownLatch end = new CountDownLatch(1);
		TunnelServer other = TunnelServer.start(Application.class, "wstunnel.server.drain-period=10ms",
				"wstunnel.close-timeout=100ms");
		TunnelMonitor monitor = other.getBean(TunnelMonitor.class);
		other.getBean(Tunnels.class).end = end;
		try (RawWebSocket socket = RawWebSocket.open(other.getPort(), "/stubborn")) {
			assertThat(socket.getStatus()).isEqualTo(101);
			Awaitility.await().atMost(Await.LIMIT).until(() -> !monitor.getOpen().isEmpty());
		}
		finally {
			other.close();
		}
		assertThat(end.getCount()).isEqualTo(1);
		assertThat(monitor.getOpen()).isEmpty();
		assertThat(output.toString().substring(this.start)).contains("Tunnel 'stubborn' has ended: connection ");
		end.countDown();
	}

	private static int status(String path, Map<String, String> headers) throws IOException {
		try (RawWebSocket socket = RawWebSocket.open(server.getPort(), path, headers)) {
			return socket.getStatus();
		}
	}

	private static long errors() {
		return totals().getRefused().getOrDefault(HandshakeOutcome.ERROR, 0L);
	}

	private static TunnelTotals totals() {
		return server.getBean(TunnelMonitor.class).getTotals(TunnelSide.SERVER, "number");
	}

	private static WsConnection connect(String path) throws IOException {
		return server.getBean(WsTunnelClient.class).connect(uri(path));
	}

	private static URI uri(String path) {
		return URI.create("ws://localhost:" + server.getPort() + path);
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		@Bean
		Tunnels tunnels() {
			return new Tunnels();
		}

		@Bean
		WsTunnelHandshakeInterceptor gatekeeper() {
			return new Gatekeeper();
		}

	}

	static class Tunnels {

		private final BlockingQueue<WsClosedException> failures = new LinkedBlockingQueue<>();

		private volatile CountDownLatch end = new CountDownLatch(1);

		@WsTunnel(path = "/number/{number}", id = "number")
		void number(WsConnection connection, @PathVariable int number, @RequestParam(defaultValue = "1") int times)
				throws IOException {
			try {
				connection.getInputStream().transferTo(connection.getOutputStream());
			}
			catch (WsClosedException ex) {
				this.failures.add(ex);
				throw ex;
			}
		}

		/**
		 * Goes on whatever becomes of its connection.
		 */
		@WsTunnel("/stubborn")
		void stubborn() {
			boolean ended = false;
			while (!ended) {
				try {
					this.end.await();
					ended = true;
				}
				catch (InterruptedException ex) {
					// As said
				}
			}
		}

	}

	static class Gatekeeper implements WsTunnelHandshakeInterceptor {

		@Override
		public boolean beforeHandshake(ServerHttpRequest request, ServerHttpResponse response,
				WebSocketHandler wsHandler, Map<String, Object> attributes) {
			String failure = request.getHeaders().getFirst("X-Fail");
			if ("throw".equals(failure)) {
				throw new IllegalStateException("The gatekeeper stumbled");
			}
			if ("forget".equals(failure)) {
				attributes.clear();
			}
			return true;
		}

		@Override
		public void afterHandshake(ServerHttpRequest request, ServerHttpResponse response, WebSocketHandler wsHandler,
				@Nullable Exception exception) {
		}

	}

}
