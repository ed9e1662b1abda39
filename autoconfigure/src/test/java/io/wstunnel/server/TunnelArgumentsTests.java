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
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.time.DayOfWeek;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.wstunnel.WsConnection;
import io.wstunnel.WsTunnel;
import io.wstunnel.WsTunnelArgumentResolver;
import io.wstunnel.testsupport.ServerKind;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.MethodParameter;
import org.springframework.format.FormatterRegistry;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the arguments of {@link WsTunnel @WsTunnel} methods.
 */
@OnEachServer
@Timeout(60)
class TunnelArgumentsTests {

	@Parameter
	private ServerKind kind;

	private static TunnelServer server;

	@BeforeParameterizedClassInvocation
	static void start(ServerKind kind) {
		server = TunnelServer.start(kind, Application.class);
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		server.close();
	}

	@Test
	void pathVariablesAreConverted() throws Exception {
		assertThat(receive("/path/example.org/22")).isEqualTo("example.org:22 {host=example.org, port=22}");
	}

	@Test
	void aPathVariableThatCannotBeConvertedIsABadRequest() throws Exception {
		assertThat(status("/path/example.org/x", Map.of())).isEqualTo(400);
	}

	@Test
	void headersAreConverted() throws Exception {
		assertThat(receive("/header", Map.of("X-Day", "FRIDAY", "X-Numbers", "1, 2"))).isEqualTo("FRIDAY [1, 2]");
		assertThat(receive("/header", Map.of("X-Day", "FRIDAY"))).isEqualTo("FRIDAY null");
	}

	@Test
	void aHeaderThatIsMissingOrCannotBeConvertedIsABadRequest() throws Exception {
		assertThat(status("/header", Map.of())).isEqualTo(400);
		assertThat(status("/header", Map.of("X-Day", "never"))).isEqualTo(400);
	}

	@Test
	void requestParametersAreConverted() throws Exception {
		assertThat(receive("/parameter?a=5&b=x&b=y")).isEqualTo("5 [x, y] Optional.empty 7");
		assertThat(receive("/parameter?a=5&b=x&c=3&d=4")).isEqualTo("5 [x] Optional[3] 4");
	}

	@Test
	void aRequestParameterThatIsMissingOrCannotBeConvertedIsABadRequest() throws Exception {
		assertThat(status("/parameter?b=x", Map.of())).isEqualTo(400);
		assertThat(status("/parameter?a=x&b=x", Map.of())).isEqualTo(400);
		assertThat(status("/parameter?a=5&b=x&c=x", Map.of())).isEqualTo(400);
	}

	@Test
	void theConversionServiceOfTheApplicationIsUsed() throws Exception {
		assertThat(receive("/converted?point=3:4")).isEqualTo("Point[x=3, y=4]");
	}

	@Test
	void theHandshakeIsAnArgument() throws Exception {
		assertThat(receive("/handshake", Map.of("X-Day", "FRIDAY"))).isEqualTo("FRIDAY /handshake null true");
	}

	@Test
	void resolversOfTheApplicationAreAsked() throws Exception {
		assertThat(receive("/custom")).isEqualTo("Point[x=1, y=2]");
	}

	private static String receive(String path) throws IOException {
		return receive(path, Map.of());
	}

	private static String receive(String path, Map<String, String> headers) throws IOException {
		try (RawWebSocket socket = RawWebSocket.open(server.getPort(), path, headers)) {
			assertThat(socket.getStatus()).isEqualTo(101);
			return socket.receiveBinary();
		}
	}

	private static int status(String path, Map<String, String> headers) throws IOException {
		try (RawWebSocket socket = RawWebSocket.open(server.getPort(), path, headers)) {
			return socket.getStatus();
		}
	}

	private static void send(WsConnection connection, Object text) throws IOException {
		connection.write(ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8)));
	}

	record Point(int x, int y) {

		static Point parse(String text) {
			String[] parts = text.split(":");
			return new Point(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		@Bean
		Tunnels tunnels() {
			return new Tunnels();
		}

		@Bean
		WebMvcConfigurer conversion() {
			return new WebMvcConfigurer() {

				@Override
				public void addFormatters(FormatterRegistry registry) {
					registry.addConverter(String.class, Point.class, Point::parse);
				}

			};
		}

		@Bean
		WsTunnelArgumentResolver pointResolver() {
			return new WsTunnelArgumentResolver() {

				@Override
				public boolean supportsParameter(MethodParameter parameter) {
					return parameter.getParameterType() == Point.class;
				}

				@Override
				public Object resolveArgument(MethodParameter parameter, WsConnection connection) {
					return new Point(1, 2);
				}

			};
		}

	}

	static class Tunnels {

		@WsTunnel("/path/{host}/{port}")
		void path(WsConnection connection, @PathVariable String host, @PathVariable("port") int number)
				throws IOException {
			Map<String, String> variables = new java.util.TreeMap<>(connection.getHandshake().pathVariables());
			send(connection, host + ":" + number + " " + variables);
		}

		@WsTunnel("/header")
		void header(WsConnection connection, @RequestHeader("X-Day") DayOfWeek day,
				@RequestHeader(name = "X-Numbers", required = false) @Nullable List<Integer> numbers)
				throws IOException {
			send(connection, day + " " + numbers);
		}

		@WsTunnel("/parameter")
		void parameter(WsConnection connection, @RequestParam long a, @RequestParam List<String> b,
				@RequestParam Optional<Integer> c, @RequestParam(defaultValue = "7") int d) throws IOException {
			send(connection, a + " " + b + " " + c + " " + d);
		}

		@WsTunnel("/converted")
		void converted(WsConnection connection, @RequestParam Point point) throws IOException {
			send(connection, point);
		}

		@WsTunnel("/handshake")
		void handshake(WsConnection connection, HttpHeaders headers, URI uri, @Nullable Principal principal)
				throws IOException {
			send(connection, headers.getFirst("X-Day") + " " + uri.getPath() + " " + principal + " "
					+ headers.equals(connection.getHandshake().headers()));
		}

		@WsTunnel("/custom")
		void custom(Point point, WsConnection connection) throws IOException {
			send(connection, point);
		}

		@WsTunnel("/socket")
		void socket(Socket socket) throws IOException {
			socket.getOutputStream().write(1);
		}

	}

}
