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

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import io.wstunnel.WsConnection;
import io.wstunnel.WsTunnel;
import io.wstunnel.WsTunnelClient;
import io.wstunnel.WsTunnels;
import io.wstunnel.testsupport.ServerKind;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of several application contexts, on Tomcat and Jetty at once, in one JVM.
 */
@Tag("once")
@Timeout(60)
class TunnelContextsTests {

	@Test
	void applicationsWithTheSameTunnelsKnowNothingOfEachOther() throws Exception {
		try (TunnelServer first = TunnelServer.start(ServerKind.TOMCAT, Tunnels.class);
				TunnelServer second = TunnelServer.start(ServerKind.JETTY, Tunnels.class,
						"wstunnel.server.drain-period=0s");
				RawWebSocket ofFirst = RawWebSocket.open(first.getPort(), "/echo");
				RawWebSocket ofSecond = RawWebSocket.open(second.getPort(), "/echo");
				WsConnection byFirst = first.getBean(WsTunnelClient.class).connect(uri(first.getPort()))) {
			echo(ofFirst);
			echo(ofSecond);
			echo(byFirst);
			assertThat(first.getBean(WsTunnels.class).findByTunnelId("echo")).hasSize(2);
			assertThat(second.getBean(WsTunnels.class).findByTunnelId("echo")).hasSize(1);
			stop(second);
			assertThat(ofSecond.receiveClose()).isEqualTo(1012);
			echo(ofFirst);
			echo(byFirst);
			assertThat(first.getBean(WsTunnels.class).getAll()).hasSize(2);
			ofFirst.sendClose(1000);
		}
	}

	@Test
	void theTunnelsAndTheClientOfAParentAreNotThoseOfItsChildren() throws Exception {
		try (ConfigurableApplicationContext parent = builder(Tunnels.class).web(WebApplicationType.NONE).run();
				ConfigurableApplicationContext first = child(parent, ServerKind.JETTY);
				ConfigurableApplicationContext second = child(parent, ServerKind.TOMCAT)) {
			WsTunnelClient client = parent.getBean(WsTunnelClient.class);
			assertThat(first.getBean(WsTunnelClient.class)).isSameAs(client);
			// As with controllers, each context serves its own beans
			assertThat(first.getBean(TunnelHandlerMapping.class).getUrlMap()).containsOnlyKeys("/child");
			WsConnection ofFirst = client.connect(uri(first, "/child"));
			try (WsConnection ofSecond = client.connect(uri(second, "/child"))) {
				echo(ofFirst);
				echo(ofSecond);
				assertThat(second.getBean(WsTunnels.class).getAll()).hasSize(1);
				stop(first);
				echo(ofSecond);
				assertThat(ofFirst.closed().toCompletableFuture().get().getCode()).isEqualTo(1012);
			}
		}
	}

	private static ConfigurableApplicationContext child(ConfigurableApplicationContext parent, ServerKind kind) {
		return builder(ChildTunnels.class, kind.toProperty()).web(WebApplicationType.SERVLET).parent(parent).run();
	}

	private static SpringApplicationBuilder builder(Class<?> source, String... properties) {
		return new SpringApplicationBuilder(TunnelServer.WithoutSecurity.class, source)
			.properties("server.port=0", "spring.main.banner-mode=off", "wstunnel.server.drain-period=0s")
			.properties(properties);
	}

	private static void stop(AutoCloseable application) throws Exception {
		application.close();
	}

	private static URI uri(int port) {
		return URI.create("ws://localhost:" + port + "/echo");
	}

	private static URI uri(ConfigurableApplicationContext context, String path) {
		int port = ((ServletWebServerApplicationContext) context).getWebServer().getPort();
		return URI.create("ws://localhost:" + port + path);
	}

	private static void echo(RawWebSocket socket) throws Exception {
		socket.sendBinary("hello");
		assertThat(socket.receiveBinary()).isEqualTo("hello");
	}

	private static void echo(WsConnection connection) throws Exception {
		connection.write(ByteBuffer.wrap("hello".getBytes(StandardCharsets.UTF_8)));
		assertThat(connection.getInputStream().readNBytes(5)).asString().isEqualTo("hello");
	}

	@Configuration(proxyBeanMethods = false)
	static class Tunnels {

		@Bean
		EchoTunnel echoTunnel() {
			return new EchoTunnel();
		}

	}

	static class EchoTunnel {

		@WsTunnel("/echo")
		void echo(WsConnection connection) throws Exception {
			connection.getInputStream().transferTo(connection.getOutputStream());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ChildTunnels {

		@WsTunnel("/child")
		void child(WsConnection connection) throws Exception {
			connection.getInputStream().transferTo(connection.getOutputStream());
		}

	}

}
