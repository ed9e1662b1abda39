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

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

import io.wstunnel.WsConnection;
import io.wstunnel.WsConnectionSettings;
import io.wstunnel.testsupport.Await;
import io.wstunnel.testsupport.Call;
import io.wstunnel.testsupport.CallingThreads;
import io.wstunnel.testsupport.Payloads;
import io.wstunnel.testsupport.RawPeer.RawEnd;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.function.Executable;

import org.springframework.web.socket.CloseStatus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What the chapters of the contract share.
 */
interface ContractSupport {

	/**
	 * The largest payload of a frame.
	 */
	int FRAME = 64 * 1024;

	/**
	 * More than the kernel takes from a writer whose peer does not read.
	 */
	byte[] LARGE = Payloads.bytes(16 << 20);

	/**
	 * A close timeout that no test lives to see the end of.
	 */
	Duration NEVER = Duration.ofMinutes(10);

	Rigs rigs();

	CallingThreads threads();

	ConnectionRig open(Consumer<WsConnectionSettings.Builder> settings) throws Exception;

	ConnectionRig openExtended(Consumer<WsConnectionSettings.Builder> settings) throws Exception;

	ConnectionPair openPair(Consumer<WsConnectionSettings.Builder> settings) throws Exception;

	default ConnectionRig open() throws Exception {
		return open((settings) -> {
		});
	}

	default ConnectionRig openExtended() throws Exception {
		return openExtended((settings) -> {
		});
	}

	default <T> Call<T> call(Callable<T> task) {
		return threads().call(task);
	}

	default Call<Boolean> run(Executable task) {
		return threads().call(() -> {
			try {
				task.execute();
			}
			catch (Exception | Error ex) {
				throw ex;
			}
			catch (Throwable ex) {
				throw new IllegalStateException(ex);
			}
			return true;
		});
	}

	/**
	 * Do something again and again.
	 * @param task what to do until it fails
	 * @return the call
	 */
	default Call<Boolean> forEver(Executable task) {
		return run(() -> {
			while (true) {
				task.execute();
				// Virtual threads that only yield, or wait for each other alone, can keep
				// both carriers from one that has slept
				LockSupport.parkNanos(1);
			}
		});
	}

	/**
	 * Do something again and again, and count how often.
	 * @param task what to do until it fails
	 * @param times is counted down each time
	 * @return the call
	 */
	default Call<Boolean> forEver(Executable task, CountDownLatch times) {
		return forEver(() -> {
			task.execute();
			times.countDown();
		});
	}

	/**
	 * Block a thread in a read.
	 * @param connection the connection, to which nothing is sent
	 * @return the call
	 */
	default Call<Integer> blockedRead(WsConnection connection) {
		return call(() -> connection.read(ByteBuffer.allocate(16))).awaitBlocked();
	}

	/**
	 * Block a thread in a write of {@link #LARGE}.
	 * @param connection the connection, whose peer does not read
	 * @return the call
	 */
	default Call<Integer> blockedWrite(WsConnection connection) {
		return call(() -> connection.write(ByteBuffer.wrap(LARGE))).awaitBlocked();
	}

	default byte[] read(WsConnection connection, int count) throws IOException {
		ByteBuffer bytes = ByteBuffer.allocate(count);
		while (bytes.hasRemaining()) {
			assertThat(connection.read(bytes)).as("Bytes read after %d", bytes.position()).isPositive();
		}
		return bytes.array();
	}

	default String readText(WsConnection connection, int count) throws IOException {
		return new String(read(connection, count));
	}

	default int readOne(WsConnection connection) throws IOException {
		return connection.read(ByteBuffer.allocate(1));
	}

	default int write(WsConnection connection, String text) throws IOException {
		return connection.write(ByteBuffer.wrap(text.getBytes()));
	}

	default CloseStatus await(CompletionStage<CloseStatus> stage) throws Exception {
		return Await.value(stage);
	}

	default void await(CountDownLatch latch) {
		Await.latch(latch);
	}

	/**
	 * Let time pass.
	 * @param duration how long
	 */
	default void pause(Duration duration) {
		Awaitility.await().pollDelay(duration).atMost(duration.plus(Await.LIMIT)).until(() -> true);
	}

	default Instant in(Duration duration) {
		return Instant.now().plus(duration);
	}

	default Instant past() {
		return Instant.now().minusSeconds(1);
	}

	default int available(WsConnection connection) throws IOException {
		return connection.getInputStream().available();
	}

	default void awaitAvailable(WsConnection connection, int count) {
		Awaitility.await()
			.pollInterval(Duration.ofMillis(5))
			.atMost(Await.LIMIT)
			.until(() -> available(connection) >= count);
	}

	default void readPattern(WsConnection connection, long from, int count) throws IOException {
		Payloads.check(ByteBuffer.wrap(read(connection, count)), from);
	}

	default void assertTimesOut(ThrowingCallable call) {
		assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(call);
	}

	default void assertNoEndOfMessageNorClose(RawEnd end) {
		assertThat(end.frames()).noneMatch((frame) -> frame.isControl() || frame.fin());
	}

	default void assertClosed(WsConnection connection) {
		assertThat(connection.isOpen()).isFalse();
		assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(() -> readOne(connection));
		assertThatExceptionOfType(ClosedChannelException.class)
			.isThrownBy(() -> connection.write(ByteBuffer.allocate(1)));
	}

}
