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

package io.wstunnel.docs;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;

import io.wstunnel.testsupport.Await;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The configuration of {@code docs/forwarding.md}, in one application that has both ends,
 * with other addresses.
 */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class ForwardingSnippetsTests {

	@Test
	void theConfigurationWorks(CapturedOutput output) throws Exception {
		ServerSocket target = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		target.setSoTimeout((int) Await.LIMIT.toMillis());
		try (ConfigurableApplicationContext context = start(freePort(), target.getLocalPort())) {
			try (target; Socket local = connect(context); Socket accepted = target.accept()) {
				local.getOutputStream().write("hello".getBytes());
				assertThat(accepted.getInputStream().readNBytes(5)).asString().isEqualTo("hello");
				accepted.getOutputStream().write("bye".getBytes());
				accepted.shutdownOutput();
				assertThat(local.getInputStream().readAllBytes()).asString().isEqualTo("bye");
			}
			try (Socket refused = connect(context)) {
				assertThatExceptionOfType(SocketException.class).isThrownBy(() -> refused.getInputStream().read());
			}
			assertThat(output).containsOnlyOnce("Tunnel 'db' cannot be opened, and the connection of");
		}
	}

	private static ConfigurableApplicationContext start(int port, int targetPort) {
		return new SpringApplicationBuilder(Application.class).run(
				"--spring.config.location=classpath:/docs/forwarding.yaml", "--spring.main.banner-mode=off",
				"--server.port=" + port, "--wstunnel.server.tunnels.postgres.target=localhost:" + targetPort,
				"--wstunnel.client.tunnels.db.uri=ws://localhost:" + port + "/tunnels/postgres",
				"--wstunnel.client.tunnels.db.listen=127.0.0.1:0", "--wstunnel.close-timeout=2s",
				"--wstunnel.server.drain-period=100ms");
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

	private static Socket connect(ConfigurableApplicationContext context) throws IOException {
		int port = context.getEnvironment().getRequiredProperty("local.wstunnel.db.port", Integer.class);
		Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), port);
		socket.setSoTimeout((int) Await.LIMIT.toMillis());
		return socket;
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(exclude = { DataSourceAutoConfiguration.class, ServletWebSecurityAutoConfiguration.class,
			UserDetailsServiceAutoConfiguration.class })
	static class Application {

	}

}
