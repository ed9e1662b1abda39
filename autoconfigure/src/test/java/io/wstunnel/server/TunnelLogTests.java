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
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

import io.wstunnel.WsConnection;
import io.wstunnel.WsTunnel;
import io.wstunnel.testsupport.Await;
import io.wstunnel.testsupport.ServerKind;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.core.task.TaskExecutor;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of what strangers can bring into the log.
 */
@OnEachServer
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class TunnelLogTests {

	@Parameter
	private ServerKind kind;

	private static TunnelServer server;

	@BeforeParameterizedClassInvocation
	static void start(ServerKind kind) {
		server = TunnelServer.start(kind, Application.class, "logging.level.io.wstunnel=debug",
				"wstunnel.server.tunnels.any.path=/any/{host}", "wstunnel.server.tunnels.any.target={host}:1",
				"wstunnel.server.tunnels.any.allowed-targets.hosts=db.internal");
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		server.close();
	}

	@Test
	void aPathMakesNoLineOfItsOwn(CapturedOutput output) throws Exception {
		assertThat(status("/number/1%0aForged%20line", Map.of())).isEqualTo(400);
		assertThat(status("/any/1%0aForged%20line", Map.of())).isBetween(400, 403);
		assertThat(output.toString().lines()).noneMatch((line) -> line.startsWith("Forged"));
	}

	@Test
	void aValueThatCannotBeConvertedIsNotLogged(CapturedOutput output) throws Exception {
		try (RawWebSocket socket = RawWebSocket.open(server.getPort(), "/secret", Map.of("X-Secret", "s3cret"))) {
			assertThat(socket.getStatus()).isEqualTo(400);
			assertThat(socket.receiveBody()).contains("The value of 'X-Secret' cannot be converted.");
		}
		assertThat(output).contains("Handshake of /secret is refused with 400: The value of 'X-Secret' cannot be")
			.doesNotContain("s3cret");
	}

	@Test
	void aFloodOfValuesThatCannotBeConvertedIsWarnedOfOnce(CapturedOutput output) throws Exception {
		for (int i = 0; i < 3; i++) {
			assertThat(status("/flooded/x" + i, Map.of())).isEqualTo(400);
		}
		assertThat(output.toString().lines().filter((line) -> line.contains("Handshake of /flooded/x"))).hasSize(3)
			.filteredOn((line) -> line.contains("WARN"))
			.hasSize(1);
	}

	@Test
	void theQueryOfATunnelThatFailsIsNotLogged(CapturedOutput output) throws Exception {
		server.getBean(Application.class).failing.set(true);
		try (RawWebSocket socket = RawWebSocket.open(server.getPort(), "/echo?token=s3cret")) {
			assertThat(socket.readToEnd()).isEmpty();
		}
		Awaitility.await().atMost(Await.LIMIT).until(() -> output.toString().contains("Tunnel 'echo' could not be"));
		assertThat(output).doesNotContain("s3cret");
		assertThat(server.getBean(OpenTunnels.class).awaitEnd(Await.LIMIT)).isTrue();
		assertThat(server.getBean(OpenTunnels.class).getAll()).isEmpty();
	}

	private static int status(String path, Map<String, String> headers) throws IOException {
		try (RawWebSocket socket = RawWebSocket.open(server.getPort(), path, headers)) {
			return socket.getStatus();
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		private final AtomicBoolean failing = new AtomicBoolean();

		@Bean(defaultCandidate = false)
		TaskExecutor wsTunnelTaskExecutor() {
			SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor("failing-");
			return (task) -> {
				if (this.failing.getAndSet(false)) {
					throw new IllegalStateException("This failure is part of a test");
				}
				executor.execute(task);
			};
		}

		@Bean
		Tunnels tunnels() {
			return new Tunnels();
		}

	}

	static class Tunnels {

		@WsTunnel("/echo")
		void echo(WsConnection connection) throws IOException {
			connection.getInputStream().transferTo(connection.getOutputStream());
		}

		@WsTunnel("/number/{number}")
		void number(WsConnection connection, @PathVariable int number) {
		}

		@WsTunnel("/flooded/{number}")
		void flooded(WsConnection connection, @PathVariable int number) {
		}

		@WsTunnel("/secret")
		void secret(WsConnection connection, @RequestHeader("X-Secret") int secret) {
		}

	}

}
