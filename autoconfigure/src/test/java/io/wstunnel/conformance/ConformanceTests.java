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

package io.wstunnel.conformance;

import java.io.IOException;
import java.util.Arrays;

import io.wstunnel.MessageType;
import io.wstunnel.testsupport.RawFrame;
import io.wstunnel.testsupport.RawPeer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The rules of RFC 6455 for one end of a connection.
 */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ConformanceTests {

	/**
	 * Connect to an end that echoes.
	 * @param type the type of the messages
	 * @return the peer of that end
	 * @throws Exception if that fails
	 */
	protected abstract RawPeer connect(MessageType type) throws Exception;

	@ParameterizedTest(name = "{0}")
	@MethodSource("io.wstunnel.conformance.Cases#all")
	void rfc6455(Case row) throws Exception {
		try (RawPeer peer = connect(row.type())) {
			new Conversation(row).with(peer);
		}
	}

	@Tag("endurance")
	@ParameterizedTest(name = "{0}")
	@MethodSource("io.wstunnel.conformance.Cases#bulk")
	void rfc6455InBulk(Case row) throws Exception {
		rfc6455(row);
	}

	/**
	 * Of an empty message nothing comes back: there a pong stands for it.
	 */
	@ParameterizedTest
	@ValueSource(ints = { 0, 16, 64, 256, 1024, 4096 })
	void aThousandMessagesComeBackOneByOne(int length) throws Exception {
		byte[] payload = "*".repeat(length).getBytes();
		for (MessageType type : MessageType.values()) {
			try (RawPeer peer = connect(type)) {
				for (int i = 0; i < 1000; i++) {
					peer.send(RawFrame.of(opcode(type), payload));
					if (length > 0) {
						assertReceived(peer, payload);
					}
					else {
						assertAnswered(peer, RawFrame.of(RawFrame.PING, (byte) i));
					}
				}
			}
		}
	}

	@ParameterizedTest
	@EnumSource
	void aPingInsideAMessageIsAnsweredBeforeTheRestIsSent(MessageType type) throws Exception {
		try (RawPeer peer = connect(type)) {
			for (int i = 0; i < 5; i++) {
				RawFrame fragment = RawFrame.of((i == 0) ? opcode(type) : RawFrame.CONTINUATION, (byte) ('a' + i));
				peer.send((i < 4) ? fragment.notFinal() : fragment);
				assertReceived(peer, (byte) ('a' + i));
				assertAnswered(peer, RawFrame.of(RawFrame.PING, (byte) i));
			}
		}
	}

	/**
	 * A handler that closes as soon as its read fails must not overtake the close frame
	 * that tells the peer what it did wrong.
	 */
	@Test
	void aViolationIsAnsweredWithItsStatusHoweverQuickTheHandlerCloses() throws Exception {
		Case row = new Case("7.1.7", "a violation", MessageType.BINARY,
				Sent.of(RawFrame.binary((byte) 1), RawFrame.binary((byte) 2).rsv(1)), new Seen(1002, false));
		for (int i = 0; i < 300; i++) {
			rfc6455(row);
		}
	}

	private static int opcode(MessageType type) {
		return (type == MessageType.TEXT) ? RawFrame.TEXT : RawFrame.BINARY;
	}

	private static void assertReceived(RawPeer peer, byte... payload) throws IOException {
		for (int received = 0; received < payload.length;) {
			RawFrame frame = peer.read();
			assertThat(frame.isControl()).isFalse();
			assertThat(frame.payload())
				.isEqualTo(Arrays.copyOfRange(payload, received, received + frame.payload().length));
			received += frame.payload().length;
		}
	}

	private static void assertAnswered(RawPeer peer, RawFrame ping) throws IOException {
		peer.send(ping);
		RawFrame pong = peer.read();
		assertThat(pong.opcode()).isEqualTo(RawFrame.PONG);
		assertThat(pong.payload()).isEqualTo(ping.payload());
	}

}
