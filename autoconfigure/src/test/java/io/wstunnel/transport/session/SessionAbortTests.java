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

package io.wstunnel.transport.session;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import io.wstunnel.MessageType;
import io.wstunnel.testsupport.AgainstTheClock;
import io.wstunnel.transport.TransportListener;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketSession;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests of how {@link SessionTransport} drops a connection whose container gives the
 * buffers of a frame on its way to another one.
 */
class SessionAbortTests {

	@Test
	void anAbortWaitsForAFrameOnItsWay() throws Exception {
		AgainstTheClock.test(Duration.ofMillis(1), (time) -> {
			Container container = new Container();
			SessionTransport transport = start(container);
			transport.send(ByteBuffer.allocate(1), true);
			container.awaitEvents("send");
			transport.close();
			container.release.countDown();
			container.awaitCount(3);
			assertThat(container.events).contains("abort");
			return List.of("send", "sent", "abort").equals(container.events);
		});
	}

	@Test
	void anAbortWaitsForACloseFrameBehindAFrameOnItsWay() throws Exception {
		AgainstTheClock.test(Duration.ofMillis(1), (time) -> {
			Container container = new Container();
			SessionTransport transport = start(container);
			transport.send(ByteBuffer.allocate(1), true);
			transport.sendClose(CloseStatus.NORMAL);
			container.awaitEvents("send");
			transport.close();
			container.release.countDown();
			container.awaitCount(3);
			return List.of("send", "sent", "abort").equals(container.events);
		});
	}

	@Test
	void aPeerThatTakesNothingIsCutAndTheSenderReleasedBehindThat() throws Exception {
		Container container = new Container();
		SessionTransport transport = start(container);
		transport.send(ByteBuffer.allocate(1), true);
		container.awaitEvents("send");
		transport.close();
		container.awaitEvents("send", "abort", "interrupted");
	}

	@Test
	void anAbortThatFailsReleasesTheSender() throws Exception {
		Container container = new Container() {

			@Override
			void abort() {
				super.abort();
				throw new OutOfMemoryError("No thread");
			}

		};
		SessionTransport transport = start(container);
		transport.send(ByteBuffer.allocate(1), true);
		container.awaitEvents("send");
		transport.close();
		container.awaitEvents("send", "abort", "interrupted");
	}

	private static SessionTransport start(Container container) {
		SessionTransport transport = new SessionTransport(mock(WebSocketSession.class), container);
		transport.start(MessageType.BINARY, mock(TransportListener.class));
		return transport;
	}

	/**
	 * Sends until it is released, as a container whose peer reads slowly.
	 */
	private static class Container extends ContainerSession {

		private final List<String> events = new CopyOnWriteArrayList<>();

		private final CountDownLatch release = new CountDownLatch(1);

		Container() {
			super(mock(WebSocketSession.class));
		}

		@Override
		void send(MessageType type, ByteBuffer payload, boolean last) {
			this.events.add("send");
			try {
				this.release.await();
				this.events.add("sent");
			}
			catch (InterruptedException ex) {
				this.events.add("interrupted");
			}
		}

		@Override
		void close(CloseStatus status) {
			this.events.add("close");
		}

		@Override
		boolean isHarmedByAbortDuringSend() {
			return true;
		}

		@Override
		void abort() {
			this.events.add("abort");
		}

		private void awaitEvents(String... expected) {
			Awaitility.await().untilAsserted(() -> assertThat(this.events).containsExactly(expected));
		}

		private void awaitCount(int count) {
			Awaitility.await().until(() -> this.events.size() >= count);
		}

	}

}
