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

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

import io.wstunnel.testsupport.RawFrame;

/**
 * Text in every form that UTF-8 has, and in those it has not (RFC 3629).
 */
final class Utf8Table extends CaseTable {

	@Override
	protected void rows() {
		section("8.1");
		whereItIsCut();
		allowed();
		forbidden();
		atOnce();
	}

	private void whereItIsCut() {
		String text = "Gr\u00fc\u00dfe, \u03ba\u1f79\u03c3\u03bc\u03b5, \ud83d\ude00!";
		byte[] octets = text.getBytes();
		textRow("a greeting", sends(text(text)), echo());
		textRow("two greetings", sends(text(text), text(text)), echo());
		textRow("a greeting in fragments of 1", sends(fragments(RawFrame.TEXT, octets, 1)), echo());
		textRow("a greeting in fragments of 1 and writes of 1",
				sends(fragments(RawFrame.TEXT, octets, 1)).inPiecesOf(1), echo());
		for (int length = 2; length <= 5; length++) {
			textRow("a greeting in fragments of " + length, sends(fragments(RawFrame.TEXT, octets, length)), echo());
		}
		textRow("half a character, pings, and the other half", sends(RawFrame.of(RawFrame.TEXT, (byte) 0xc3).notFinal(),
				ping("a"), more(""), ping("b"), RawFrame.of(RawFrame.CONTINUATION, (byte) 0xbc)), echo());
		textRow("half a character at the end of a message, the other half in the next",
				sends(octets("c3")).inVain(octets("bc")), fails(1007));
		textRow("half a character, and then an empty last fragment",
				sends(RawFrame.of(RawFrame.TEXT, (byte) 0xc3).notFinal(), last("")), fails(1007));
	}

	private void allowed() {
		valid("U+0000", "00");
		valid("U+007F", "7f");
		valid("U+0080", "c280");
		valid("U+07FF", "dfbf");
		valid("U+0800", "e0a080");
		valid("U+0FFF", "e0bfbf");
		valid("U+1000", "e18080");
		valid("U+D7FF, before the surrogates", "ed9fbf");
		valid("U+E000, behind the surrogates", "ee8080");
		valid("U+FEFF, a byte order mark", "efbbbf");
		valid("U+FFFD", "efbfbd");
		for (int codePoint = 0xfff9; codePoint <= 0xfffc; codePoint++) {
			valid(String.format("U+%X, of the specials", codePoint), codePoint);
		}
		for (int plane = 0; plane <= 0x10; plane++) {
			valid(String.format("U+%XFFFE, no character", plane), (plane << 16) | 0xfffe);
			valid(String.format("U+%XFFFF, no character", plane), (plane << 16) | 0xffff);
		}
		valid("U+10000", "f0908080");
		valid("U+40000", "f1808080");
		valid("U+100000", "f4808080");
		valid("a combining sequence", "61cc88");
	}

