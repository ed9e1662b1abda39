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

import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

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
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * C1 and C5.
 */
interface ClosingContract extends ContractSupport {

	@Test
	default void c1CloseSends1000AfterAllThatWasWritten() throws Exception {
		ConnectionRig rig = open();
		write(rig.connection(), "first");
		rig.connection().write(ByteBuffer.wrap(new byte[100_000]));
		Call<Boolean> close = run(() -> rig.connection().close());
		assertThat(rig.peer().readMessage().payloadAsText()).isEqualTo("first");
		assertThat(rig.peer().readMessage().payload()).hasSize(100_000);
		assertThat(rig.peer().readClose()).isEqualTo(new CloseStatus(1000, ""));
		rig.peer().sendClose(1000);
		close.get();
		assertThat(rig.connection().isOpen()).isFalse();
	}

	@Test
	default void c1CloseWaitsForThePeersCloseFrame() throws Exception {
		ConnectionRig rig = open((settings) -> settings.closeTimeout(NEVER));
		Call<Boolean> close = run(() -> rig.connection().close());
		rig.peer().readClose();
		close.staysBlocked();
		rig.peer().sendClose(1000);
		close.get();
	}

	@Test
	default void c1CloseWaitsAtMostTheCloseTimeout() throws Exception {
		ConnectionRig rig = open((settings) -> settings.closeTimeout(Duration.ofMillis(400)));
		Call<Boolean> close = run(() -> rig.connection().close());
		rig.peer().readClose();
		close.get();
		assertThat(rig.peer().readEnd().frames()).isEmpty();
	}

	@Test
	default void c1CloseDiscardsWhatStillArrives() throws Exception {
		ConnectionRig rig = open((settings) -> settings.closeTimeout(NEVER));
		rig.peer().sendBinary("unread".getBytes());
		Call<Boolean> close = run(() -> rig.connection().close());
		rig.peer().readClose();
		rig.peer().send(RawFrame.binary(LARGE), RawFrame.of(RawFrame.PING), RawFrame.close(1000, ""));
		close.get();
		assertThat(rig.peer().readEnd().frames()).allMatch(RawFrame::isControl);
	}

	@Test
	default void c1CloseDiscardsAFullWindowToo() throws Exception {
		ConnectionRig rig = open((settings) -> settings.closeTimeout(NEVER));
		Call<Boolean> sender = run(() -> rig.peer().send(RawFrame.binary(LARGE), RawFrame.close(1000, "")));
		awaitAvailable(rig.connection(), 64 * 1024);
		rig.connection().close();
		sender.get();
	}

	@Test
	default void c1CloseReleasesTheTcpConnection() throws Exception {
		ConnectionRig rig = open();
		Call<Boolean> close = run(() -> rig.connection().close());
		rig.peer().readClose();
		rig.peer().sendClose(1000);
		RawEnd end = rig.peer().readEnd();
		assertThat(end.frames()).isEmpty();
		close.get();
	}

	@Test
	default void c1CloseIsIdempotent() throws Exception {
		ConnectionRig rig = open();
		Call<Boolean> close = run(() -> rig.connection().close());
		rig.peer().readClose();
		rig.peer().sendClose(1000);
		close.get();
		rig.connection().close();
		rig.connection().close(new CloseStatus(4000));
		rig.connection().abort();
		assertThat(rig.peer().readEnd().frames()).isEmpty();
	}

	@Test
	default void c1CloseWithAStatusSendsThatStatus() throws Exception {
		ConnectionRig rig = open();
		Call<Boolean> close = run(() -> rig.connection().close(new CloseStatus(4321, "w\u00e9ll")));
		assertThat(rig.peer().readClose()).isEqualTo(new CloseStatus(4321, "w\u00e9ll"));
		rig.peer().sendClose(4321);
		close.get();
	}

	@ParameterizedTest
	@ValueSource(ints = { 1004, 1005, 1006, 1015, 2999 })
	default void c1CloseRefusesAStatusThatNoCloseFrameMayCarry(int code) throws Exception {
		ConnectionRig rig = open();
		CloseStatus status = new CloseStatus(code);
		assertThatIllegalArgumentException().isThrownBy(() -> rig.connection().close(status));
		assertThat(rig.connection().isOpen()).isTrue();
		write(rig.connection(), "still open");
		assertThat(rig.peer().readMessage().payloadAsText()).isEqualTo("still open");
	}

	@Test
	default void c1CloseRefusesAReasonThatDoesNotFit() throws Exception {
		ConnectionRig rig = open();
		CloseStatus status = new CloseStatus(4000, "\u20ac".repeat(42));
		assertThatIllegalArgumentException().isThrownBy(() -> rig.connection().close(status));
		assertThat(rig.connection().isOpen()).isTrue();
	}

	@Test
	default void c1AClosedPeersFrameIsNotAnsweredAgain() throws Exception {
		ConnectionRig rig = open((settings) -> settings.closeTimeout(NEVER));
		Call<Boolean> close = run(() -> rig.connection().close());
		rig.peer().readClose();
		rig.peer().sendClose(4999);
		assertThat(rig.peer().readEnd().frames()).isEmpty();
		close.get();
	}

