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
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import javax.net.SocketFactory;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.wstunnel.WsConnection;
import io.wstunnel.WsTunnel;
import io.wstunnel.testsupport.ServerKind;
import io.wstunnel.testsupport.TestTls;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.ssl.SslBundleRegistrar;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.filter.CharacterEncodingFilter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of tunnels among what else an application has: TLS by a bundle, HTTP/2 with and
 * without it, filters that wrap requests and responses, observations.
 */
@Tag("once")
@ParameterizedClass(name = "{0}, {1}, {2}")
@CsvSource({ "TOMCAT, auto, https", "TOMCAT, auto, http", "TOMCAT, session, https", "JETTY, auto, https",
		"JETTY, auto, http", "JETTY, session, https" })
@Timeout(60)
class TunnelSurroundingsTests {

	private static TunnelServer server;

	@Parameter(0)
	private ServerKind kind;

	@Parameter(1)
	private String transport;

	@Parameter(2)
	private String scheme;

	@BeforeParameterizedClassInvocation
	static void start(ServerKind kind, String transport, String scheme) {
		server = TunnelServer.start(kind, Application.class, "wstunnel.server.transport=" + transport,
				"server.ssl.enabled=" + scheme.equals("https"), "server.ssl.bundle=tunnels",
				"server.http2.enabled=true", "spring.servlet.encoding.force=true",
				"server.forward-headers-strategy=framework");
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		server.close();
	}

	@Test
	void theFiltersAreThere() {
		assertThat(server.getBean(CharacterEncodingFilter.class).isForceResponseEncoding()).isTrue();
	}

	@Test
	void pagesAreServedOverHttp2() throws Exception {
		HttpResponse<String> response = HttpClient.newBuilder()
			.sslContext(TestTls.create().context())
			.version(HttpClient.Version.HTTP_2)
			.build()
			.send(HttpRequest.newBuilder(URI.create(this.scheme + "://localhost:" + server.getPort() + "/page"))
				.build(), BodyHandlers.ofString());
		assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
		assertThat(response.body()).isEqualTo("page");
	}

	@Test
	void tunnelsAreServedOverHttp11() throws Exception {
		try (RawWebSocket socket = open("/echo")) {
			assertThat(socket.getStatus()).isEqualTo(101);
			socket.sendBinary("hello");
			assertThat(socket.receiveBinary()).isEqualTo("hello");
			socket.sendClose(1000);
			assertThat(socket.receiveClose()).isEqualTo(1000);
			assertThat(socket.readToEnd()).isEmpty();
		}
	}

	@Test
	void theResponseOfTheHandshakeHasNoBody() throws Exception {
		try (RawWebSocket socket = open("/echo")) {
			assertThat(socket.getHeader("Content-Length")).isNull();
			assertThat(socket.getHeader("Transfer-Encoding")).isNull();
			assertThat(socket.getHeader("Upgrade")).isEqualToIgnoringCase("websocket");
			assertThat(socket.getHeader("Connection")).isEqualToIgnoringCase("upgrade");
		}
	}

	@Test
	void forwardedHeadersAreHonoured() throws Exception {
		try (RawWebSocket socket = open("/address")) {
			assertThat(socket.receiveBinary()).startsWith("203.0.113.9:");
		}
	}

	@Test
	void theHandshakeIsObserved() throws Exception {
		try (RawWebSocket socket = open("/observed")) {
			assertThat(socket.getStatus()).isEqualTo(101);
			Awaitility.await()
				.atMost(Duration.ofSeconds(10))
				.untilAsserted(() -> assertThat(server.getBean(MeterRegistry.class)
					.find("http.server.requests")
					.tags("status", "101", "uri", "/observed", "outcome", "INFORMATIONAL")
					.timers()).singleElement().satisfies(TunnelSurroundingsTests::isOfOneHandshake));
		}
	}

	private static void isOfOneHandshake(Timer timer) {
		assertThat(timer.count()).isEqualTo(1);
		assertThat(timer.max(TimeUnit.SECONDS)).isLessThan(30);
	}

	private RawWebSocket open(String path) throws Exception {
		SocketFactory factory = (this.scheme.equals("https")) ? TestTls.create().context().getSocketFactory()
				: SocketFactory.getDefault();
		return RawWebSocket.open(factory, server.getPort(), path, Map.of("X-Forwarded-For", "203.0.113.9"),
				new byte[0]);
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		@Bean
		MeterRegistry meterRegistry() {
			return new SimpleMeterRegistry();
		}

		@Bean
		Pages pages() {
			return new Pages();
		}

		@Bean
		SslBundleRegistrar tls() throws Exception {
			SslStoreBundle stores = SslStoreBundle.of(TestTls.create().keyStore(), TestTls.PASSWORD, null);
			return (registry) -> registry.registerBundle("tunnels", SslBundle.of(stores));
		}

		@WsTunnel("/echo")
		void echo(WsConnection connection) throws IOException {
			connection.getInputStream().transferTo(connection.getOutputStream());
		}

		@WsTunnel("/observed")
		void observed(WsConnection connection) throws Exception {
			connection.closed().toCompletableFuture().get();
		}

		@WsTunnel("/address")
		void address(WsConnection connection) throws IOException {
			String text = connection.getRemoteAddress().toString();
			connection.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
		}

	}

	@RestController
	static class Pages {

		@GetMapping("/page")
		String page() {
			return "page";
		}

	}

}
