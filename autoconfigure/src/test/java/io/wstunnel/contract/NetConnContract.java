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

package io.wstunnel.contract;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.wstunnel.DeadlineAction;
import io.wstunnel.WsConnection;
import io.wstunnel.testsupport.Call;
import io.wstunnel.testsupport.Payloads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The eleven properties that Go asks of a {@code net.Conn}, between two connections.
 */
interface NetConnContract extends ContractSupport {

	default ConnectionPair openPair() throws Exception {
		return openPair(
				(settings) -> settings.deadlineAction(DeadlineAction.KEEP_OPEN).closeTimeout(Duration.ofMillis(500)));
	}

	@Test
	default void netConnBasicIo() throws Exception {
		ConnectionPair pair = openPair();
		byte[] bytes = Payloads.bytes(1 << 20);
		Call<Boolean> there = run(() -> writeInChunks(pair.client(), bytes));
		Call<byte[]> received = call(() -> readToTheEnd(pair.server()));
		there.get();
		pair.client().close();
		byte[] returned = received.get();
		assertThat(Arrays.equals(returned, bytes)).isTrue();

		ConnectionPair back = openPair();
		Call<byte[]> receivedBack = call(() -> readToTheEnd(back.client()));
		writeInChunks(back.server(), returned);
		back.server().close();
		assertThat(Arrays.equals(receivedBack.get(), bytes)).isTrue();
	}

	@Test
	default void netConnPingPong() throws Exception {
		ConnectionPair pair = openPair();
		Call<Boolean> first = run(() -> countTo1000(pair.client()));
		Call<Boolean> second = run(() -> countTo1000(pair.server()));
		pair.client().write(ByteBuffer.allocate(8).putLong(0).flip());
		first.get();
		second.get();
	}

	@Test
	default void netConnRacyRead() throws Exception {
		ConnectionPair pair = openPair();
		Call<Boolean> source = forEver(() -> pair.server().write(ByteBuffer.wrap(Payloads.bytes(1024))));
		List<Call<Boolean>> readers = new ArrayList<>();
		for (int i = 0; i < 10; i++) {
			readers.add(run(() -> {
				for (int j = 0; j < 10; j++) {
					pair.client().setReadDeadline(in(Duration.ofMillis(1)));
					ignoringTimeout(() -> pair.client().read(ByteBuffer.allocate(1024)));
				}
			}));
		}
		for (Call<Boolean> reader : readers) {
			reader.get();
		}
		end(pair, source);
	}

	@Test
	default void netConnRacyWrite() throws Exception {
		ConnectionPair pair = openPair();
		Call<Boolean> sink = forEver(() -> readOne(pair.server()));
		List<Call<Boolean>> writers = new ArrayList<>();
		for (int i = 0; i < 10; i++) {
			writers.add(run(() -> {
				for (int j = 0; j < 10; j++) {
					pair.client().setWriteDeadline(in(Duration.ofMillis(1)));
					ignoringTimeout(() -> pair.client().write(ByteBuffer.wrap(Payloads.bytes(1024))));
				}
			}));
		}
		for (Call<Boolean> writer : writers) {
			writer.get();
		}
		end(pair, sink);
	}

	@Test
	default void netConnReadTimeout() throws Exception {
		ConnectionPair pair = openPair();
		Call<Boolean> sink = forEver(() -> pair.server().read(ByteBuffer.allocate(1024)));
		pair.client().setReadDeadline(past());
		assertTimesOut(() -> readOne(pair.client()));
		pair.client().write(ByteBuffer.wrap(Payloads.bytes(1024)));
		end(pair, sink);
	}

	@Test
	default void netConnWriteTimeout() throws Exception {
		ConnectionPair pair = openPair();
		Call<Boolean> source = forEver(() -> pair.server().write(ByteBuffer.wrap(Payloads.bytes(1024))));
		pair.client().setWriteDeadline(past());
		assertTimesOut(() -> pair.client().write(ByteBuffer.wrap(Payloads.bytes(1024))));
		assertThat(readOne(pair.client())).isPositive();
		end(pair, source);
	}

	@Test
	default void netConnPastTimeout() throws Exception {
		ConnectionPair pair = openPair();
		Call<Boolean> echo = echo(pair.server());
		pair.client().setDeadline(past());
		assertTimesOut(() -> pair.client().write(ByteBuffer.wrap(Payloads.bytes(1024))));
		assertTimesOut(() -> pair.client().read(ByteBuffer.allocate(1024)));
		assertRoundTrips(pair.client());
		end(pair, echo);
	}

	@Test
	default void netConnPresentTimeout() throws Exception {
		ConnectionPair pair = openPair();
		Call<Integer> read = blockedRead(pair.client());
		Call<Boolean> write = forEver(() -> pair.client().write(ByteBuffer.wrap(Payloads.bytes(1024)))).awaitBlocked();
		pair.client().setReadDeadline(Instant.now());
		pair.client().setWriteDeadline(Instant.now());
		assertThat(read.getFailure()).isInstanceOf(SocketTimeoutException.class);
		assertThat(write.getFailure()).isInstanceOf(SocketTimeoutException.class);
	}

