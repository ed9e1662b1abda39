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

import java.util.stream.IntStream;

import io.wstunnel.testsupport.RawFrame;

/**
 * The closing handshake: every class of status, every length of payload.
 */
final class CloseTable extends CaseTable {

	private static final int[] ALLOWED = { 1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000,
			3008, 3999, 4000, 4999 };

	private static final int[] FORBIDDEN = { 0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 1999, 2000, 2999, 5000,
			32768, 65535 };

	@Override
	protected void rows() {
		payloads();
		statuses();
		places();
	}

	private void payloads() {
		section("5.5.1");
		row("no status", sends(RawFrame.of(RawFrame.CLOSE)), closes(1005));
		row("half a status", sends(RawFrame.of(RawFrame.CLOSE, (byte) 3)), fails(1002));
		row("a status", sends(close(1000)), closes(1000));
		row("a status octet by octet", sends(close(1000)).inPiecesOf(1), closes(1000));
		row("a reason", sends(close(1000, "bye")), closes(1000));
		row("a reason of 123 bytes", sends(close(1000, "*".repeat(123))), closes(1000));
		row("a reason of 124 bytes", sends(close(1000, "*".repeat(124))), fails(1002));
		row("a reason of characters of four bytes", sends(close(1000, "\ud83d\ude00".repeat(30))), closes(1000));
		row("a reason with U+0000", sends(close(1000, "a\u0000b")), closes(1000));
		row("a reason with a lone continuation", sends(reason(0x80)), fails(1007));
		row("a reason with half a character", sends(reason(0x61, 0xe2, 0x82)), fails(1007));
		row("a reason with a surrogate", sends(reason(0xed, 0xa0, 0x80)), fails(1007));
		row("a reason with an overlong form", sends(reason(0xc0, 0xaf)), fails(1007));
		row("a reason beyond U+10FFFF", sends(reason(0xf4, 0x90, 0x80, 0x80)), fails(1007));
		row("a bad status and a bad reason", sends(RawFrame.of(RawFrame.CLOSE, (byte) 3, (byte) 0xed, (byte) 0xff)),
				fails(1002));
	}

	private void statuses() {
		section("7.4");
		for (int code : ALLOWED) {
			row("status " + code, sends(close(code)), closes(code));
			row("status " + code + " with a reason", sends(close(code, "because")), closes(code));
			textRow("status " + code, sends(text("a"), close(code)), closes(code));
		}
		for (int code : FORBIDDEN) {
			row("forbidden status " + code, sends(close(code)), fails(1002));
			row("forbidden status " + code + " with a reason", sends(close(code, "because")), fails(1002));
		}
	}

	private void places() {
		section("7.1.6");
		row("behind a message", sends(binary(100_000), close(1000)), closes(1000));
		row("behind half a message", sends(first("half"), close(1000)), closes(1000));
		row("behind half a message, and the other half", sends(first("half"), close(1000), last("other")),
				closes(1000));
		row("behind a ping", sends(ping("a"), close(1000)), closes(1000));
		row("twice", sends(close(1000), close(1001)), closes(1000));
		row("before a message", sends(close(1000), binary(100)), closes(1000));
		row("before a long message", sends(close(1000), binary(300_000)), closes(1000));
		row("before a ping", sends(close(1000), ping("late")), closes(1000));
		row("before a thousand pings", sends(closeAndPings(1000)), closes(1000));
		row("before what is no frame", sends(close(1000), binary(10).rsv(7)), closes(1000));
		row("with 3000 behind a message", sends(binary(70_000), close(3000)), closes(3000));
	}

	private static RawFrame[] closeAndPings(int count) {
		return IntStream.rangeClosed(0, count)
			.mapToObj((i) -> (i == 0) ? close(1000) : ping("late"))
			.toArray(RawFrame[]::new);
	}

	private static RawFrame reason(int... octets) {
		byte[] payload = new byte[2 + octets.length];
		payload[0] = 0x03;
		payload[1] = (byte) 0xe8;
		for (int i = 0; i < octets.length; i++) {
			payload[i + 2] = (byte) octets[i];
		}
		return RawFrame.of(RawFrame.CLOSE, payload);
	}

}
