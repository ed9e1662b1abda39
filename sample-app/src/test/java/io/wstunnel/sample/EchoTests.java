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

package io.wstunnel.sample;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the tunnels that send everything back, with the JDK's WebSocket client.
 */
@ApplicationTest
class EchoTests {

	@LocalServerPort
	private int port;

	@Test
	void whenTextIsSentThenItIsEchoed() throws Exception {
		Echo echo = new Echo(4);
		WebSocket webSocket = connect("/tunnels/text-echo", echo);
		webSocket.sendText("\u00e9ll", true).get(10, TimeUnit.SECONDS);
		assertThat(echo.bytes()).asString().isEqualTo("\u00e9ll");
		webSocket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(10, TimeUnit.SECONDS);
		assertThat(echo.status()).isEqualTo(WebSocket.NORMAL_CLOSURE);
	}

	@Test
	void whenBytesAreSentThenTheyAreEchoed() throws Exception {
		byte[] sent = new byte[1_000_000];
		new Random(1).nextBytes(sent);
		Echo echo = new Echo(sent.length);
		WebSocket webSocket = connect("/tunnels/echo", echo);
		webSocket.sendBinary(ByteBuffer.wrap(sent), true).get(10, TimeUnit.SECONDS);
		assertThat(Arrays.equals(echo.bytes(), sent)).isTrue();
		webSocket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(10, TimeUnit.SECONDS);
		assertThat(echo.status()).isEqualTo(WebSocket.NORMAL_CLOSURE);
	}

	private WebSocket connect(String path, WebSocket.Listener listener) throws Exception {
		return HttpClient.newHttpClient()
			.newWebSocketBuilder()
			.connectTimeout(Duration.ofSeconds(10))
			.buildAsync(URI.create("ws://localhost:" + this.port + path), listener)
			.get(10, TimeUnit.SECONDS);
	}

	/**
	 * Collects what comes back.
	 */
	private static final class Echo implements WebSocket.Listener {

		private final ByteBuffer buffer;

		private final CompletableFuture<byte[]> bytes = new CompletableFuture<>();

		private final CompletableFuture<Integer> status = new CompletableFuture<>();

		Echo(int length) {
			this.buffer = ByteBuffer.allocate(length);
		}

		byte[] bytes() throws Exception {
			return this.bytes.get(10, TimeUnit.SECONDS);
		}

		int status() throws Exception {
			return this.status.get(10, TimeUnit.SECONDS);
		}

		@Override
		public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
			return onBinary(webSocket, StandardCharsets.UTF_8.encode(data.toString()), last);
		}

		@Override
		public CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
			this.buffer.put(data);
			if (!this.buffer.hasRemaining()) {
				this.bytes.complete(this.buffer.array());
			}
			webSocket.request(1);
			return null;
		}

		@Override
		public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
			this.status.complete(statusCode);
			return null;
		}

		@Override
		public void onError(WebSocket webSocket, Throwable error) {
			this.bytes.completeExceptionally(error);
			this.status.completeExceptionally(error);
		}

	}

}
