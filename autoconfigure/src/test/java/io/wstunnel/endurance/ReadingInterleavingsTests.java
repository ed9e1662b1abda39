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
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.wstunnel.DeadlineAction;
import io.wstunnel.WsAddress;
import io.wstunnel.WsConnectionSettings;
import io.wstunnel.WsHandshake;
import io.wstunnel.connection.TransportConnection;
import io.wstunnel.testsupport.Payloads;
import org.jetbrains.lincheck.Lincheck;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.http.HttpHeaders;
import org.springframework.util.unit.DataSize;

/**
 * The hand-over of received bytes between the transport's thread and readers, in
 * interleavings that Lincheck makes. It fails with the interleaving when a thread waits
 * for ever, or when bytes that arrived lie in the transport though the window has room
 * for them: then nobody would see a ping or a close behind them.
 */
@Tag("endurance")
@Tag("interleavings")
@Timeout(240)
class ReadingInterleavingsTests {

	private static final int INVOCATIONS = Endurance.times(12);

	private static final int WINDOW = 1024;

	private static final WsConnectionSettings SETTINGS = WsConnectionSettings.builder()
		.receiveWindow(DataSize.ofBytes(WINDOW))
		// Whose timer would be a thread more
		.keepAliveInterval(Duration.ZERO)
		.deadlineAction(DeadlineAction.KEEP_OPEN)
		.build();

	private static final WsHandshake HANDSHAKE = new WsHandshake(URI.create("/"), new HttpHeaders(), null, Map.of(),
			null);

	private static final WsAddress ADDRESS = WsAddress.of("peer");

	/**
	 * Made in advance: a long loop looks to Lincheck like one without end.
	 */
	private static final byte[] PATTERN = Payloads.bytes(16 * 1024);

	@Test
	void aReaderThroughTheWindow() {
		Lincheck.runConcurrentTest(INVOCATIONS, () -> new Scenario(700, 1000, 700, 300).run());
	}

	@Test
	void aReaderPastTheWindowThatLeaves() {
		Lincheck.runConcurrentTest(INVOCATIONS, () -> new Scenario(9000, 1, 300, 200).run());
	}

	@Test
	void aReaderWhoseWindowIsFull() {
		Lincheck.runConcurrentTest(INVOCATIONS, () -> new Scenario(400, 1600, WINDOW, 800).run());
	}

	@Test
	void aReaderThatGivesUp() {
		Lincheck.runConcurrentTest(INVOCATIONS, () -> {
			Scenario scenario = new Scenario(9000, 1, 300, 200);
			scenario.run(() -> scenario.connection.setReadDeadline(Instant.EPOCH));
		});
	}

	/**
	 * A reader, and a thread for each portion of bytes that arrives.
	 */
	private static final class Scenario {

		private final ModelTransport transport = new ModelTransport(PATTERN);

		private final TransportConnection connection = new TransportConnection("1", this.transport, HANDSHAKE, ADDRESS,
				ADDRESS, SETTINGS, Runnable::run);

		private final int length;

		private final int enough;

		private final int[] arrivals;

		private int position;

		/**
		 * Create a scenario.
		 * @param length the length of the reader's buffer
		 * @param enough after how many bytes the reader leaves
		 * @param arrivals the numbers of bytes that arrive
		 */
		Scenario(int length, int enough, int... arrivals) {
			this.length = length;
			this.enough = enough;
			this.arrivals = arrivals;
			this.connection.start();
		}

		void run(Runnable... others) {
			List<Thread> threads = new ArrayList<>();
			threads.add(new Thread(this::read));
			for (int count : this.arrivals) {
				threads.add(new Thread(() -> this.transport.arrive(count)));
			}
			for (Runnable other : others) {
				threads.add(new Thread(other));
			}
			threads.forEach(Thread::start);
			try {
				for (Thread thread : threads) {
					thread.join();
				}
				checkWindow();
			}
			catch (IOException | InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}

		private void read() {
			try {
				while (this.position < this.enough) {
					ByteBuffer bytes = ByteBuffer.allocate(this.length);
					this.connection.read(bytes);
					check(bytes.get(0), this.position);
					this.position += bytes.position();
					check(bytes.get(bytes.position() - 1), this.position - 1);
				}
			}
			catch (SocketTimeoutException ex) {
				// Leaves, too
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

		private void check(byte octet, int position) {
			if (octet != Payloads.at(position)) {
				throw new AssertionError("Byte " + position + " is not in its place");
			}
		}

		private void checkWindow() throws IOException {
			int rest = -this.position;
			for (int count : this.arrivals) {
				rest += count;
			}
			int available = this.connection.getInputStream().available();
			if (available != rest && available <= WINDOW / 2) {
				throw new AssertionError(available + " of " + rest + " bytes were received");
			}
		}

	}

}
