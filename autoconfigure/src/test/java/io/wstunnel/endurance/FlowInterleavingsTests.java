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
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import io.wstunnel.WsAddress;
import io.wstunnel.WsConnectionSettings;
import io.wstunnel.WsHandshake;
import io.wstunnel.connection.ConnectionFlow;
import io.wstunnel.connection.FlowListener;
import io.wstunnel.connection.TransportConnection;
import io.wstunnel.testsupport.Payloads;
import org.jetbrains.lincheck.Lincheck;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.http.HttpHeaders;
import org.springframework.util.unit.DataSize;

/**
 * The hand-over of received bytes to an event-driven reader, in interleavings that
 * Lincheck makes. When all threads have ended, it must have read all that arrived:
 * otherwise it was not told.
 */
@Tag("endurance")
@Tag("interleavings")
@Timeout(240)
class FlowInterleavingsTests {

	private static final int INVOCATIONS = Endurance.times(12);

	private static final WsConnectionSettings SETTINGS = WsConnectionSettings.builder()
		.receiveWindow(DataSize.ofBytes(1024))
		// Whose timer would be a thread more
		.keepAliveInterval(Duration.ZERO)
		.build();

	private static final WsHandshake HANDSHAKE = new WsHandshake(URI.create("/"), new HttpHeaders(), null, Map.of(),
			null);

	private static final WsAddress ADDRESS = WsAddress.of("peer");

	private static final byte[] PATTERN = Payloads.bytes(16 * 1024);

	@Test
	void aReaderThroughTheWindow() {
		Lincheck.runConcurrentTest(INVOCATIONS, () -> new Scenario(700, Stop.NEVER).run(1000, 700, 300));
	}

	@Test
	void aReaderPastTheWindow() {
		Lincheck.runConcurrentTest(INVOCATIONS, () -> new Scenario(9000, Stop.NEVER).run(300, 200));
	}

	@Test
	void aReaderThatPauses() {
		Lincheck.runConcurrentTest(INVOCATIONS, () -> new Scenario(700, Stop.PAUSE).run(1000, 300));
	}

	/**
	 * A reader, and a thread for each portion of bytes that arrives.
	 */
	private static final class Scenario implements FlowListener {

		private final ModelTransport transport = new ModelTransport(PATTERN);

		private final AtomicInteger reasons = new AtomicInteger();

		private final ByteBuffer buffer;

		private final ConnectionFlow flow;

		private Stop stop;

		private int position;

		Scenario(int length, Stop stop) {
			this.buffer = ByteBuffer.allocate(length);
			this.stop = stop;
			TransportConnection connection = new TransportConnection("1", this.transport, HANDSHAKE, ADDRESS, ADDRESS,
					SETTINGS, Runnable::run);
			connection.start();
			this.flow = ConnectionFlow.open(connection, this);
		}

		void run(int... arrivals) {
			List<Thread> threads = new ArrayList<>();
			threads.add(new Thread(this::onReadable));
			int total = 0;
			for (int count : arrivals) {
				threads.add(new Thread(() -> this.transport.arrive(count)));
				total += count;
			}
			threads.forEach(Thread::start);
			try {
				for (Thread thread : threads) {
					thread.join();
				}
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
			if (this.stop == Stop.PAUSED) {
				onReadable();
			}
			if (this.position != total) {
				throw new AssertionError(this.position + " of " + total + " bytes were read");
			}
		}

		@Override
		public void onReadable() {
			if (this.reasons.getAndIncrement() != 0) {
				return;
			}
			int seen = 1;
			while (seen != 0) {
				try {
					read();
				}
				catch (IOException ex) {
					throw new IllegalStateException(ex);
				}
				seen = this.reasons.addAndGet(-seen);
			}
		}

		private void read() throws IOException {
			int count = this.flow.read(this.buffer.clear());
			while (count > 0) {
				check(this.buffer.get(0), this.position);
				this.position += count;
				check(this.buffer.get(count - 1), this.position - 1);
				if (this.stop == Stop.PAUSE) {
					this.stop = Stop.PAUSED;
					this.flow.pause();
					return;
				}
				count = this.flow.read(this.buffer.clear());
			}
		}

		private void check(byte octet, int position) {
			if (octet != Payloads.at(position)) {
				throw new AssertionError("Byte " + position + " is not in its place");
			}
		}

		@Override
		public void onWritable() {
		}

	}

	/**
	 * Whether the reader stops once before nothing is left, and has done so.
	 */
	private enum Stop {

		NEVER, PAUSE, PAUSED

	}

}
