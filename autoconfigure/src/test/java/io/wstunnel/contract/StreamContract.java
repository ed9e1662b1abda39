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
import java.io.Closeable;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

import io.wstunnel.DeadlineAction;
import io.wstunnel.WsClosedException;
import io.wstunnel.WsConnection;
import io.wstunnel.testsupport.Call;
import io.wstunnel.testsupport.Payloads;
import io.wstunnel.testsupport.RawFrame;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * I1.
 */
interface StreamContract extends ContractSupport {

	@Test
	default void i1ClosingEitherStreamClosesTheConnection() throws Exception {
		List<Function<WsConnection, Closeable>> streams = List.of(WsConnection::getInputStream,
				WsConnection::getOutputStream);
		for (Function<WsConnection, Closeable> stream : streams) {
			ConnectionRig rig = open();
			Call<Boolean> close = run(() -> stream.apply(rig.connection()).close());
			assertThat(rig.peer().readClose().getCode()).isEqualTo(1000);
			rig.peer().sendClose(1000);
			close.get();
			assertThat(rig.connection().isOpen()).isFalse();
		}
	}

	@Test
	default void i1TheStreamsAreAlwaysTheSame() throws Exception {
		ConnectionRig rig = open();
		assertThat(rig.connection().getInputStream()).isSameAs(rig.connection().getInputStream());
		assertThat(rig.connection().getOutputStream()).isSameAs(rig.connection().getOutputStream());
	}

	@Test
	default void i1FlushHasNothingToDo() throws Exception {
		ConnectionRig rig = open();
		OutputStream output = rig.connection().getOutputStream();
		output.flush();
		output.write("x".getBytes());
		assertThat(rig.peer().readMessage().payloadAsText()).isEqualTo("x");
		output.flush();
		output.write("y".getBytes());
		assertThat(rig.peer().readMessage().payloadAsText()).isEqualTo("y");
	}

	@Test
	default void i1AvailableIsTheNumberOfBytesInTheWindow() throws Exception {
		ConnectionRig rig = open();
		assertThat(available(rig.connection())).isZero();
		rig.peer().sendBinary("abc".getBytes());
		rig.peer().sendBinary("de".getBytes());
		Awaitility.await().until(() -> available(rig.connection()) == 5);
		readText(rig.connection(), 2);
		assertThat(available(rig.connection())).isEqualTo(3);
		readText(rig.connection(), 3);
		assertThat(available(rig.connection())).isZero();
	}

	@Test
	default void i1TransferToMovesBlocksOfUpTo64KiB() throws Exception {
		ConnectionRig rig = open((settings) -> settings.receiveWindow(DataSize.ofKilobytes(256)));
		byte[] bytes = Payloads.bytes(2 << 20);
		Call<Boolean> sender = run(() -> rig.peer().send(RawFrame.binary(bytes), RawFrame.close(1000, "")));
		awaitAvailable(rig.connection(), 200 * 1024);
		List<Integer> blocks = new CopyOnWriteArrayList<>();
		ByteArrayOutputStream received = new ByteArrayOutputStream() {

			@Override
			public void write(byte[] source, int offset, int length) {
				blocks.add(length);
				super.write(source, offset, length);
			}

		};
		assertThat(rig.connection().getInputStream().transferTo(received)).isEqualTo(bytes.length);
		assertThat(received.toByteArray()).isEqualTo(bytes);
		assertThat(blocks).allMatch((length) -> length <= 64 * 1024).contains(64 * 1024);
		sender.get();
	}

	@Test
	default void i1WhatAStreamKeepsOfATransferIsNobodyElsesMemory() throws Exception {
		List<byte[]> kept = new ArrayList<>();
		for (String text : List.of("first", "second")) {
			ConnectionRig rig = open();
			rig.peer().send(RawFrame.binary(text.getBytes()), RawFrame.close(1000, ""));
			rig.connection().getInputStream().transferTo(new OutputStream() {

				@Override
				public void write(int octet) {
					throw new AssertionError("Blocks were expected");
				}

				@Override
				public void write(byte[] bytes, int offset, int length) {
					kept.add(bytes);
				}

			});
		}
		assertThat(new String(kept.get(0), 0, 5)).isEqualTo("first");
		assertThat(kept.get(1)).isNotSameAs(kept.get(0));
	}

	@Test
	default void i1TransferToThrowsWhenTheStreamIsCut() throws Exception {
		ConnectionRig rig = open();
		rig.peer().send(RawFrame.binary("abc".getBytes()), RawFrame.close(4000, ""));
		ByteArrayOutputStream received = new ByteArrayOutputStream();
		assertThatExceptionOfType(WsClosedException.class)
			.isThrownBy(() -> rig.connection().getInputStream().transferTo(received));
		assertThat(received).hasToString("abc");
	}

