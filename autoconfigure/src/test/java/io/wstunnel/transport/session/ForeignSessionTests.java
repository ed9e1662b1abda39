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

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.wstunnel.MessageType;
import io.wstunnel.WsClosedException;
import io.wstunnel.WsConnection;
import io.wstunnel.WsConnectionSettings;
import io.wstunnel.WsTunnelHandler;
import io.wstunnel.testsupport.Call;
import io.wstunnel.testsupport.CallingThreads;
import io.wstunnel.testsupport.Payloads;
import jakarta.websocket.Session;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.util.unit.DataSize;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.PingMessage;
import org.springframework.web.socket.TextMessage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;

/**
 * Tests of a connection over a session of a server that is neither Tomcat nor Jetty.
 */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class ForeignSessionTests {

	private static final int FRAME = 64 * 1024;

	private static final Duration INTERVAL = Duration.ofMillis(100);

	private final CountDownLatch end = new CountDownLatch(1);

	private ForeignSession session = new ForeignSession(new Object());

	private WsTunnelHandler handler;

	private WsConnection connection;

	@AfterEach
	void abort() {
		this.connection.abort();
		this.end.countDown();
	}

	@Test
	void partsOfMessagesGoInAndOut() throws Exception {
		open((settings) -> {
		});
		assertThat(this.connection.getTransportName()).isEqualTo("session");
		this.handler.handleMessage(this.session, new BinaryMessage("ab".getBytes(), false));
		assertThat(read(2)).isEqualTo("ab");
		this.handler.handleMessage(this.session, new BinaryMessage("cd".getBytes(), true));
		assertThat(read(2)).isEqualTo("cd");
		byte[] bytes = Payloads.bytes(FRAME + 10);
		this.connection.write(ByteBuffer.wrap(bytes));
		BinaryMessage first = (BinaryMessage) this.session.takeSent();
		BinaryMessage second = (BinaryMessage) this.session.takeSent();
		assertThat(first.isLast()).isFalse();
		assertThat(first.getPayload().remaining()).isEqualTo(FRAME);
		assertThat(second.isLast()).isTrue();
		assertThat(second.getPayload().remaining()).isEqualTo(10);
		Payloads.check(first.getPayload(), 0);
		Payloads.check(second.getPayload(), FRAME);
		assertThat(this.session.hasSent()).isFalse();
	}

	@Test
	void textGoesInAndOut() throws Exception {
		open((settings) -> settings.messageType(MessageType.TEXT));
		this.handler.handleMessage(this.session, new TextMessage("h\u00e9"));
		assertThat(read(3)).isEqualTo("h\u00e9");
		this.connection.write(StandardCharsets.UTF_8.encode("\u00e9h"));
		assertThat(this.session.takeSent()).isEqualTo(new TextMessage("\u00e9h"));
	}

	@Test
	void aFullWindowBlocksTheThreadOfTheContainerUntilSomebodyReads() throws Exception {
		open((settings) -> settings.receiveWindow(DataSize.ofKilobytes(1)));
		byte[] bytes = Payloads.bytes(100_000);
		Call<Void> container = deliverTwice(bytes).awaitBlocked();
		assertThat(this.connection.getInputStream().readNBytes(bytes.length)).isEqualTo(bytes);
		container.get();
		assertThat(this.connection.getInputStream().readNBytes(bytes.length)).isEqualTo(bytes);
	}

	@Test
	void anAbortReleasesTheThreadOfTheContainerAndClosesWith1011() throws Exception {
		open((settings) -> settings.receiveWindow(DataSize.ofKilobytes(1)));
		Call<Void> container = deliverTwice(new byte[100_000]).awaitBlocked();
		this.connection.abort();
		container.get();
		assertThat(this.session.awaitClosed()).isEqualTo(CloseStatus.SERVER_ERROR);
	}

	@Test
	void anAbortReleasesAReader() throws Exception {
		open((settings) -> {
		});
		Call<Integer> read = CallingThreads.PLATFORM.call(() -> this.connection.read(ByteBuffer.allocate(1)))
			.awaitBlocked();
		this.connection.abort();
		assertThat(read.getFailure()).isExactlyInstanceOf(AsynchronousCloseException.class);
	}

	@Test
	void aCloseWith1014IsSentAs1011() throws Exception {
		open((settings) -> {
		});
		Call<Void> close = CallingThreads.PLATFORM.call(() -> {
			this.connection.close(new CloseStatus(1014, "said"));
			return null;
		});
		assertThat(this.session.awaitClosed()).isEqualTo(CloseStatus.SERVER_ERROR.withReason("said"));
		this.handler.afterConnectionClosed(this.session, CloseStatus.SERVER_ERROR);
		close.get();
	}

	@Test
	void theCloseOfThePeerIsTheEnd() throws Exception {
		open((settings) -> {
		});
		this.handler.handleMessage(this.session, new BinaryMessage("last".getBytes()));
		this.handler.afterConnectionClosed(this.session, CloseStatus.GOING_AWAY);
		assertThat(read(4)).isEqualTo("last");
		assertThat(this.connection.read(ByteBuffer.allocate(1))).isEqualTo(-1);
	}

	@Test
	void anErrorIsNot() throws Exception {
		open((settings) -> {
		});
		this.handler.handleTransportError(this.session, new IOException("Reset"));
		this.handler.afterConnectionClosed(this.session, CloseStatus.NO_CLOSE_FRAME);
		assertThatExceptionOfType(WsClosedException.class)
			.isThrownBy(() -> this.connection.read(ByteBuffer.allocate(1)))
			.satisfies((ex) -> assertThat(ex.getStatus().getCode()).isEqualTo(1006));
	}

	@Test
	void theIdleTimeoutOfASessionOfTheJakartaApiIsOff() throws Exception {
		Session nativeSession = mock(Session.class);
		this.session = new ForeignSession(nativeSession);
		open((settings) -> {
		});
		then(nativeSession).should().setMaxIdleTimeout(0);
		this.handler.handleMessage(this.session, new BinaryMessage("in".getBytes()));
		assertThat(read(2)).isEqualTo("in");
		this.connection.write(ByteBuffer.wrap("out".getBytes()));
		assertThat(this.session.takeSent()).isEqualTo(new BinaryMessage("out".getBytes()));
		this.connection.abort();
		assertThat(this.session.awaitClosed()).isEqualTo(CloseStatus.SERVER_ERROR);
	}

	@Test
	void aSilentPeerIsPingedAndGivenUp() throws Exception {
		open((settings) -> settings.keepAliveInterval(INTERVAL).keepAliveTimeout(INTERVAL));
		assertThat(this.session.takeSent()).isEqualTo(new PingMessage());
		assertThatExceptionOfType(WsClosedException.class)
			.isThrownBy(() -> this.connection.read(ByteBuffer.allocate(1)))
			.withMessageContaining("no sign of life");
		assertThat(this.session.awaitClosed().getCode()).isIn(3008, 1011);
	}

	@Test
	void aSessionWithoutPingsIsLeftAlone(CapturedOutput output) throws Exception {
		AtomicInteger pings = new AtomicInteger();
		this.session = new ForeignSession(new Object()) {

			@Override
			protected void sendPingMessage(PingMessage message) {
				pings.incrementAndGet();
				throw new UnsupportedOperationException("What is a ping?");
			}

		};
		open((settings) -> settings.keepAliveInterval(INTERVAL).keepAliveTimeout(INTERVAL));
		Awaitility.await().during(INTERVAL.multipliedBy(4)).until(this.connection::isOpen);
		this.handler.handleMessage(this.session, new BinaryMessage("in".getBytes()));
		assertThat(read(2)).isEqualTo("in");
		assertThat(pings).hasValue(1);
		assertThat(output).containsOnlyOnce("What is a ping?");
	}

	/**
	 * Deliver two messages, of which one is kept beside the window, on a thread of the
	 * container.
	 */
	private Call<Void> deliverTwice(byte[] bytes) {
		return CallingThreads.PLATFORM.call(() -> {
			this.handler.handleMessage(this.session, new BinaryMessage(bytes));
			this.handler.handleMessage(this.session, new BinaryMessage(bytes));
			return null;
		});
	}

	private void open(Consumer<WsConnectionSettings.Builder> settings) throws Exception {
		WsConnectionSettings.Builder builder = WsConnectionSettings.builder();
		settings.accept(builder);
		this.handler = new WsTunnelHandler(builder.build(),
				(connection) -> assertThat(this.end.await(60, TimeUnit.SECONDS)).isTrue());
		this.handler.afterConnectionEstablished(this.session);
		this.connection = (WsConnection) this.session.getAttributes().get(WsTunnelHandler.CONNECTION_ATTRIBUTE);
	}

	private String read(int count) throws IOException {
		return new String(this.connection.getInputStream().readNBytes(count), StandardCharsets.UTF_8);
	}

}