	@Test
	default void c5TheStageCompletesOnceTheLastByteIsRead() throws Exception {
		ConnectionRig rig = open((settings) -> settings.closeTimeout(NEVER));
		CompletableFuture<CloseStatus> closed = rig.connection().closed().toCompletableFuture();
		rig.peer().send(RawFrame.binary("xy".getBytes()), RawFrame.close(1000, "done"));
		assertThat(readOne(rig.connection())).isOne();
		Awaitility.await().during(Duration.ofMillis(200)).until(() -> !closed.isDone());
		assertThat(readOne(rig.connection())).isOne();
		assertThat(readOne(rig.connection())).isEqualTo(-1);
		assertThat(await(closed)).isEqualTo(new CloseStatus(1000, "done"));
	}

	@Test
	default void c5TheStageCompletesWithTheStatusOfThePeersAnswer() throws Exception {
		ConnectionRig rig = open();
		CompletionStage<CloseStatus> closed = rig.connection().closed();
		Call<Boolean> close = run(() -> rig.connection().close());
		rig.peer().readClose();
		rig.peer().sendClose(4007, "mine");
		close.get();
		assertThat(await(closed)).isEqualTo(new CloseStatus(4007, "mine"));
	}

	@Test
	default void c5TheStageCompletesWith1005IfThePeerGaveNoStatus() throws Exception {
		ConnectionRig rig = open();
		rig.peer().sendCloseWithoutStatus();
		assertThat(readOne(rig.connection())).isEqualTo(-1);
		assertThat(await(rig.connection().closed()).getCode()).isEqualTo(1005);
	}

	@Test
	default void c5TheStageCompletesWithTheStatusOfACloseInsideAMessage() throws Exception {
		ConnectionRig rig = open();
		rig.peer().send(RawFrame.binary().notFinal(), RawFrame.close(1000, ""));
		assertThatExceptionOfType(WsClosedException.class).isThrownBy(() -> readOne(rig.connection()));
		assertThat(await(rig.connection().closed()).getCode()).isEqualTo(1000);
	}

	@Test
	default void c5TheStageCompletesWith1006IfNoStatusWasReceived() throws Exception {
		ConnectionRig aborted = open();
		aborted.connection().abort();
		assertThat(await(aborted.connection().closed()).getCode()).isEqualTo(1006);
		ConnectionRig lost = open();
		lost.peer().finish();
		assertThatExceptionOfType(WsClosedException.class).isThrownBy(() -> readOne(lost.connection()));
		assertThat(await(lost.connection().closed()).getCode()).isEqualTo(1006);
		ConnectionRig unanswered = open((settings) -> settings.closeTimeout(Duration.ofMillis(100)));
		unanswered.connection().close();
		assertThat(await(unanswered.connection().closed()).getCode()).isEqualTo(1006);
	}

	@Test
	default void c5WhatHangsOnTheStageRunsOnTheHandlersExecutor() throws Exception {
		ConnectionRig byPeer = open();
		CompletionStage<Thread> first = byPeer.connection().closed().thenApply((status) -> Thread.currentThread());
		byPeer.peer().sendClose(1000);
		readOne(byPeer.connection());
		assertThat(first.toCompletableFuture().get(20, TimeUnit.SECONDS)).matches(rigs()::isHandlersThread);
		ConnectionRig here = open();
		CompletionStage<Thread> second = here.connection().closed().thenApply((status) -> Thread.currentThread());
		here.connection().abort();
		assertThat(second.toCompletableFuture().get(20, TimeUnit.SECONDS)).matches(rigs()::isHandlersThread);
	}

	@Test
	default void c5WhatHangsOnTheStageRunsOutsideEveryLock() throws Exception {
		ConnectionRig rig = open();
		CountDownLatch entered = new CountDownLatch(1);
		CountDownLatch leave = new CountDownLatch(1);
		CompletableFuture<Void> dependent = rig.connection().closed().thenAccept((status) -> {
			entered.countDown();
			await(leave);
		}).toCompletableFuture();
		rig.peer().sendClose(1000);
		assertThat(readOne(rig.connection())).isEqualTo(-1);
		await(entered);
		assertThat(readOne(rig.connection())).isEqualTo(-1);
		rig.connection().setDeadline(null);
		rig.peer().close();
		rig.connection().close();
		assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(() -> readOne(rig.connection()));
		assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(() -> write(rig.connection(), "x"));
		rig.connection().abort();
		assertThat(dependent).isNotDone();
		leave.countDown();
		dependent.get(20, TimeUnit.SECONDS);
	}

	@Test
	default void c5WhatHangsOnTheStageMayCloseTheConnection() throws Exception {
		ConnectionRig rig = open();
		CompletableFuture<Void> dependent = rig.connection()
			.closed()
			.thenRun(() -> assertThatNoException().isThrownBy(() -> rig.connection().close()))
			.toCompletableFuture();
		rig.peer().sendClose(1000);
		readOne(rig.connection());
		rig.peer().close();
		dependent.get(20, TimeUnit.SECONDS);
		assertThat(rig.connection().isOpen()).isFalse();
	}

}
