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

package io.wstunnel.benchmarks;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Ping-pong on many connections at once, all on one thread of the load client.
 */
final class ManyPingPong implements Workload {

	private static final int CONNECTIONS = 100;

	private static final int CAPACITY = 4 * 1024;

	private static final double KILO = 1e3;

	private static final long LIMIT_MILLIS = 10_000;

	@Override
	public Map<Row, Double> run(Relay relay, TargetServer targets, long nanos) throws IOException {
		List<Player> players = new ArrayList<>();
		try (Selector selector = Selector.open()) {
			for (int i = 0; i < CONNECTIONS; i++) {
				Player player = new Player(relay.connect(Relay.Path.ECHO, CAPACITY));
				players.add(player);
				player.link.channel().configureBlocking(false);
				player.link.channel().register(selector, SelectionKey.OP_READ, player);
				player.link.send(player.ball.next());
			}
			play(selector, nanos / 5);
			long from = System.nanoTime();
			long count = play(selector, nanos);
			return Map.of(Row.MANY_PING_PONG, count * 1e9 / (System.nanoTime() - from) / KILO);
		}
		finally {
			for (Player player : players) {
				player.link.abort();
			}
		}
	}

	private static long play(Selector selector, long nanos) throws IOException {
		long count = 0;
		long end = System.nanoTime() + nanos;
		while (System.nanoTime() < end) {
			if (selector.select(LIMIT_MILLIS) == 0) {
				throw new IOException("All connections stand still");
			}
			for (SelectionKey key : selector.selectedKeys()) {
				if (((Player) key.attachment()).play()) {
					count++;
				}
			}
			selector.selectedKeys().clear();
		}
		return count;
	}

	private record Player(Link link, Ball ball) {

		private Player(Link link) {
			this(link, new Ball());
		}

		/**
		 * Take what has come of the echo.
		 * @return whether it was complete, and the next message is sent
		 */
		private boolean play() throws IOException {
			ByteBuffer payload = this.link.receive();
			if (this.link.hasEnded()) {
				throw new EOFException("A connection ended");
			}
			ByteBuffer echo = this.ball.target();
			echo.put(payload);
			if (echo.hasRemaining()) {
				return false;
			}
			this.ball.check(echo);
			this.link.send(this.ball.next());
			return true;
		}

	}

}
