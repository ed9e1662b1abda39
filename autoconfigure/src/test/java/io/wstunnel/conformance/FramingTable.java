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

import java.util.Arrays;

import io.wstunnel.testsupport.Payloads;
import io.wstunnel.testsupport.RawFrame;

/**
 * Frames of every length, each way a length can be written, masks, reserved bits and
 * opcodes.
 */
final class FramingTable extends CaseTable {

	private static final int[] LENGTHS = { 0, 1, 124, 125, 126, 127, 128, 65535, 65536, 65537 };

	@Override
	protected void rows() {
		lengths();
		limits();
		masks();
		reservedBits();
		opcodes();
	}

	private void lengths() {
		section("5.2");
		row("no frame at all", sends(), echo());
		for (int length : LENGTHS) {
			row(length + " bytes", sends(binary(length)), echo());
			row(length + " bytes in pieces of 997", sends(binary(length)).inPiecesOf(997), echo());
			textRow(length + " bytes", sends(text("*".repeat(length))), echo());
			textRow(length + " bytes in pieces of 997", sends(text("*".repeat(length))).inPiecesOf(997), echo());
		}
		row("300 bytes octet by octet", sends(binary(300)).inPiecesOf(1), echo());
		textRow("300 bytes octet by octet", sends(text("\u00fc".repeat(150))).inPiecesOf(1), echo());
		row("three messages in one write", sends(binary(1), binary(2), binary(3)), echo());
		row("an empty message between two", sends(binary(5), binary(0), binary(5)), echo());
		textRow("an empty message between two", sends(text("a"), text(""), text("b")), echo());
		row("0 bytes as 2 octets", sends(binary(0).promising(0, 2)), fails(1002));
		row("0 bytes as 8 octets", sends(binary(0).promising(0, 8)), fails(1002));
		row("125 bytes as 2 octets", sends(binary(125).promising(125, 2)), fails(1002));
		row("125 bytes as 8 octets", sends(binary(125).promising(125, 8)), fails(1002));
		row("126 bytes as 8 octets", sends(binary(126).promising(126, 8)), fails(1002));
		row("65535 bytes as 8 octets", sends(binary(65535).promising(65535, 8)), fails(1002));
		row("2^63 bytes", sends(binary(0).promising(Long.MIN_VALUE, 8)), fails(1002));
		row("2^64 - 1 bytes", sends(binary(0).promising(-1, 8)), fails(1002));
		row("2^63 - 1 bytes, and then a FIN", sends(binary(9).promising(Long.MAX_VALUE, 8)), drop());
		row("half a header, and then a FIN", sends(binary(70000)).withoutTheLast(70000 + 6), drop());
		row("half a frame, and then a FIN", sends(binary(100)).withoutTheLast(50), drop());
		row("half a message, and then a FIN", sends(first("ab")), drop());
		row("a message, and then a FIN", sends(binary(1)), drop());
	}

	private void limits() {
		section("10.4");
		byte[] octets = "\u20ac".repeat((1 << 20) / 3).getBytes();
		row("1 MiB in a frame", sends(binary(1 << 20)), echo());
		row("1 MiB in frames of 64 KiB", sends(fragments(RawFrame.BINARY, Payloads.bytes(1 << 20), 65536)), echo());
		textRow("1 MiB in a frame", sends(RawFrame.of(RawFrame.TEXT, octets)), echo());
		textRow("1 MiB in frames of 64 KiB", sends(fragments(RawFrame.TEXT, octets, 65536)), echo());
		textRow("64 KiB in frames of 1300 bytes", sends(fragments(RawFrame.TEXT, Arrays.copyOf(octets, 65535), 1300)),
				echo());
		row("1 MiB in frames of 64 bytes", sends(fragments(RawFrame.BINARY, Payloads.bytes(1 << 20), 64)), echo());
		row("100,000 bytes in frames of 1", sends(fragments(RawFrame.BINARY, Payloads.bytes(100_000), 1)), echo());
		row("1 MiB in pieces of 1 KiB", sends(binary(1 << 20)).inPiecesOf(1024), echo());
		row("70,000 bytes in pieces of 7", sends(binary(70_000)).inPiecesOf(7), echo());
	}

	private void masks() {
		section("5.1");
		row("a wrongly masked message", sends(binary(1)).wronglyMasked(), fails(1002));
		row("a wrongly masked empty message", sends(binary(0)).wronglyMasked(), fails(1002));
		textRow("a wrongly masked message", sends(text("a")).wronglyMasked(), fails(1002));
		row("a wrongly masked ping", sends(ping("a")).wronglyMasked(), fails(1002));
		row("a wrongly masked pong", sends(pong("a")).wronglyMasked(), fails(1002));
		row("a wrongly masked second message", sends(binary(1), binary(1)).wronglyMasked(), fails(1002));
		row("a wrongly masked last fragment", sends(first("a"), last("b")).wronglyMasked(), fails(1002));
		row("a wrongly masked close", sends(RawFrame.of(RawFrame.CLOSE)).wronglyMasked(), fails(1002));
	}

	private void reservedBits() {
		section("5.2");
		for (int bits = 1; bits <= 7; bits++) {
			String name = "reserved bits " + bits + " in ";
			row(name + "a message", sends(binary(1).rsv(bits)), fails(1002));
			row(name + "an empty message", sends(binary(0).rsv(bits)), fails(1002));
			textRow(name + "a message", sends(text("a").rsv(bits)), fails(1002));
			row(name + "a second message", sends(binary(1), binary(1).rsv(bits)).inVain(ping("")), fails(1002));
			row(name + "a continuation", sends(first("a"), last("b").rsv(bits)), fails(1002));
			row(name + "a ping", sends(binary(1), ping("a").rsv(bits)), fails(1002));
			row(name + "a close", sends(binary(1), close(1000).rsv(bits)), fails(1002));
			row(name + "octets", sends(binary(1), binary(1).rsv(bits)).inPiecesOf(1), fails(1002));
		}
	}

	private void opcodes() {
		section("5.2");
		for (int opcode : new int[] { 3, 4, 5, 6, 7, 11, 12, 13, 14, 15 }) {
			String name = "unknown opcode " + opcode;
			row(name, sends(RawFrame.of(opcode)), fails(1002));
			row(name + " with payload", sends(RawFrame.of(opcode, (byte) 1)), fails(1002));
			textRow(name, sends(RawFrame.of(opcode, (byte) 1)), fails(1002));
			row(name + " behind a message", sends(binary(9), RawFrame.of(opcode)).inVain(ping("")), fails(1002));
			row(name + " inside a message", sends(first("a"), RawFrame.of(opcode)).inVain(last("b")), fails(1002));
			row(name + " not final", sends(RawFrame.of(opcode).notFinal()), fails(1002));
			row(name + " octet by octet", sends(binary(9), RawFrame.of(opcode)).inPiecesOf(1), fails(1002));
		}
		section("7.4.1");
		row("a text message", sends(text("a")), fails(1003));
		row("an empty text message", sends(text("")), fails(1003));
		row("a text message behind a binary one", sends(binary(3), text("a")), fails(1003));
		textRow("a binary message", sends(binary(1)), fails(1003));
		textRow("a binary message behind a text one", sends(text("a"), binary(1)), fails(1003));
	}

}
