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
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

import io.wstunnel.WsClosedException;
import io.wstunnel.WsConnection;
import io.wstunnel.testsupport.Call;
import io.wstunnel.testsupport.RawFrame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * R4 and R5.
 */
interface EndOfStreamContract extends ContractSupport {

	@ParameterizedTest
	@ValueSource(ints = { 1000, 1001 })
	default void r4ThisStatusReadsAsEndOfStream(int code) throws Exception {
		ConnectionRig rig = open();
		rig.peer().sendClose(code, "bye");
		assertThat(readOne(rig.connection())).isEqualTo(-1);
	}

	@Test
	default void r4NoStatusReadsAsEndOfStream() throws Exception {
		ConnectionRig rig = open();
		rig.peer().sendCloseWithoutStatus();
		assertThat(readOne(rig.connection())).isEqualTo(-1);
	}

	@Test
	default void r4TheEndComesAfterEveryByteReceivedBeforeIt() throws Exception {
		ConnectionRig rig = open();
		rig.peer().send(RawFrame.binary("all".getBytes()), RawFrame.close(1000, ""));
		assertThat(readText(rig.connection(), 3)).isEqualTo("all");
		assertThat(readOne(rig.connection())).isEqualTo(-1);
	}

	@Test
	default void r4TheEndIsForEver() throws Exception {
		ConnectionRig rig = open();
		rig.peer().sendClose(1000);
		for (int i = 0; i < 3; i++) {
			assertThat(readOne(rig.connection())).isEqualTo(-1);
			assertThat(rig.connection().getInputStream().read()).isEqualTo(-1);
			assertThat(rig.connection().getInputStream().readAllBytes()).isEmpty();
		}
		assertThat(rig.peer().readEnd().frames()).hasSize(1);
		assertThat(readOne(rig.connection())).isEqualTo(-1);
	}

