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
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Random;

import io.wstunnel.WsConnection;
import io.wstunnel.testsupport.Payloads;

/**
 * Reads bursts at random paces, checks every byte, and counts how often the receive
 * window was full while there was more to come: the connection had paused then, and must
 * resume for the rest to arrive.
 */
final class BurstReader {

	private final WsConnection connection;

	private final int window;

	private final Random random;

	private long position;

	private int pauses;

	BurstReader(WsConnection connection, int window, Random random) {
		this.connection = connection;
		this.window = window;
		this.random = random;
	}

	int getPauses() {
		return this.pauses;
	}

	/**
	 * Read up to a position.
	 * @param end the position behind the last byte
	 * @param pace how to read
	 * @return this reader
	 * @throws IOException if the connection failed
	 */
	BurstReader read(long end, Pace pace) throws IOException {
		while (this.position < end) {
			if (pace == Pace.WHEN_FULL) {
				awaitFull(end);
			}
			countPause(end);
			ByteBuffer bytes = ByteBuffer.allocate(pace.length(this.random));
			if (pace != Pace.IMPATIENT) {
				this.connection.read(bytes);
			}
			else {
				readImpatiently(bytes);
			}
			Payloads.check(bytes.flip(), this.position);
			this.position += bytes.limit();
		}
		if (this.position > end) {
			throw new AssertionError("Bytes were doubled: " + (this.position - end));
		}
		return this;
	}

	/**
	 * Wait until the transport's thread has filled the window, unless it has paused.
	 */
	private void awaitFull(long end) throws IOException {
		if (available() <= this.window / 2) {
			long expected = Math.min(this.window, end - this.position);
			Endurance.spin(() -> available() >= expected);
		}
	}

	private void countPause(long end) {
		if (end - this.position > this.window && available() == this.window) {
			this.pauses++;
		}
	}

	private void readImpatiently(ByteBuffer bytes) throws IOException {
		try {
			this.connection.setReadDeadline(Instant.now().plusNanos(this.random.nextInt(60_000)));
			this.connection.read(bytes);
		}
		catch (SocketTimeoutException ex) {
			// Another reader comes, or the same again
		}
		finally {
			this.connection.setReadDeadline(null);
		}
	}

	private int available() {
		try {
			return this.connection.getInputStream().available();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * How a reader reads.
	 */
	enum Pace {

		/**
		 * In small pieces, through the window.
		 */
		SMALL(1, 700),

		/**
		 * Straight from the transport.
		 */
		LARGE(8 * 1024, 20 * 1024),

		/**
		 * Both.
		 */
		MIXED(1, 16 * 1024),

		/**
		 * Only when the window is full.
		 */
		WHEN_FULL(1, 2 * 1024),

		/**
		 * With deadlines that often pass.
		 */
		IMPATIENT(1, 12 * 1024);

		private final int min;

		private final int max;

		Pace(int min, int max) {
			this.min = min;
			this.max = max;
		}

		static Pace next(Random random) {
			return values()[random.nextInt(values().length)];
		}

		private int length(Random random) {
			return this.min + random.nextInt(this.max - this.min);
		}

	}

}
