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
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.List;

import io.wstunnel.WsClosedException;
import io.wstunnel.testsupport.Call;
import io.wstunnel.testsupport.RawFrame;
import io.wstunnel.testsupport.RawPeer.RawEnd;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.web.socket.CloseStatus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * C7.
 */
interface PeerCloseContract extends ContractSupport {

	@ParameterizedTest
	@ValueSource(ints = { 1000, 1001 })
	default void c7AnEndIsAnsweredWithItsOwnCodeWhenTheReaderHasReachedIt(int code) throws Exception {
		ConnectionRig rig = open((settings) -> settings.closeTimeout(NEVER));
		rig.peer().send(RawFrame.binary("x".getBytes()), RawFrame.close(code, ""));
		assertNotAnswered(rig);
		assertThat(readText(rig.connection(), 1)).isEqualTo("x");
		assertNotAnswered(rig);
		assertThat(readOne(rig.connection())).isEqualTo(-1);
		assertThat(rig.peer().readClose().getCode()).isEqualTo(code);
		assertThat(rig.peer().readEnd()).isEqualTo(new RawEnd(List.of(), false));
	}

	@Test
	default void c7AFailureIsAnsweredWithItsOwnCodeWhenTheReaderHasReachedIt() throws Exception {
		ConnectionRig rig = open((settings) -> settings.closeTimeout(NEVER));
		rig.peer().sendClose(4321, "mine");
		assertNotAnswered(rig);
		assertThatExceptionOfType(WsClosedException.class).isThrownBy(() -> readOne(rig.connection()));
		assertThat(rig.peer().readClose().getCode()).isEqualTo(4321);
		assertThat(rig.peer().readEnd()).isEqualTo(new RawEnd(List.of(), false));
	}

	@Test
	default void c7ACloseWithoutStatusIsAnsweredWithoutStatus() throws Exception {
		ConnectionRig rig = open();
		rig.peer().sendCloseWithoutStatus();
		assertThat(readOne(rig.connection())).isEqualTo(-1);
		assertThat(rig.peer().readClose()).isEqualTo(CloseStatus.NO_STATUS_CODE);
	}

	@Test
	default void c7TheCloseIsAnsweredAfterTheCloseTimeoutIfNobodyReads() throws Exception {
		ConnectionRig rig = open((settings) -> settings.closeTimeout(Duration.ofMillis(300)));
		rig.peer().send(RawFrame.binary("unread".getBytes()), RawFrame.close(4321, ""));
		assertThat(rig.peer().readClose().getCode()).isEqualTo(4321);
		assertThat(rig.peer().readEnd()).isEqualTo(new RawEnd(List.of(), false));
	}

	@Test
	default void c7WhatWasReceivedIsStillReadAfterTheAnswer() throws Exception {
		ConnectionRig rig = open((settings) -> settings.closeTimeout(Duration.ofMillis(300)));
		rig.peer().send(RawFrame.binary("late".getBytes()), RawFrame.close(1000, ""));
		rig.peer().readClose();
		rig.peer().readEnd();
		assertThat(readText(rig.connection(), 4)).isEqualTo("late");
		assertThat(readOne(rig.connection())).isEqualTo(-1);
	}

	@Test
	default void c7UntilTheAnswerWritesStillGoThrough() throws Exception {
		ConnectionRig rig = open((settings) -> settings.closeTimeout(NEVER));
		rig.peer().send(RawFrame.binary("request".getBytes()), RawFrame.close(1000, ""));
		assertThat(readText(rig.connection(), 7)).isEqualTo("request");
		rig.connection().write(ByteBuffer.wrap(new byte[100_000]));
		write(rig.connection(), "response");
		assertThat(readOne(rig.connection())).isEqualTo(-1);
		assertThat(rig.peer().readMessage().payload()).hasSize(100_000);
		assertThat(rig.peer().readMessage().payloadAsText()).isEqualTo("response");
		assertThat(rig.peer().readClose().getCode()).isEqualTo(1000);
	}

	@Test
	default void c7TheMessageInFlightMayFinish() throws Exception {
		ConnectionRig rig = open((settings) -> settings.closeTimeout(NEVER));
		Call<Integer> write = blockedWrite(rig.connection());
		rig.peer().sendClose(1000);
		assertThat(readOne(rig.connection())).isEqualTo(-1);
		assertThat(write.isDone()).isFalse();
		assertThat(rig.peer().readMessage().payload()).hasSize(LARGE.length);
		assertThat(write.get()).isEqualTo(LARGE.length);
		assertThat(rig.peer().readClose().getCode()).isEqualTo(1000);
		assertThat(rig.peer().readEnd()).isEqualTo(new RawEnd(List.of(), false));
	}