	@Test
	default void netConnFutureTimeout() throws Exception {
		ConnectionPair pair = openPair();
		pair.client().setDeadline(in(Duration.ofMillis(100)));
		Call<Integer> read = call(() -> readOne(pair.client()));
		Call<Boolean> write = forEver(() -> pair.client().write(ByteBuffer.wrap(Payloads.bytes(1024))));
		assertThat(read.getFailure()).isInstanceOf(SocketTimeoutException.class);
		assertThat(write.getFailure()).isInstanceOf(SocketTimeoutException.class);
		Call<Boolean> echo = echo(pair.server());
		assertRoundTripsBehindWhatWasWritten(pair.client());
		end(pair, echo);
	}

	@Test
	default void netConnCloseTimeout() throws Exception {
		ConnectionPair pair = openPair();
		pair.client().setDeadline(in(NEVER));
		Call<Integer> read = blockedRead(pair.client());
		Call<Boolean> write = forEver(() -> pair.client().write(ByteBuffer.wrap(Payloads.bytes(1024)))).awaitBlocked();
		Call<Boolean> closer = run(() -> pair.client().close());
		assertThat(read.getFailure()).isInstanceOf(ClosedChannelException.class);
		assertThat(write.getFailure()).isInstanceOf(ClosedChannelException.class);
		closer.get();
	}

	@Test
	default void netConnConcurrentMethods() throws Exception {
		ConnectionPair pair = openPair();
		Call<Boolean> echo = echo(pair.server());
		List<Call<Boolean>> calls = new ArrayList<>();
		WsConnection connection = pair.client();
		for (int i = 0; i < 100; i++) {
			calls.add(run(() -> ignoringTimeout(() -> connection.read(ByteBuffer.allocate(1024)))));
			calls.add(run(() -> ignoringTimeout(() -> connection.write(ByteBuffer.wrap(Payloads.bytes(1024))))));
			calls.add(run(() -> connection.setDeadline(in(Duration.ofMillis(10)))));
			calls.add(run(() -> connection.setReadDeadline(in(Duration.ofMillis(10)))));
			calls.add(run(() -> connection.setWriteDeadline(in(Duration.ofMillis(10)))));
			calls.add(run(connection::getLocalAddress));
			calls.add(run(connection::getRemoteAddress));
		}
		for (Call<Boolean> call : calls) {
			call.get();
		}
		end(pair, echo);
	}

	private void writeInChunks(WsConnection connection, byte[] bytes) throws IOException {
		for (int from = 0; from < bytes.length; from += 1024) {
			assertThat(connection.write(ByteBuffer.wrap(bytes, from, 1024))).isEqualTo(1024);
		}
	}

	private byte[] readToTheEnd(WsConnection connection) throws IOException {
		ByteArrayOutputStream received = new ByteArrayOutputStream();
		ByteBuffer chunk = ByteBuffer.allocate(1024);
		while (connection.read(chunk) >= 0) {
			received.write(chunk.array(), 0, chunk.position());
			chunk.clear();
		}
		return received.toByteArray();
	}

	private void countTo1000(WsConnection connection) throws IOException {
		long last = -1;
		while (true) {
			ByteBuffer number = ByteBuffer.wrap(read(connection, 8));
			long received = number.getLong();
			assertThat(received).isEqualTo((last < 0) ? received : last + 2);
			last = received;
			if (received < 1000) {
				connection.write(ByteBuffer.allocate(8).putLong(received + 1).flip());
			}
			if (received >= 999) {
				return;
			}
		}
	}

	private Call<Boolean> echo(WsConnection connection) {
		return run(() -> connection.getInputStream().transferTo(connection.getOutputStream()));
	}

	private void assertRoundTrips(WsConnection connection) throws Exception {
		connection.setDeadline(null);
		byte[] bytes = Payloads.bytes(100_000);
		Call<Integer> write = call(() -> connection.write(ByteBuffer.wrap(bytes)));
		assertThat(Arrays.equals(read(connection, bytes.length), bytes)).isTrue();
		assertThat(write.get()).isEqualTo(bytes.length);
	}

	/**
	 * The echo of what an earlier write managed to send, an unknown multiple of the
	 * pattern's first 1024 bytes, comes first.
	 */
	private void assertRoundTripsBehindWhatWasWritten(WsConnection connection) throws Exception {
		connection.setDeadline(null);
		byte[] marker = "the marker that no pattern contains".getBytes();
		Call<Integer> write = call(() -> connection.write(ByteBuffer.wrap(marker)));
		byte[] chunk = Payloads.bytes(1024);
		byte[] received = read(connection, marker.length);
		while (!Arrays.equals(received, marker)) {
			assertThat(Arrays.equals(received, Arrays.copyOf(chunk, marker.length))).isTrue();
			byte[] rest = read(connection, chunk.length - marker.length);
			assertThat(Arrays.equals(rest, Arrays.copyOfRange(chunk, marker.length, chunk.length))).isTrue();
			received = read(connection, marker.length);
		}
		write.get();
	}

	private void end(ConnectionPair pair, Call<?> call) throws IOException {
		pair.client().abort();
		pair.server().abort();
		call.awaitEndedAt();
	}

	private void ignoringTimeout(Executable task) throws Throwable {
		try {
			task.execute();
		}
		catch (SocketTimeoutException ex) {
			// What the race is about.
		}
	}

}
