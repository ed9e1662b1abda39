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

package io.wstunnel.connection;

import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

import io.wstunnel.DeadlineAction;
import io.wstunnel.MessageType;
import io.wstunnel.WsClosedException;
import io.wstunnel.WsConnection;
import io.wstunnel.WsConnectionPair;
import io.wstunnel.WsConnectionSettings;
import io.wstunnel.testsupport.Await;
import io.wstunnel.testsupport.Call;
import io.wstunnel.testsupport.CallingThreads;
import io.wstunnel.testsupport.Payloads;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.web.socket.CloseStatus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests of {@link ConnectionFlow}: the rules of the connection hold for it.
 */
@Timeout(120)
class ConnectionFlowTests {

	private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);

	private final ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);

	private WsConnectionPair pair = WsConnectionPair.create();

	@AfterEach
	void closePair() {
		this.pair.close();
	}

	@Test
	void readsWhatIsThereAndIsToldOfMore() throws Exception {
		FlowEnd end = new FlowEnd(server());
		assertThat(end.flow.read(this.buffer)).isZero();
		client().getOutputStream().write(HELLO);
		end.awaitReadable();
		assertThat(end.flow.read(this.buffer)).isEqualTo(HELLO.length);
		assertThat(end.flow.read(this.buffer)).isZero();
		client().getOutputStream().write(HELLO);
		assertThat(end.read(this.buffer)).isEqualTo(HELLO.length);
		assertThat(this.buffer.flip()).isEqualTo(ByteBuffer.wrap("hellohello".getBytes(StandardCharsets.UTF_8)));
	}

	@Test
	void readsFirstWhatWasReceivedBeforeItWasOpened() throws Exception {
		client().getOutputStream().write(HELLO);
		Awaitility.await().atMost(Await.LIMIT).until(() -> server().getInputStream().available() == HELLO.length);
		FlowEnd end = new FlowEnd(server());
		assertThat(end.flow.hasUnread()).isTrue();
		assertThat(end.flow.read(this.buffer)).isEqualTo(HELLO.length);
	}

	@Test
	void anOrderlyCloseReadsAsTheEndForEverAfter() throws Exception {
		FlowEnd end = new FlowEnd(server());
		client().getOutputStream().write(HELLO);
		Call<Void> close = CallingThreads.PLATFORM.call(() -> {
			client().close();
			return null;
		});
		assertThat(end.readToEnd()).isEqualTo(HELLO.length);
		assertThat(end.flow.read(this.buffer)).isEqualTo(-1);
		close.get();
		assertThat(Await.value(end.flow.closed()).getCode()).isEqualTo(1000);
		assertThat(end.flow.isCut()).isFalse();
	}

	@Test
	void aLossIsNoEnd() throws Exception {
		FlowEnd end = new FlowEnd(server());
		client().getOutputStream().write(HELLO);
		assertThat(end.read(this.buffer)).isEqualTo(HELLO.length);
		client().abort();
		assertThatExceptionOfType(WsClosedException.class).isThrownBy(end::readToEnd)
			.satisfies((ex) -> assertThat(ex.getStatus()).isEqualTo(CloseStatus.NO_CLOSE_FRAME));
		assertThat(end.flow.isCut()).isTrue();
		assertThatExceptionOfType(WsClosedException.class).isThrownBy(() -> end.write(ByteBuffer.wrap(HELLO)));
	}

	@Test
	void aPeerThatDoesNotReadStopsTheWriter() throws Exception {
		FlowEnd end = new FlowEnd(server());
		long written = fill(end);
		assertThat(end.flow.isWritable()).isFalse();
		assertThat(written).isLessThan(1024 * 1024);
		int more = 64 * 1024;
		Call<Void> writer = CallingThreads.PLATFORM.call(() -> {
			end.write(ByteBuffer.wrap(Payloads.bytes(written, more)));
			end.flow.close(CloseStatus.NORMAL);
			return null;
		});
		long position = 0;
		ByteBuffer received = ByteBuffer.allocate(16 * 1024);
		while (client().read(received) >= 0) {
			Payloads.check(received.flip(), position);
			position += received.remaining();
			received.clear();
		}
		writer.get();
		assertThat(position).isEqualTo(written + more);
	}

	@Test
	void whileItPausesTheWindowIsFilledAndALossIsSeen() throws Exception {
		FlowEnd end = new FlowEnd(server());
		client().getOutputStream().write(HELLO);
		assertThat(end.read(this.buffer)).isEqualTo(HELLO.length);
		end.flow.pause();
		client().getOutputStream().write(HELLO);
		Awaitility.await().atMost(Await.LIMIT).until(end.flow::hasUnread);
		client().abort();
		Awaitility.await().atMost(Await.LIMIT).until(end.flow::isCut);
		assertThat(end.flow.read(this.buffer)).isEqualTo(HELLO.length);
		assertThatExceptionOfType(WsClosedException.class).isThrownBy(() -> end.flow.read(this.buffer));
	}

	@Test
	void aReadTimeoutIsToldAndClosesTheConnection() throws Exception {
		create((settings) -> settings.readTimeout(Duration.ofMillis(100)));
		FlowEnd end = new FlowEnd(server());
		assertThat(end.flow.read(this.buffer)).isZero();
		assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> end.read(this.buffer));
		assertThatExceptionOfType(WsClosedException.class).isThrownBy(() -> client().read(this.buffer))
			.satisfies((ex) -> assertThat(ex.getStatus().getCode()).isEqualTo(3008));
	}

	@Test
	void whatArrivesInTimeStartsTheReadTimeoutAnew() throws Exception {
		create((settings) -> settings.readTimeout(Duration.ofSeconds(1)));
		FlowEnd end = new FlowEnd(server());
		for (int i = 0; i < 6; i++) {
			assertThat(end.flow.read(this.buffer)).isZero();
			Awaitility.await().pollDelay(Duration.ofMillis(300)).until(() -> true);
			client().getOutputStream().write(HELLO);
			assertThat(end.read(this.buffer)).isEqualTo(HELLO.length);
		}
	}

	@Test
	void aWriteTimeoutIsToldAndAbortsTheConnection() throws Exception {
		create((settings) -> settings.writeTimeout(Duration.ofMillis(100)));
		FlowEnd end = new FlowEnd(server());
		assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> {
			fill(end);
			end.write(ByteBuffer.wrap(HELLO));
		});
		assertThat(server().isOpen()).isFalse();
	}

	@Test
	void whatIsOnItsWayArrivesThoughItsReaderStallsForLongerThanTheCloseTimeout() throws Exception {
		create((settings) -> settings.closeTimeout(Duration.ofMillis(100)));
		FlowEnd end = new FlowEnd(server());
		client().shutdownOutput();
		assertThat(end.read(this.buffer)).isEqualTo(-1);
		long written = fill(end);
		end.flow.shutdownOutput();
		Awaitility.await().during(Duration.ofMillis(500)).atMost(Await.LIMIT).until(() -> client().isOpen());
		long received = 0;
		ByteBuffer buffer = ByteBuffer.allocate(16 * 1024);
		while (client().read(buffer.clear()) >= 0) {
			Payloads.check(buffer.flip(), received);
			received += buffer.remaining();
		}
		assertThat(received).isEqualTo(written);
		assertThat(Await.value(server().closed()).getCode()).isEqualTo(1000);
	}

	@Test
	void aDeadlineSetWhileItWaitsIsTold() throws Exception {
		create((settings) -> settings.deadlineAction(DeadlineAction.KEEP_OPEN));
		FlowEnd end = new FlowEnd(server());
		assertThat(end.flow.read(this.buffer)).isZero();
		server().setReadDeadline(Instant.now().plusMillis(50));
		assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> end.read(this.buffer));
		server().setReadDeadline(null);
		client().getOutputStream().write(HELLO);
		assertThat(end.read(this.buffer)).isEqualTo(HELLO.length);
	}

	@Test
	void aCloseAtThisEndIsTold() throws Exception {
		FlowEnd end = new FlowEnd(server());
		assertThat(end.flow.read(this.buffer)).isZero();
		end.flow.close(new CloseStatus(4000));
		end.awaitReadable();
		assertThatExceptionOfType(AsynchronousCloseException.class).isThrownBy(() -> end.flow.read(this.buffer));
		assertThatExceptionOfType(AsynchronousCloseException.class)
			.isThrownBy(() -> end.flow.write(ByteBuffer.wrap(HELLO)));
		assertThatExceptionOfType(WsClosedException.class).isThrownBy(() -> client().read(this.buffer))
			.satisfies((ex) -> assertThat(ex.getStatus().getCode()).isEqualTo(4000));
	}

	@Test
	void anAbortAtThisEndIsToldToWhoReadsAndWhoWrites() throws Exception {
		FlowEnd end = new FlowEnd(server());
		assertThat(end.flow.read(this.buffer)).isZero();
		fill(end);
		server().abort();
		end.awaitReadable();
		assertThatIOException().isThrownBy(() -> end.write(ByteBuffer.wrap(HELLO)));
	}

	@Test
	void theEndOfTheLifetimeIsTold() throws Exception {
		create((settings) -> settings.lifetime(Duration.ofMillis(100)));
		FlowEnd end = new FlowEnd(server());
		assertThatExceptionOfType(WsClosedException.class).isThrownBy(() -> end.read(this.buffer))
			.withMessageContaining("lifetime");
	}

	@Test
	void aThreadCannotReadOrWriteBesideIt() throws Exception {
		new FlowEnd(server());
		assertThatIllegalStateException().isThrownBy(() -> server().read(this.buffer));
		assertThatIllegalStateException().isThrownBy(() -> server().write(ByteBuffer.wrap(HELLO)));
		assertThatIllegalStateException().isThrownBy(() -> new FlowEnd(server()));
	}

	@Test
	void itCannotBeOpenedBesideAThreadThatReads() throws Exception {
		Call<Integer> reader = CallingThreads.PLATFORM.call(() -> server().read(this.buffer));
		reader.awaitBlocked();
		assertThatIllegalStateException().isThrownBy(() -> new FlowEnd(server())).withMessageContaining("is read from");
		client().getOutputStream().write(HELLO);
		assertThat(reader.get()).isEqualTo(HELLO.length);
	}

	@Test
	void itCannotBeOpenedBesideAThreadThatWritesAndLeavesReadingToThreadsThen() throws Exception {
		byte[] payload = Payloads.bytes(0, 16 * 1024 * 1024);
		Call<Void> writer = CallingThreads.PLATFORM.call(() -> {
			server().write(ByteBuffer.wrap(payload));
			return null;
		});
		writer.awaitBlocked();
		assertThatIllegalStateException().isThrownBy(() -> new FlowEnd(server())).withMessageContaining("written to");
		client().getOutputStream().write(HELLO);
		assertThat(server().getInputStream().readNBytes(HELLO.length)).isEqualTo(HELLO);
		assertThat(client().getInputStream().readNBytes(payload.length)).isEqualTo(payload);
		writer.get();
	}

	@Test
	void textWaitsForTheRestOfACharacter() throws Exception {
		create((settings) -> settings.messageType(MessageType.TEXT));
		FlowEnd end = new FlowEnd(server());
		byte[] euro = "\u20AC".getBytes(StandardCharsets.UTF_8);
		end.write(ByteBuffer.wrap(euro, 0, 2));
		end.write(ByteBuffer.wrap(euro, 2, 1));
		end.flow.close(CloseStatus.NORMAL);
		assertThat(client().getInputStream().readAllBytes()).isEqualTo(euro);
	}

	@Test
	void textThatIsNoneIsNotWritten() {
		create((settings) -> settings.messageType(MessageType.TEXT));
		FlowEnd end = new FlowEnd(server());
		assertThatExceptionOfType(MalformedInputException.class)
			.isThrownBy(() -> end.write(ByteBuffer.wrap(new byte[] { (byte) 0xFF })));
	}

	private void create(Consumer<WsConnectionSettings.Builder> customizer) {
		WsConnectionSettings.Builder settings = WsConnectionSettings.builder();
		customizer.accept(settings);
		WsConnectionSettings server = settings.build();
		this.pair = WsConnectionPair.builder()
			.serverSettings(server)
			.clientSettings(WsConnectionSettings.builder().messageType(server.getMessageType()).build())
			.build();
	}

	/**
	 * Write until nothing more is taken.
	 */
	private static long fill(FlowEnd end) throws Exception {
		long written = 0;
		ByteBuffer payload = ByteBuffer.wrap(Payloads.bytes(written, 16 * 1024));
		do {
			while (end.flow.write(payload)) {
				written += payload.position();
				payload = ByteBuffer.wrap(Payloads.bytes(written, 16 * 1024));
			}
		}
		while (end.isToldWritableSoon() || end.flow.isWritable());
		return written;
	}

	private WsConnection client() {
		return this.pair.getClient();
	}

	private WsConnection server() {
		return this.pair.getServer();
	}

}
