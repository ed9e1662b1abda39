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

import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.MalformedInputException;
import java.time.Duration;

import io.wstunnel.MessageType;
import io.wstunnel.WsClosedException;
import io.wstunnel.WsConnection;
import io.wstunnel.testsupport.Call;
import io.wstunnel.testsupport.RawFrame;
import io.wstunnel.testsupport.RawPeer;
import io.wstunnel.transport.Notice;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Chapter "Half-close": rules H1 and H2, and what C6 means behind an end.
 */
interface HalfCloseContract extends ContractSupport {

	RawFrame END = RawFrame.of(11, Notice.END.getCode());

	@Test
	default void h1ThePeerReadsTheEndBehindTheLastByteWhileItsOwnWritesGoOn() throws Exception {
		ConnectionPair pair = openPair((settings) -> {
		});
		for (WsConnection connection : new WsConnection[] { pair.client(), pair.server() }) {
			assertThat(connection.isHalfCloseSupported()).isTrue();
		}
		write(pair.client(), "request");
		pair.client().shutdownOutput();
		assertThat(readText(pair.server(), 7)).isEqualTo("request");
		assertThat(readOne(pair.server())).isEqualTo(-1);
		assertThat(readOne(pair.server())).isEqualTo(-1);
		write(pair.server(), "answer");
		assertThat(readText(pair.client(), 6)).isEqualTo("answer");
		pair.server().shutdownOutput();
		assertThat(readOne(pair.client())).isEqualTo(-1);
		assertThat(await(pair.client().closed()).getCode()).isEqualTo(1000);
		assertThat(await(pair.server().closed()).getCode()).isEqualTo(1000);
		assertThat(readOne(pair.client())).isEqualTo(-1);
	}

	@Test
	default void h1TheEndIsAControlFrameBehindMessagesThatAreAsEver() throws Exception {
		ConnectionRig rig = openExtended();
		write(rig.connection(), "last");
		rig.connection().shutdownOutput();
		rig.connection().shutdownOutput();
		assertThat(rig.peer().readMessage().payloadAsText()).isEqualTo("last");
		assertEnd(rig.peer());
		rig.peer().sendPing("still there");
		rig.peer().sendBinary("in".getBytes());
		assertThat(readText(rig.connection(), 2)).isEqualTo("in");
		assertThat(rig.peer().read().opcode()).isEqualTo(RawFrame.PONG);
	}

	@Test
	default void h1TheEndReleasesABlockedReaderAndLetsWritesGoOn() throws Exception {
		ConnectionRig rig = openExtended();
		Call<Integer> read = blockedRead(rig.connection());
		rig.peer().send(END);
		assertThat(read.get()).isEqualTo(-1);
		write(rig.connection(), "out");
		assertThat(rig.peer().readMessage().payloadAsText()).isEqualTo("out");
	}

	@Test
	default void h1OnceBothHaveEndedAndAllWasReadTheConnectionClosesWith1000() throws Exception {
		ConnectionRig rig = openExtended((settings) -> settings.closeTimeout(NEVER));
		rig.peer().send(RawFrame.binary("last".getBytes()), END);
		rig.connection().shutdownOutput();
		assertEnd(rig.peer());
		assertThat(readText(rig.connection(), 4)).isEqualTo("last");
		assertThat(rig.peer().hasReceived()).isFalse();
		assertThat(readOne(rig.connection())).isEqualTo(-1);
		assertThat(rig.peer().readClose().getCode()).isEqualTo(1000);
		assertThat(rig.connection().closed().toCompletableFuture()).isNotDone();
		rig.peer().sendClose(1000);
		assertThat(await(rig.connection().closed()).getCode()).isEqualTo(1000);
		assertThat(readOne(rig.connection())).isEqualTo(-1);
		rig.connection().close();
	}

	@Test
	default void h1APeerThatDoesNotAnswerThatCloseIsNotWaitedForForEver() throws Exception {
		ConnectionRig rig = openExtended((settings) -> settings.closeTimeout(Duration.ofMillis(100)));
		rig.peer().send(END);
		assertThat(readOne(rig.connection())).isEqualTo(-1);
		rig.connection().shutdownOutput();
		assertThat(await(rig.connection().closed()).getCode()).isEqualTo(1006);
		assertThat(readOne(rig.connection())).isEqualTo(-1);
	}

	@Test
	default void h1WritesBehindTheEndFail() throws Exception {
		WsConnection connection = openExtended().connection();
		connection.shutdownOutput();
		assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(() -> write(connection, "late"))
			.withMessageContaining("shut down");
		assertThat(connection.isOpen()).isTrue();
	}

	@Test
	default void h1TheEndWaitsForTheMessageInFlight() throws Exception {
		ConnectionRig rig = openExtended();
		Call<Integer> write = blockedWrite(rig.connection());
		Call<Boolean> end = run(rig.connection()::shutdownOutput).awaitBlocked();
		assertThat(rig.peer().readMessage().payload().length).isEqualTo(LARGE.length);
		assertEnd(rig.peer());
		assertThat(write.get()).isEqualTo(LARGE.length);
		end.get();
	}

	@Test
	default void h1AnEndInsideAMessageIsNone() throws Exception {
		ConnectionRig rig = openExtended();
		rig.peer().send(RawFrame.binary("ab".getBytes()).notFinal(), END);
		assertThat(readText(rig.connection(), 2)).isEqualTo("ab");
		assertFailsWith(rig, 1002);
		assertThat(rig.peer().readClose().getCode()).isEqualTo(1002);
	}