	private void forbidden() {
		invalid("a lone continuation 80", "80");
		invalid("a lone continuation bf", "bf");
		for (int count = 2; count <= 64; count++) {
			invalid(count + " lone continuations", "80bf".repeat(count).substring(0, 2 * count));
		}
		for (int octet = 0x80; octet <= 0xbf; octet += 9) {
			invalid("a continuation " + Integer.toHexString(octet) + " behind a character", "c3bc" + hex(octet));
		}
		for (int octet : new int[] { 0xc0, 0xc1, 0xf5, 0xf6, 0xf7, 0xf8, 0xf9, 0xfa, 0xfb, 0xfc, 0xfd, 0xfe, 0xff }) {
			invalid("an octet that never occurs, " + hex(octet), hex(octet));
		}
		for (int lead = 0xc2; lead <= 0xf4; lead++) {
			invalid("lead " + hex(lead) + " alone", hex(lead));
			invalid("lead " + hex(lead) + " before a space", hex(lead) + "20");
			invalid("lead " + hex(lead) + " before another lead", hex(lead) + "c2");
		}
		invalid("two octets of three", "e282");
		invalid("two octets of four", "f09f");
		invalid("three octets of four", "f09f98");
		invalid("three octets of four before a space", "f09f9820");
		invalid("an overlong / in two octets", "c0af");
		invalid("an overlong / in three octets", "e080af");
		invalid("an overlong / in four octets", "f08080af");
		invalid("an overlong / in five octets", "f8808080af");
		invalid("an overlong / in six octets", "fc80808080af");
		invalid("the last overlong form of two octets", "c1bf");
		invalid("the last overlong form of three octets", "e09fbf");
		invalid("the last overlong form of four octets", "f08fbfbf");
		invalid("an overlong U+0000 in two octets", "c080");
		invalid("an overlong U+0000 in three octets", "e08080");
		invalid("an overlong U+0000 in four octets", "f0808080");
		invalid("an overlong U+0000 in five octets", "f880808080");
		invalid("an overlong U+0000 in six octets", "fc8080808080");
		invalid("the last overlong form of five octets", "f887bfbfbf");
		invalid("the last overlong form of six octets", "fc83bfbfbfbf");
		surrogates();
		invalid("the first beyond U+10FFFF", "f4908080");
		invalid("U+1FFFFF", "f7bfbfbf");
		invalid("the first form of five octets", "f888808080");
		invalid("the last form of five octets", "fbbfbfbfbf");
		invalid("the first form of six octets", "fc8480808080");
		invalid("the last form of six octets", "fdbfbfbfbfbf");
		invalid("Latin-1", "677267fc6e");
		invalid("UTF-16 with its mark", "feff0061");
	}

	private void surrogates() {
		for (String high : new String[] { "eda080", "edadbf", "edae80", "edafbf" }) {
			invalid("a high surrogate " + high, high);
			for (String low : new String[] { "edb080", "edbfbf" }) {
				invalid("a pair of surrogates " + high + low, high + low);
			}
		}
		for (String low : new String[] { "edb080", "edbe80", "edbfbf" }) {
			invalid("a low surrogate " + low, low);
		}
	}

	private void atOnce() {
		RawFrame begun = RawFrame.of(RawFrame.TEXT, (byte) 'a', (byte) 0xff).promising(1000, 2);
		textRow("a broken octet in a frame that never ends", sends(begun), fails(1007));
		textRow("a broken octet in a message that never ends", sends(octets("61ff").notFinal()), fails(1007));
		textRow("a surrogate before it is complete", sends(octets("eda0").notFinal()), fails(1007));
		textRow("something beyond U+10FFFF before it is complete", sends(octets("f490").notFinal()), fails(1007));
		textRow("an overlong form before it is complete", sends(octets("f080").notFinal()), fails(1007));
		textRow("a broken octet in a later fragment",
				sends(text("a").notFinal(), more("b"), RawFrame.of(RawFrame.CONTINUATION, (byte) 0xff).notFinal()),
				fails(1007));
		textRow("a broken octet behind 100,000 sound ones", sends(text("\u20ac".repeat(33_000)), octets("ff")),
				fails(1007));
		textRow("a broken octet after a whole message", sends(text("sound"), octets("ff")), fails(1007));
	}

	private void valid(String name, int codePoint) {
		valid(name, HexFormat.of().formatHex(Character.toString(codePoint).getBytes(StandardCharsets.UTF_8)));
	}

	private void valid(String name, String hex) {
		byte[] octets = HexFormat.of().parseHex(hex);
		textRow(name, sends(octets(hex)), echo());
		textRow(name + ", in fragments of 1", sends(fragments(RawFrame.TEXT, octets, 1)), echo());
		textRow(name + ", octet by octet", sends(text("<"), octets(hex), text(">")).inPiecesOf(1), echo());
	}

	private void invalid(String name, String hex) {
		byte[] octets = HexFormat.of().parseHex(hex);
		textRow(name, sends(octets(hex)), fails(1007));
		textRow(name + ", in fragments of 1", sends(fragments(RawFrame.TEXT, octets, 1)), fails(1007));
		textRow(name + ", octet by octet", sends(text("<"), octets(hex)).inVain(text(">")).inPiecesOf(1), fails(1007));
	}

	private static RawFrame octets(String hex) {
		return RawFrame.of(RawFrame.TEXT, HexFormat.of().parseHex(hex));
	}

	private static String hex(int octet) {
		return HexFormat.of().toHexDigits((byte) octet);
	}

}