	@Test
	default void c7TheReaderDoesNotWaitForTheMessageInFlight() throws Exception {
		ConnectionRig rig = open((settings) -> settings.closeTimeout(NEVER));
		Call<Integer> write = blockedWrite(rig.connection());
		rig.peer().sendClose(4000);
		assertThatExceptionOfType(WsClosedException.class).isThrownBy(() -> readOne(rig.connection()));
		assertThat(write.isDone()).isFalse();
	}

	@Test
	default void c7WritesBegunLaterThrowWsClosedException() throws Exception {
		ConnectionRig rig = open((settings) -> settings.closeTimeout(NEVER));
		rig.peer().sendClose(1000, "gone");
		assertThat(readOne(rig.connection())).isEqualTo(-1);
		for (int i = 0; i < 2; i++) {
			assertThatExceptionOfType(WsClosedException.class).isThrownBy(() -> write(rig.connection(), "x"))
				.satisfies((ex) -> assertThat(ex.getStatus()).isEqualTo(new CloseStatus(1000, "gone")));
		}
		assertThat(rig.peer().readClose().getCode()).isEqualTo(1000);
		assertThat(rig.peer().readEnd().frames()).isEmpty();
		assertThatExceptionOfType(WsClosedException.class).isThrownBy(() -> write(rig.connection(), "x"));
	}

	@Test
	default void c7WritersWaitingBehindTheMessageInFlightFail() throws Exception {
		ConnectionRig rig = open((settings) -> settings.closeTimeout(NEVER));
		Call<Integer> inFlight = blockedWrite(rig.connection());
		Call<Integer> waiting = call(() -> write(rig.connection(), "x")).awaitBlocked();
		rig.peer().sendClose(1000);
		assertThat(readOne(rig.connection())).isEqualTo(-1);
		assertThat(rig.peer().readMessage().payload()).hasSize(LARGE.length);
		inFlight.get();
		assertThat(rig.peer().readClose().getCode()).isEqualTo(1000);
		assertThat(waiting.getFailure()).isInstanceOf(WsClosedException.class);
	}

	@Test
	default void c7CloseAfterwardsSendsNothingMore() throws Exception {
		ConnectionRig rig = open();
		rig.peer().sendClose(1000);
		assertThat(readOne(rig.connection())).isEqualTo(-1);
		Call<Boolean> close = run(() -> rig.connection().close(new CloseStatus(4000)));
		assertThat(rig.peer().readClose().getCode()).isEqualTo(1000);
		assertThat(rig.peer().readEnd().frames()).isEmpty();
		rig.peer().close();
		close.get();
		assertThat(rig.connection().isOpen()).isFalse();
		assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(() -> readOne(rig.connection()));
	}

	@Test
	default void c7CloseBeforeTheReaderHasReachedItAnswers() throws Exception {
		ConnectionRig rig = open((settings) -> settings.closeTimeout(NEVER));
		rig.peer().send(RawFrame.binary("unread".getBytes()), RawFrame.close(1000, "first"));
		awaitAvailable(rig.connection(), 6);
		Call<Boolean> close = run(() -> rig.connection().close());
		rig.peer().readClose();
		assertThat(rig.peer().readEnd().frames()).isEmpty();
		rig.peer().close();
		close.get();
		assertThat(await(rig.connection().closed())).isEqualTo(new CloseStatus(1000, "first"));
	}

	@Test
	default void c7WhatStillComesIsDroppedSoThatNoResetDestroysTheLastFrame() throws Exception {
		ConnectionRig rig = open();
		rig.peer().send(RawFrame.close(1000, ""), RawFrame.binary(new byte[200_000]));
		assertThat(readOne(rig.connection())).isEqualTo(-1);
		rig.peer().sendBytes(new byte[50_000]);
		assertThat(rig.peer().readClose().getCode()).isEqualTo(1000);
		assertThat(rig.peer().readEnd()).isEqualTo(new RawEnd(List.of(), false));
	}

	@Test
	default void c7ThePeerThatNeverEndsIsCutOff() throws Exception {
		ConnectionRig rig = open((settings) -> settings.closeTimeout(Duration.ofMillis(500)));
		rig.peer().sendClose(1000);
		assertThat(readOne(rig.connection())).isEqualTo(-1);
		Call<Boolean> flood = forEver(() -> rig.peer().sendBytes(new byte[10_000]));
		assertThat(flood.getFailure()).isInstanceOf(IOException.class);
	}

	private void assertNotAnswered(ConnectionRig rig) {
		Awaitility.await().during(Duration.ofMillis(120)).until(() -> !rig.peer().hasReceived());
	}

}
