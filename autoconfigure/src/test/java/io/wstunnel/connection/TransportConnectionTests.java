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

package io.wstunnel.connection;

import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.wstunnel.WsAddress;
import io.wstunnel.WsConnectionSettings;
import io.wstunnel.WsHandshake;
import io.wstunnel.testsupport.Call;
import io.wstunnel.testsupport.CallingThreads;
import io.wstunnel.transport.Transport;
import io.wstunnel.transport.TransportListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.http.HttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of a {@link TransportConnection} whose transport runs out of memory.
 */
@Timeout(60)
class TransportConnectionTests {

	private static final WsHandshake HANDSHAKE = new WsHandshake(URI.create("/"), new HttpHeaders(), null, Map.of(),
			null);

	private final AtomicReference<TransportListener> listener = new AtomicReference<>();

	private final CountDownLatch closed = new CountDownLatch(1);

	private volatile boolean exhausted;

	@Test
	void aCallBackThatFailsReleasesTheReader() throws Exception {
		TransportConnection connection = connect();
		Call<Integer> reader = CallingThreads.PLATFORM.call(() -> connection.read(ByteBuffer.allocate(10)))
			.awaitBlocked();
		this.exhausted = true;
		assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> this.listener.get().onReadable());
		assertThat(reader.getFailure()).isInstanceOfAny(ClosedChannelException.class, OutOfMemoryError.class);
		assertThat(this.closed.await(30, TimeUnit.SECONDS)).isTrue();
	}

	private TransportConnection connect() {
		TransportConnection connection = new TransportConnection("1", createTransport(), HANDSHAKE,
				WsAddress.of("a", 1), WsAddress.of("b", 2), WsConnectionSettings.defaults(), Runnable::run);
		connection.start();
		return connection;
	}

	private Transport createTransport() {
		return (Transport) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { Transport.class },
				(proxy, method, arguments) -> switch (method.getName()) {
					case "start" -> {
						this.listener.set((TransportListener) arguments[1]);
						yield null;
					}
					case "read" -> {
						if (this.exhausted) {
							throw new OutOfMemoryError("Direct buffer memory");
						}
						yield 0;
					}
					case "close" -> {
						this.closed.countDown();
						yield null;
					}
					case "flush", "send" -> true;
					case "drain" -> 0;
					case "setOption", "hasNotices", "isPeerEnded", "isPeerPaused", "isPeerDraining" -> false;
					case "getLastSign" -> System.nanoTime();
					default -> null;
				});
	}

}