	@Test
	default void r4ABlockedReadIsReleased() throws Exception {
		ConnectionRig rig = open();
		Call<Integer> read = blockedRead(rig.connection());
		rig.peer().sendClose(1001);
		assertThat(read.get()).isEqualTo(-1);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3008, 4000, 4999 })
	default void r5AnyOtherStatusReadsAsAFailureThatCarriesIt(int code) throws Exception {
		assertReadsAsFailure(code);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1012, 1013 })
	default void r5AStatusYoungerThanTheProtocolReadsAsAFailureThatCarriesIt(int code) throws Exception {
		assertReadsAsFailure(code);
	}

	@Test
	default void r5TheYoungestStatusReadsAsAFailureThatCarriesIt() throws Exception {
		assertReadsAsFailure(1014);
	}

	private void assertReadsAsFailure(int code) throws Exception {
		ConnectionRig rig = open();
		rig.peer().send(RawFrame.binary("x".getBytes()), RawFrame.close(code, "the reason"));
		assertThat(readText(rig.connection(), 1)).isEqualTo("x");
		for (int i = 0; i < 2; i++) {
			assertThatExceptionOfType(WsClosedException.class).isThrownBy(() -> readOne(rig.connection()))
				.satisfies((ex) -> {
					assertThat(ex.getStatus().getCode()).isEqualTo(code);
					assertThat(ex.getStatus().getReason()).isEqualTo("the reason");
				});
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 1000, 1001, 4000 })
	default void r5AnyStatusInsideAMessageIsAFailure(int code) throws Exception {
		ConnectionRig rig = open();
		rig.peer().send(RawFrame.binary("x".getBytes()).notFinal(), RawFrame.close(code, ""));
		assertThat(readText(rig.connection(), 1)).isEqualTo("x");
		assertFails(rig.connection(), code);
		assertFails(rig.connection(), code);
	}

	@Test
	default void r5NoStatusInsideAMessageIsAFailure() throws Exception {
		ConnectionRig rig = open();
		rig.peer().send(RawFrame.binary("x".getBytes()).notFinal(), RawFrame.of(RawFrame.CLOSE));
		assertThat(readText(rig.connection(), 1)).isEqualTo("x");
		assertFails(rig.connection(), 1005);
	}

	@Test
	default void r5TheEndOfTcpWithoutACloseFrameIs1006() throws Exception {
		ConnectionRig rig = open();
		rig.peer().sendBinary("x".getBytes());
		rig.peer().finish();
		assertThat(readText(rig.connection(), 1)).isEqualTo("x");
		assertFails(rig.connection(), 1006);
		assertFails(rig.connection(), 1006);
	}

	@Test
	default void r5AResetIs1006AfterTheBytesAlreadyReceived() throws Exception {
		ConnectionRig rig = open();
		rig.peer().sendBinary("x".getBytes());
		awaitAvailable(rig.connection(), 1);
		rig.peer().reset();
		assertThat(readText(rig.connection(), 1)).isEqualTo("x");
		assertFails(rig.connection(), 1006);
		assertFails(rig.connection(), 1006);
	}

	@Test
	default void r5ABlockedReadIsReleasedByTheEndOfTcpAndByAReset() throws Exception {
		ConnectionRig finished = open();
		Call<Integer> first = blockedRead(finished.connection());
		finished.peer().finish();
		assertThat(first.getFailure()).isInstanceOf(WsClosedException.class);
		ConnectionRig reset = open();
		Call<Integer> second = blockedRead(reset.connection());
		reset.peer().reset();
		assertThat(second.getFailure()).isInstanceOf(WsClosedException.class);
	}

	@Test
	default void r5AResetReleasesBlockedWriters() throws Exception {
		ConnectionRig rig = open();
		Call<Integer> write = blockedWrite(rig.connection());
		rig.peer().reset();
		assertIs1006(write.getFailure());
	}

	@Test
	default void r5AResetReleasesBlockedWritersAlsoWhileTheWindowIsFull() throws Exception {
		ConnectionRig rig = open();
		Call<Integer> write = blockedWrite(rig.connection());
		rig.peer().sendBinary(new byte[200_000]);
		awaitAvailable(rig.connection(), 64 * 1024);
		rig.peer().reset();
		assertIs1006(write.getFailure());
	}

	@Test
	default void r5TheEndOfTcpReleasesBlockedWriters() throws Exception {
		ConnectionRig rig = open();
		Call<Integer> write = blockedWrite(rig.connection());
		rig.peer().finish();
		assertIs1006(write.getFailure());
	}

	@Test
	default void r5AWriteAfterTheEndOfTcpFailsWith1006() throws Exception {
		ConnectionRig rig = open();
		rig.peer().reset();
		assertFails(rig.connection(), 1006);
		assertThatExceptionOfType(WsClosedException.class)
			.isThrownBy(() -> rig.connection().write(ByteBuffer.allocate(1)))
			.satisfies(this::assertIs1006);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 5, 6, 9 })
	default void r5AStreamCutInsideAFrameNeverLooksComplete(int missing) throws Exception {
		ConnectionRig rig = open();
		rig.peer().sendBinary("x".getBytes());
		byte[] frame = rig.peer().encode(RawFrame.binary("0123".getBytes()));
		rig.peer().sendBytes(Arrays.copyOf(frame, Math.max(1, frame.length - missing)));
		rig.peer().finish();
		assertThatExceptionOfType(WsClosedException.class)
			.isThrownBy(() -> rig.connection().getInputStream().readAllBytes())
			.satisfies(this::assertIs1006);
	}

	@Test
	default void r5AStreamCutBetweenTheFramesOfAMessageNeverLooksComplete() throws Exception {
		ConnectionRig rig = open();
		rig.peer().send(RawFrame.binary("x".getBytes()).notFinal());
		rig.peer().finish();
		assertThatExceptionOfType(WsClosedException.class)
			.isThrownBy(() -> rig.connection().getInputStream().transferTo(OutputStream.nullOutputStream()))
			.satisfies(this::assertIs1006);
	}

	@Test
	default void r5AProtocolErrorOfThePeerReadsAs1002AndClosesWithIt() throws Exception {
		ConnectionRig rig = open((settings) -> settings.closeTimeout(NEVER));
		rig.peer().send(RawFrame.binary("x".getBytes()), RawFrame.binary("y".getBytes()).rsv(4));
		assertThat(readText(rig.connection(), 1)).isEqualTo("x");
		assertFails(rig.connection(), 1002);
		assertThat(rig.peer().readClose().getCode()).isEqualTo(1002);
	}

	@Test
	default void r5ACloseFrameThatIsNotAllowedIsAProtocolError() throws Exception {
		ConnectionRig rig = open();
		rig.peer().sendClose(1006);
		assertFails(rig.connection(), 1002);
		assertThat(rig.peer().readClose().getCode()).isEqualTo(1002);
	}

	private void assertFails(WsConnection connection, int code) {
		assertThatExceptionOfType(WsClosedException.class).isThrownBy(() -> readOne(connection))
			.satisfies((ex) -> assertThat(ex.getStatus().getCode()).isEqualTo(code));
	}

	private void assertIs1006(Throwable failure) {
		assertThat(failure).isInstanceOf(IOException.class)
			.isInstanceOfSatisfying(WsClosedException.class,
					(ex) -> assertThat(ex.getStatus().getCode()).isEqualTo(1006));
	}

}
