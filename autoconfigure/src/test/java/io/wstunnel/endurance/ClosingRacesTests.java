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

package io.wstunnel.endurance;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import io.wstunnel.WsAddress;
import io.wstunnel.WsConnectionSettings;
import io.wstunnel.WsHandshake;
import io.wstunnel.connection.TransportConnection;
import io.wstunnel.testsupport.ModelChannel;
import io.wstunnel.transport.TransportEnd;
import io.wstunnel.transport.frame.FrameTransport;
import io.wstunnel.transport.frame.Role;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.http.HttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Threads that close a connection at the same time, each in its own way. Whoever comes
 * first: the network connection is closed once, the stage completes once and with what
 * was received, and no thread is left blocked.
 */
@Timeout(240)
class ClosingRacesTests {

	private static final int TIMES = Endurance.times(6000);

	private static final int THREADS = 3;

	private static final WsHandshake HANDSHAKE = new WsHandshake(URI.create("/"), new HttpHeaders(), null, Map.of(),
			null);

	private static final WsAddress ADDRESS = WsAddress.of("peer");

	/**
	 * A close frame with 1001.
	 */
	private static final byte[] PEER_CLOSE = HexFormat.of().parseHex("88820000000003e9");

	@Test
	void whoeverClosesAConnectionItClosesOnce() throws Exception {
		ExecutorService executor = Executors.newFixedThreadPool(THREADS);
		Random random = Endurance.random(1);
		try {
			for (int i = 0; i < TIMES; i++) {
				new Race().run(executor, random);
			}
		}
		catch (Exception | Error ex) {
			throw new AssertionError("With " + Endurance.seed(), ex);
		}
		finally {
			executor.shutdownNow();
		}
	}

	/**
	 * One connection.
	 */
	private static final class Race {

		private final ModelChannel channel = new ModelChannel(PEER_CLOSE).withRoom();

		private final FrameTransport transport = new FrameTransport(this.channel, Role.SERVER, null);

		private final CompletableFuture<Void> lifetime = new CompletableFuture<>();

		private final AtomicInteger completions = new AtomicInteger();

		private final TransportConnection connection = new TransportConnection("1", this.transport, HANDSHAKE, ADDRESS,
				ADDRESS,
				WsConnectionSettings.builder().closeTimeout(Duration.ofMillis(1)).lifetime(this.lifetime).build(),
				this::complete);

		private final Callable<Void> expiry = this::expire;

		private final List<Callable<Void>> ways = new ArrayList<>(
				List.of(this::abort, this.expiry, this::closeAtPeer, this::read, this::write));

		private void complete(Runnable completion) {
			this.completions.incrementAndGet();
			completion.run();
		}

		void run(ExecutorService executor, Random random) throws Exception {
			this.connection.start();
			Collections.shuffle(this.ways, random);
			// One that ends the others, and soon: expiry lingers
			boolean expires = this.ways.subList(0, THREADS - 1).contains(this.expiry);
			this.ways.add(THREADS - 1, (expires || random.nextBoolean()) ? this::abort : this::close);
			CyclicBarrier start = new CyclicBarrier(THREADS);
			List<Future<Void>> threads = new ArrayList<>();
			for (Callable<Void> way : this.ways.subList(0, THREADS)) {
				threads.add(executor.submit(() -> {
					start.await();
					return way.call();
				}));
			}
			for (Future<Void> thread : threads) {
				Endurance.get(thread);
			}
			TransportEnd end = this.transport.getEnd();
			assertThat(end).isNotNull();
			assertThat(Endurance.get(this.connection.closed().toCompletableFuture())).isEqualTo(end.received());
			assertThat(this.completions).hasValue(1);
			assertThat(this.channel.getCloses()).isEqualTo(1);
		}

		private Void close() throws IOException {
			this.connection.close();
			return null;
		}

		private Void abort() {
			this.connection.abort();
			return null;
		}

		private Void expire() {
			this.lifetime.complete(null);
			return null;
		}

		private Void closeAtPeer() {
			this.channel.arrived();
			return null;
		}

		private Void read() {
			try {
				this.connection.read(ByteBuffer.allocate(8));
			}
			catch (IOException ex) {
				// Closed
			}
			return null;
		}

		private Void write() {
			try {
				this.connection.write(ByteBuffer.allocate(8));
			}
			catch (IOException ex) {
				// Closed
			}
			return null;
		}

	}

}
