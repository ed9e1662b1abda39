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
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import javax.net.SocketFactory;

import io.wstunnel.WsConnection;
import io.wstunnel.WsTunnel;
import io.wstunnel.testsupport.Await;
import io.wstunnel.testsupport.Call;
import io.wstunnel.testsupport.CallingThreads;
import io.wstunnel.testsupport.ServerKind;
import io.wstunnel.testsupport.TestTls;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.autoconfigure.ssl.SslBundleRegistrar;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of tunnels on a server all of whose threads are blocked by controllers.
 */
@Tag("once")
@Timeout(120)
class TunnelBusyServerTests {

	private static final int SIZE = 4 * 1024 * 1024;

	private static final int REQUESTS = 20;

	private static final String[] FEW_THREADS = { "server.jetty.threads.max=8", "server.tomcat.threads.max=4" };

	@ParameterizedTest
	@EnumSource
	void tunnelsGoOnAndNewHandshakesWait(ServerKind kind) throws Exception {
		try (TunnelServer server = TunnelServer.start(kind, Application.class, FEW_THREADS);
				Pages pages = server.getBean(Pages.class)) {
			Call<Integer> handshake = talkWhileBlocked(server, SocketFactory.getDefault(), "http");
			assertThat(pages.blocked).hasValueLessThan(REQUESTS);
			assertThat(handshake.isDone()).isFalse();
			pages.release.countDown();
			assertThat(handshake.get()).isEqualTo(101);
		}
	}

	/**
	 * Jetty counts its selector among the tasks that {@code server.jetty.threads.max}
	 * limits, and nothing moves when they are taken: so there are more of them here.
	 */
	@ParameterizedTest
	@EnumSource
	@EnabledForJreRange(min = JRE.JAVA_21)
	void nothingWaitsWhereTheThreadsAreVirtual(ServerKind kind) throws Exception {
		try (TunnelServer server = TunnelServer.start(kind, Application.class, "server.tomcat.threads.max=4",
				"spring.threads.virtual.enabled=true"); Pages pages = server.getBean(Pages.class)) {
			Call<Integer> handshake = talkWhileBlocked(server, SocketFactory.getDefault(), "http");
			assertThat(pages.blocked).hasValue(REQUESTS);
			assertThat(handshake.get()).isEqualTo(101);
		}
	}

	@ParameterizedTest
	@EnumSource
	void tunnelsGoOnOverTls(ServerKind kind) throws Exception {
		try (TunnelServer server = TunnelServer.start(kind, SecureApplication.class, "server.ssl.bundle=tunnels",
				FEW_THREADS[0], FEW_THREADS[1]); Pages pages = server.getBean(Pages.class)) {
			talkWhileBlocked(server, TestTls.create().context().getSocketFactory(), "https");
			assertThat(pages.blocked).hasValueLessThan(REQUESTS);
		}
	}

	/**
	 * More than the kernel takes is sent both ways, so that both directions wait.
	 * @return the handshake of another tunnel, begun when the threads were blocked
	 */
	private static Call<Integer> talkWhileBlocked(TunnelServer server, SocketFactory factory, String scheme)
			throws Exception {
		try (RawWebSocket socket = RawWebSocket.open(factory, server.getPort(), "/echo", Map.of(), new byte[0])) {
			block(server, scheme, server.getBean(Pages.class));
			Call<Integer> handshake = CallingThreads.PLATFORM.call(() -> handshake(server, factory));
			byte[] sent = new byte[SIZE];
			new Random(1).nextBytes(sent);
			Call<Void> writer = CallingThreads.PLATFORM.call(() -> {
				for (int i = 0; i < 3; i++) {
					socket.send(0x2, sent);
				}
				return null;
			});
			int count = 0;
			while (count < 3 * SIZE) {
				byte[] payload = socket.receive(0x2);
				assertThat(payload[0]).isEqualTo(sent[count % SIZE]);
				count += payload.length;
			}
			writer.get(Duration.ofSeconds(20));
			socket.send(0x9, "ping".getBytes());
			assertThat(socket.receive(0xA)).asString().isEqualTo("ping");
			socket.sendClose(1000);
			assertThat(socket.receiveClose()).isEqualTo(1000);
			assertThat(socket.readToEnd()).isEmpty();
			return handshake;
		}
	}

	private static int handshake(TunnelServer server, SocketFactory factory) throws IOException {
		try (RawWebSocket socket = RawWebSocket.open(factory, server.getPort(), "/echo", Map.of(), new byte[0])) {
			return socket.getStatus();
		}
	}

	/**
	 * Send requests that block, until no thread is left that would take one more.
	 */
	private static void block(TunnelServer server, String scheme, Pages pages) throws Exception {
		HttpClient client = HttpClient.newBuilder()
			.sslContext(TestTls.create().context())
			.version(HttpClient.Version.HTTP_1_1)
			.build();
		URI uri = URI.create(scheme + "://localhost:" + server.getPort() + "/block");
		for (int i = 0; i < REQUESTS; i++) {
			client.sendAsync(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
		}
		Await.standstill(Duration.ofMillis(200), pages.blocked::get);
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		@Bean
		Pages pages() {
			return new Pages();
		}

		@WsTunnel("/echo")
		void echo(WsConnection connection) throws IOException {
			connection.getInputStream().transferTo(connection.getOutputStream());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class SecureApplication extends Application {

		@Bean
		SslBundleRegistrar tls() throws Exception {
			SslStoreBundle stores = SslStoreBundle.of(TestTls.create().keyStore(), TestTls.PASSWORD, null);
			return (registry) -> registry.registerBundle("tunnels", SslBundle.of(stores));
		}

	}

	@RestController
	static class Pages implements AutoCloseable {

		private final CountDownLatch release = new CountDownLatch(1);

		private final AtomicInteger blocked = new AtomicInteger();

		@GetMapping("/block")
		String block() throws InterruptedException {
			this.blocked.incrementAndGet();
			this.release.await();
			return "released";
		}

		@Override
		public void close() {
			this.release.countDown();
		}

	}

}
