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
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import io.wstunnel.WsConnection;
import io.wstunnel.testsupport.Payloads;

/**
 * Connections that are cut, many at a time, beside others that are not and that check
 * every byte of their echo.
 */
final class Storm {

	/**
	 * How many connections are cut at a time.
	 */
	static final int WORKERS = 8;

	/**
	 * How many connections live on.
	 */
	static final int STEADY = 4;

	private static final byte[] PATTERN = Payloads.bytes(1 << 20);

	private final AtomicBoolean over = new AtomicBoolean();

	private final AtomicLong echoed = new AtomicLong();

	/**
	 * Return bytes of which a stranger's differ.
	 * @param random chooses them
	 * @param maxLength how many at most
	 * @return the bytes, at least one
	 */
	static byte[] payload(Random random, int maxLength) {
		byte[] payload = new byte[1 + random.nextInt(maxLength)];
		System.arraycopy(PATTERN, random.nextInt(PATTERN.length - payload.length), payload, 0, payload.length);
		return payload;
	}

	/**
	 * End a connection with a FIN, or with an RST.
	 * @param socket the connection
	 * @param random chooses
	 * @throws IOException if the socket is closed
	 */
	static void cut(Socket socket, Random random) throws IOException {
		socket.setSoLinger(random.nextBoolean(), 0);
		socket.close();
	}

	/**
	 * Run tasks on all workers until there were enough of them.
	 * @param total how many
	 * @param steady opens a connection that lives on
	 * @param task lives and cuts one connection
	 * @return how many bytes came back on the connections that live on
	 */
	static long run(int total, Opening steady, Task task) throws Exception {
		return new Storm().doRun(total, steady, task);
	}

	private long doRun(int total, Opening steady, Task task) throws Exception {
		ExecutorService executor = Executors.newFixedThreadPool(WORKERS + STEADY);
		try {
			List<Future<?>> steadies = new ArrayList<>();
			for (int i = 0; i < STEADY; i++) {
				Random random = Endurance.random(1000 + i);
				steadies.add(executor.submit(() -> echo(steady, random)));
			}
			List<Future<?>> workers = new ArrayList<>();
			for (int i = 0; i < WORKERS; i++) {
				Random random = Endurance.random(2000 + i);
				workers.add(executor.submit(() -> {
					work(total / WORKERS, random, task);
					return null;
				}));
			}
			for (Future<?> worker : workers) {
				worker.get(9, TimeUnit.MINUTES);
			}
			this.over.set(true);
			for (Future<?> echo : steadies) {
				Endurance.get(echo);
			}
			return this.echoed.get();
		}
		catch (Exception | Error ex) {
			throw new AssertionError("Storm with " + Endurance.seed(), ex);
		}
		finally {
			this.over.set(true);
			executor.shutdownNow();
		}
	}

	private void work(int times, Random random, Task task) throws Exception {
		boolean done = false;
		try {
			for (int i = 0; i < times && !this.over.get(); i++) {
				task.run(random);
			}
			done = true;
		}
		finally {
			this.over.compareAndSet(false, !done);
		}
	}

	private long echo(Opening opening, Random random) throws Exception {
		try (WsConnection connection = opening.open()) {
			while (!this.over.get()) {
				byte[] payload = payload(random, 20_000);
				connection.getOutputStream().write(payload);
				byte[] back = connection.getInputStream().readNBytes(payload.length);
				if (!Arrays.equals(back, payload)) {
					throw new AssertionError("A foreign byte in " + connection);
				}
				this.echoed.addAndGet(back.length);
				// Most of the processor is for the storm
				LockSupport.parkNanos(500_000);
			}
		}
		return this.echoed.get();
	}

	/**
	 * Opens a connection that echoes.
	 */
	interface Opening {

		WsConnection open() throws IOException;

	}

	/**
	 * Opens one connection and cuts it.
	 */
	interface Task {

		void run(Random random) throws Exception;

	}

}