	@Test
	default void i1SkipDropsBytesAcrossMessages() throws Exception {
		ConnectionRig rig = open();
		rig.peer()
			.send(RawFrame.binary("abc".getBytes()), RawFrame.binary(), RawFrame.binary("def".getBytes()),
					RawFrame.close(1000, ""));
		InputStream input = rig.connection().getInputStream();
		input.skipNBytes(4);
		assertThat(input.read()).isEqualTo('e');
		assertThat(input.skip(0)).isZero();
		assertThat(input.skip(-1)).isZero();
		assertThat(input.skip(10)).isEqualTo(1);
		assertThat(input.skip(10)).isZero();
		assertThat(input.read()).isEqualTo(-1);
	}

	@Test
	default void i1SkipHoldsTheRulesOfDeadlinesAndFailures() throws Exception {
		ConnectionRig rig = open((settings) -> settings.deadlineAction(DeadlineAction.KEEP_OPEN));
		InputStream input = rig.connection().getInputStream();
		rig.connection().setReadDeadline(past());
		assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> input.skip(1));
		rig.connection().setReadDeadline(null);
		rig.peer().sendClose(4000);
		assertThatExceptionOfType(WsClosedException.class).isThrownBy(() -> input.skip(1));
	}

	@Test
	default void i1ReadNBytesHoldsTheRules() throws Exception {
		ConnectionRig rig = open();
		rig.peer().send(RawFrame.binary("abc".getBytes()), RawFrame.binary("def".getBytes()));
		InputStream input = rig.connection().getInputStream();
		assertThat(input.readNBytes(4)).asString().isEqualTo("abcd");
		rig.peer().sendClose(1000);
		assertThat(input.readNBytes(4)).asString().isEqualTo("ef");
		assertThat(input.readNBytes(4)).isEmpty();
		assertThat(input.readNBytes(new byte[4], 0, 4)).isZero();
	}

	@Test
	default void i1ReadNBytesThrowsWhenTheStreamIsCut() throws Exception {
		ConnectionRig rig = open();
		rig.peer().send(RawFrame.binary("abc".getBytes()));
		rig.peer().finish();
		assertThatExceptionOfType(WsClosedException.class)
			.isThrownBy(() -> rig.connection().getInputStream().readNBytes(4));
	}

	@Test
	default void i1AReadOfOneByteReturnsItUnsigned() throws Exception {
		ConnectionRig rig = open();
		rig.peer().sendBinary((byte) 0xff, (byte) 0);
		assertThat(rig.connection().getInputStream().read()).isEqualTo(255);
		assertThat(rig.connection().getInputStream().read()).isZero();
	}

	@Test
	default void i1AReadFillsOnlyItsPartOfTheArray() throws Exception {
		ConnectionRig rig = open();
		rig.peer().sendBinary("abcd".getBytes());
		awaitAvailable(rig.connection(), 4);
		byte[] array = "......".getBytes();
		assertThat(rig.connection().getInputStream().read(array, 1, 3)).isEqualTo(3);
		assertThat(array).asString().isEqualTo(".abc..");
		assertThatExceptionOfType(IndexOutOfBoundsException.class)
			.isThrownBy(() -> rig.connection().getInputStream().read(array, 4, 3));
	}

	@Test
	default void i1AWriteOfNoBytesSendsNothing() throws Exception {
		ConnectionRig rig = open();
		rig.connection().getOutputStream().write(new byte[4], 2, 0);
		rig.connection().getOutputStream().write(new byte[0]);
		rig.connection().getOutputStream().write("x".getBytes());
		assertThat(rig.peer().readMessage().payloadAsText()).isEqualTo("x");
	}

	@Test
	default void i1AWriteOfOneByteIsAMessageOfOneByte() throws Exception {
		ConnectionRig rig = open();
		rig.connection().getOutputStream().write('a');
		rig.connection().getOutputStream().write(0x1ff);
		assertThat(rig.peer().readMessage().payload()).containsExactly('a');
		assertThat(rig.peer().readMessage().payload()).containsExactly(0xff);
	}

	@Test
	default void i1AWriteRefusesAPartThatIsNotThere() throws Exception {
		ConnectionRig rig = open();
		assertThatExceptionOfType(IndexOutOfBoundsException.class)
			.isThrownBy(() -> rig.connection().getOutputStream().write(new byte[4], 2, 3));
		assertThat(rig.connection().isOpen()).isTrue();
	}

	@Test
	default void i1StreamsOfAClosedConnectionThrow() throws Exception {
		ConnectionRig rig = open();
		InputStream input = rig.connection().getInputStream();
		OutputStream output = rig.connection().getOutputStream();
		rig.connection().abort();
		assertThatIOException().isThrownBy(input::read);
		assertThatIOException().isThrownBy(input::available);
		assertThatIOException().isThrownBy(() -> output.write(1));
		input.close();
		output.close();
	}

}
