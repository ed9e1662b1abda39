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

package io.wstunnel;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.wstunnel.connection.TransportConnection;
import io.wstunnel.testsupport.ModelChannel;
import io.wstunnel.transport.frame.FrameTransport;
import io.wstunnel.transport.frame.Role;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.http.HttpHeaders;
import org.springframework.web.socket.CloseStatus;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link TunnelTask}: whether its handler ends first, its connection does, or it
 * is refused, the tunnel's end is told once.
 */
@Timeout(120)
class TunnelTaskTests {

	private static final int TIMES = 3000;

	private static final WsHandshake HANDSHAKE = new WsHandshake(URI.create("/"), new HttpHeaders(), null, Map.of(),
			null);

	private static final WsAddress ADDRESS = WsAddress.of("peer");

	private final ExecutorService executor = Executors.newCachedThreadPool();

	@Test
	void theEndIsToldOnceWhoeverEndsTheTunnel() throws Exception {
		Random random = new Random();
		try {
			for (int i = 0; i < TIMES; i++) {
				new Race(random.nextBoolean(), random.nextInt(4) == 0, random.nextBoolean()).run();
			}
		}
		finally {
			this.executor.shutdownNow();
		}
	}

	/**
	 * One tunnel.
	 */
	private final class Race {

		private final CompletableFuture<Void> result = new CompletableFuture<>();

		private final CompletableFuture<Void> told = new CompletableFuture<>();

		private final AtomicInteger times = new AtomicInteger();

		private final TransportConnection connection = new TransportConnection("1",
				new FrameTransport(new ModelChannel(), Role.SERVER, null), HANDSHAKE, ADDRESS, ADDRESS,
				WsConnectionSettings.builder().build(), Runnable::run);

		private final boolean failing;

		private final TunnelTask task;

		private final boolean refused;

		private final boolean atOnce;

		/**
		 * Create a race.
		 * @param failing whether the handler fails
		 * @param refused whether the task is refused though it runs, as when its thread
		 * lacks memory just after its start
		 * @param atOnce whether the handler runs on a thread that must not wait
		 */
		Race(boolean failing, boolean refused, boolean atOnce) {
			this.failing = failing;
			this.refused = refused;
			this.atOnce = atOnce;
			this.task = new TunnelTask(new Handler(this.result), this.connection, this::execute, () -> "Tunnel",
					this::tell);
		}

		/**
		 * An executor without a thread, half of the time.
		 */
		private void execute(Runnable task) {
			if (this.failing) {
				throw new RejectedExecutionException();
			}
			TunnelTaskTests.this.executor.execute(task);
		}

		void run() throws Exception {
			this.connection.start();
			List<Callable<Void>> ends = new ArrayList<>(List.of(this::serve, this::abort, this::complete));
			if (this.refused) {
				ends.add(this::refuse);
			}
			CyclicBarrier start = new CyclicBarrier(ends.size());
			List<Future<Void>> threads = new ArrayList<>();
			for (Callable<Void> end : ends) {
				threads.add(TunnelTaskTests.this.executor.submit(() -> {
					start.await();
					return end.call();
				}));
			}
			for (Future<Void> thread : threads) {
				thread.get(20, TimeUnit.SECONDS);
			}
			this.told.get(20, TimeUnit.SECONDS);
			assertThat(this.connection.isOpen()).isFalse();
			assertThat(this.times).hasValue(1);
		}

		private Void serve() {
			if (this.atOnce) {
				this.task.runAtOnce();
			}
			else {
				this.task.run();
			}
			return null;
		}

		private Void abort() {
			this.connection.abort();
			return null;
		}

		private Void complete() {
			if (this.failing) {
				this.result.completeExceptionally(new WsClosedException(CloseStatus.NO_CLOSE_FRAME, "Lost", null));
			}
			else {
				this.result.complete(null);
			}
			return null;
		}

		private void tell() {
			this.times.incrementAndGet();
			this.told.complete(null);
		}

		private Void refuse() {
			this.task.refuse();
			return null;
		}

	}

	private record Handler(CompletionStage<Void> result) implements WsConnectionHandler {

		@Override
		public void handle(WsConnection connection) {
			throw new UnsupportedOperationException();
		}

		@Override
		public CompletionStage<?> handleAsync(WsConnection connection) {
			return this.result;
		}

	}

}
