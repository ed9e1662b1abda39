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
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;

import io.wstunnel.MessageType;
import io.wstunnel.testsupport.ModelChannel;
import io.wstunnel.transport.Notice;
import io.wstunnel.transport.TransportListener;
import io.wstunnel.transport.frame.FrameTransport;
import io.wstunnel.transport.frame.Role;
import org.jetbrains.lincheck.Lincheck;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.web.socket.CloseStatus;

/**
 * The hand-over of what is to be sent between a writer, the thread that answers a ping or
 * closes, and the one that is told of room in the channel, in interleavings that Lincheck
 * makes: no frame inside another, none left behind, nobody waits for ever.
 */
@Tag("endurance")
@Tag("interleavings")
@Timeout(240)
class WritingInterleavingsTests {

	private static final int INVOCATIONS = Endurance.times(25);

	private static final byte[] PING = HexFormat.of().parseHex("8982000000006869");

	private static final String DATA = "820401020304";

	private static final String PONG = "8a026869";

	private static final String END = "8b0101";

	private static final String CLOSE = "880203e8";

	@Test
	void aPongBesideAWriter() {
		Lincheck.runConcurrentTest(INVOCATIONS, () -> {
			Scenario scenario = new Scenario();
			scenario.run(scenario::write, () -> scenario.transport.read(ByteBuffer.allocate(8)));
			scenario.check(DATA + PONG, PONG + DATA);
		});
	}

	@Test
	void aCloseBesideAWriter() {
		Lincheck.runConcurrentTest(INVOCATIONS, () -> {
			Scenario scenario = new Scenario();
			scenario.run(scenario::write, () -> scenario.transport.sendClose(CloseStatus.NORMAL));
			scenario.check(DATA + CLOSE, CLOSE);
		});
	}

	@Test
	void aPongBesideAClose() {
		Lincheck.runConcurrentTest(INVOCATIONS, () -> {
			Scenario scenario = new Scenario();
			scenario.run(() -> scenario.transport.read(ByteBuffer.allocate(8)),
					() -> scenario.transport.sendClose(CloseStatus.NORMAL));
			scenario.check(PONG + CLOSE, CLOSE);
		});
	}

	@Test
	void anEndBesideAPongAndAClose() {
		Lincheck.runConcurrentTest(INVOCATIONS, () -> {
			Scenario scenario = new Scenario();
			scenario.run(() -> scenario.transport.read(ByteBuffer.allocate(8)), () -> {
				scenario.transport.sendNotice(Notice.END);
				scenario.transport.sendClose(CloseStatus.NORMAL);
			});
			scenario.check(PONG + END + CLOSE, END + PONG + CLOSE, END + CLOSE);
		});
	}

	/**
	 * A transport whose peer has sent a ping, and that has no room yet.
	 */
	private static final class Scenario implements TransportListener {

		private final ModelChannel channel = new ModelChannel(PING).arrived();

		private final FrameTransport transport = new FrameTransport(this.channel, Role.SERVER, null, true);

		private final Semaphore writable = new Semaphore(0);

		Scenario() {
			this.transport.start(MessageType.BINARY, this);
		}

		void run(Runnable first, Runnable second) {
			Thread[] threads = { new Thread(first), new Thread(second), new Thread(this.channel::run) };
			for (Thread thread : threads) {
				thread.start();
			}
			try {
				threads[0].join();
				threads[1].join();
				this.channel.stop();
				threads[2].join();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}

		private void write() {
			ByteBuffer payload = ByteBuffer.wrap(new byte[] { 1, 2, 3, 4 });
			try {
				while (!this.transport.send(payload, true)) {
					this.writable.acquire();
				}
				while (!this.transport.flush()) {
					this.writable.acquire();
				}
			}
			catch (ClosedChannelException ex) {
				// The close came first
			}
			catch (IOException | InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}

		/**
		 * Check what has gone out.
		 * @param expected each of what is right, in hexadecimal digits
		 */
		void check(String... expected) {
			byte[] written = this.channel.getWritten();
			if (Stream.of(expected).noneMatch((hex) -> Arrays.equals(HexFormat.of().parseHex(hex), written))) {
				throw new AssertionError("Written: " + HexFormat.of().formatHex(written));
			}
		}

		@Override
		public void onReadable() {
		}

		@Override
		public void onWritable() {
			this.writable.release();
		}

	}

}