	@Test
	default void h1AMessageBehindTheEndIsAViolation() throws Exception {
		ConnectionRig rig = openExtended();
		rig.peer().send(END, RawFrame.binary("late".getBytes()));
		assertThat(rig.peer().readClose().getCode()).isEqualTo(1002);
	}

	@Test
	default void h1WhatALaterVersionMaySayIsPassedOver() throws Exception {
		ConnectionRig rig = openExtended();
		rig.peer().send(RawFrame.of(11, (byte) 99), RawFrame.of(11, (byte) 99, (byte) 1), RawFrame.binary((byte) 'a'));
		assertThat(readText(rig.connection(), 1)).isEqualTo("a");
		rig.peer().send(RawFrame.of(11));
		assertThat(rig.peer().readClose().getCode()).isEqualTo(1002);
	}

	@Test
	default void h1ACloseGoesBehindTheEndAndReleasesTheReader() throws Exception {
		ConnectionRig rig = openExtended();
		rig.connection().shutdownOutput();
		Call<Integer> read = blockedRead(rig.connection());
		Call<Boolean> close = run(rig.connection()::close);
		assertEnd(rig.peer());
		assertThat(rig.peer().readClose().getCode()).isEqualTo(1000);
		assertThat(read.getFailure()).isInstanceOf(AsynchronousCloseException.class);
		rig.peer().sendClose(1000);
		close.get();
	}

	@Test
	default void h1AnEndWithHalfACharacterFailsAndIsNone() throws Exception {
		ConnectionRig rig = openExtended((settings) -> settings.messageType(MessageType.TEXT));
		rig.connection().write(ByteBuffer.wrap(new byte[] { (byte) 0xC3 }));
		assertThatExceptionOfType(MalformedInputException.class).isThrownBy(rig.connection()::shutdownOutput);
		rig.connection().write(ByteBuffer.wrap(new byte[] { (byte) 0xA4 }));
		rig.connection().shutdownOutput();
		assertThat(rig.peer().readMessage().payloadAsText()).isEmpty();
		assertThat(rig.peer().readMessage().payloadAsText()).isEqualTo("\u00e4");
		assertEnd(rig.peer());
	}

	@Test
	default void h1TheSocketViewEndsItsOutputAsASocketDoes() throws Exception {
		ConnectionRig rig = openExtended();
		Socket socket = rig.connection().asSocket();
		assertThat(socket.isOutputShutdown()).isFalse();
		socket.shutdownOutput();
		assertThat(socket.isOutputShutdown()).isTrue();
		assertEnd(rig.peer());
		assertThatExceptionOfType(SocketException.class).isThrownBy(socket::shutdownOutput);
		assertThatExceptionOfType(SocketException.class).isThrownBy(() -> socket.getOutputStream().write(1))
			.withMessageContaining("shut down");
		rig.peer().send(RawFrame.binary("in".getBytes()), END);
		assertThat(socket.getInputStream().readAllBytes()).asString().isEqualTo("in");
	}

	@Test
	default void c6ACutBehindOurEndIsNoEndOfThePeersStream() throws Exception {
		ConnectionRig rig = openExtended();
		rig.peer().sendBinary("half".getBytes());
		rig.connection().shutdownOutput();
		assertEnd(rig.peer());
		rig.peer().finish();
		assertThat(readText(rig.connection(), 4)).isEqualTo("half");
		assertFailsWith(rig, 1006);
	}

	@Test
	default void c6ACutBehindThePeersEndIsToldToWritersAndLeavesItsStreamComplete() throws Exception {
		ConnectionRig rig = openExtended();
		rig.peer().send(RawFrame.binary("whole".getBytes()), END);
		rig.peer().finish();
		assertThat(readText(rig.connection(), 5)).isEqualTo("whole");
		assertThat(readOne(rig.connection())).isEqualTo(-1);
		assertThat(await(rig.connection().closed()).getCode()).isEqualTo(1006);
		assertThatExceptionOfType(WsClosedException.class).isThrownBy(() -> write(rig.connection(), "late"));
	}

	@Test
	default void h2WithoutNegotiationNothingIsHalfClosed() throws Exception {
		ConnectionRig rig = open();
		assertThat(rig.connection().isHalfCloseSupported()).isFalse();
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(rig.connection()::shutdownOutput);
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(rig.connection().asSocket()::shutdownOutput);
		write(rig.connection(), "out");
		assertThat(rig.peer().readMessage().payloadAsText()).isEqualTo("out");
	}

	@Test
	default void h2OneEndThatDoesNotWantItIsEnough() throws Exception {
		ConnectionPair pair = openPair((settings) -> settings.controlExtension(false));
		assertThat(pair.client().isHalfCloseSupported()).isFalse();
		assertThat(pair.server().isHalfCloseSupported()).isFalse();
	}

	private void assertEnd(RawPeer peer) throws Exception {
		RawFrame frame = peer.read();
		assertThat(frame.opcode()).isEqualTo(11);
		assertThat(frame.fin()).isTrue();
		assertThat(frame.payload()).containsExactly(1);
	}

	private void assertFailsWith(ConnectionRig rig, int code) {
		assertThatExceptionOfType(WsClosedException.class).isThrownBy(() -> readOne(rig.connection()))
			.satisfies((ex) -> assertThat(ex.getStatus().getCode()).isEqualTo(code));
	}

}
