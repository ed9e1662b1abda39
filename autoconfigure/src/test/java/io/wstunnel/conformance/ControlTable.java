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
import java.util.stream.IntStream;

import io.wstunnel.testsupport.Payloads;
import io.wstunnel.testsupport.RawFrame;

/**
 * Pings and pongs, and what is fragmented around them.
 */
final class ControlTable extends CaseTable {

	@Override
	protected void rows() {
		pings();
		controlFrames();
		fragmentation();
		brokenFragmentation();
	}

	private void pings() {
		section("5.5.2");
		row("a ping without payload", sends(ping("")), echo());
		row("a ping with payload", sends(ping("Hello")), echo());
		row("a ping of 125 bytes", sends(ping("*".repeat(125))), echo());
		row("a ping of 125 bytes octet by octet", sends(ping("*".repeat(125))).inPiecesOf(1), echo());
		row("a ping of 126 bytes", sends(ping("*".repeat(126))), fails(1002));
		row("a ping of 65536 bytes", sends(ping("*".repeat(65536))), fails(1002));
		row("a ping before and behind a message", sends(ping("1"), binary(300), ping("2")), echo());
		row("ten pings", sends(pings(10)), echo());
		row("ten pings octet by octet", sends(pings(10)).inPiecesOf(1), echo());
		row("a thousand pings", sends(pings(1000)), echo());
		textRow("a ping", sends(ping("\u00fc")), echo());
		textRow("a ping that is not UTF-8", sends(RawFrame.of(RawFrame.PING, (byte) 0xff)), echo());
		row("a ping, then a violation", sends(ping("a"), binary(1).rsv(1)), fails(1002));
		section("5.5.3");
		row("an unsolicited pong", sends(pong("")), echo());
		row("an unsolicited pong with payload", sends(pong("unsolicited")), echo());
		row("a pong of 125 bytes", sends(pong("*".repeat(125))), echo());
		row("a pong, then a ping", sends(pong("unsolicited"), ping("a")), echo());
		row("a pong of 126 bytes", sends(pong("*".repeat(126))), fails(1002));
		row("a pong inside a message", sends(first("a"), pong("b"), last("c")), echo());
	}

	private void controlFrames() {
		section("5.5");
		row("a fragmented ping", sends(ping("a").notFinal()), fails(1002));
		row("a fragmented ping and its rest", sends(ping("a").notFinal()).inVain(last("b")), fails(1002));
		row("a fragmented pong", sends(pong("a").notFinal()), fails(1002));
		row("a fragmented close", sends(close(1000).notFinal()), fails(1002));
		row("a ping that writes 5 as 2 octets", sends(ping("12345").promising(5, 2)), fails(1002));
		row("a ping of 2^63 - 1 bytes", sends(ping("").promising(Long.MAX_VALUE, 8)), fails(1002));
		row("a close of 126 bytes", sends(close(1000, "*".repeat(124))), fails(1002));
	}

	private void fragmentation() {
		section("5.4");
		row("two fragments", sends(first("frag"), last("ment")), echo());
		row("two fragments octet by octet", sends(first("frag"), last("ment")).inPiecesOf(1), echo());
		textRow("two fragments", sends(text("frag").notFinal(), last("ment")), echo());
		row("an empty first fragment", sends(first(""), last("ment")), echo());
		row("an empty last fragment", sends(first("frag"), last("")), echo());
		row("only empty fragments", sends(first(""), more(""), more(""), last("")), echo());
		textRow("only empty fragments", sends(text("").notFinal(), more(""), last("")), echo());
		row("an empty fragment between two", sends(first("a"), more(""), last("b")), echo());
		row("a thousand empty fragments", sends(fragmentsOfNothing(1000)), echo());
		row("a ping between two fragments", sends(first("a"), ping("p"), last("b")), echo());
		row("the same, octet by octet", sends(first("a"), ping("p"), last("b")).inPiecesOf(1), echo());
		row("pings among fragments", sends(first("a"), ping("1"), more("b"), ping("2"), last("c")), echo());
		row("five fragments of which each is followed by a ping", sends(first("1"), ping("a"), more("2"), ping("b"),
				more("3"), ping("c"), more("4"), ping("d"), last("5"), ping("e")), echo());
		row("fragments of two messages", sends(first("a"), last("b"), first("c"), last("d")), echo());
		row("fragments of 65536 bytes", sends(fragments(RawFrame.BINARY, Payloads.bytes(200_000), 65536)), echo());
		row("a fragment of 1, then one of 70,000",
				sends(binary(1).notFinal(), RawFrame.of(RawFrame.CONTINUATION, Payloads.bytes(1, 70_000))), echo());
	}

	private void brokenFragmentation() {
		section("5.4");
		row("a continuation first", sends(last("a")), fails(1002));
		row("a continuation first, not final", sends(more("a")), fails(1002));
		row("an empty continuation first", sends(last("")), fails(1002));
		row("two continuations first", sends(more("a")).inVain(more("b"), binary(1)), fails(1002));
		row("a continuation first, and a sound message", sends(last("a")).inVain(first("b"), last("c")), fails(1002));
		row("a continuation first, not final, and a sound message", sends(more("a")).inVain(first("b"), last("c")),
				fails(1002));
		row("a continuation behind a whole message", sends(binary(1), last("b")), fails(1002));
		row("a continuation behind a whole message, not final", sends(binary(1), more("b")).inVain(last("c")),
				fails(1002));
		row("a continuation behind the last fragment", sends(first("a"), last("b"), last("c")), fails(1002));
		row("a continuation behind the last fragment, not final",
				sends(first("a"), last("b"), more("c")).inVain(first("d"), last("e")), fails(1002));
		textRow("a continuation behind the last fragment, not final",
				sends(text("a").notFinal(), last("b"), more("c")).inVain(text("d")), fails(1002));
		row("a continuation behind a ping", sends(ping("a"), last("b")), fails(1002));
		row("a message inside a message", sends(first("a"), binary(1)), fails(1002));
		row("an empty message inside a message", sends(first("a"), binary(0)), fails(1002));
		row("two first fragments", sends(first("a"), first("b")).inVain(last("c")), fails(1002));
		row("a text message inside a binary one", sends(first("a"), text("b")), fails(1002));
		textRow("a continuation first", sends(last("a")), fails(1002));
		textRow("a message inside a message", sends(text("a").notFinal(), text("b")), fails(1002));
		textRow("a binary message inside a text one", sends(text("a").notFinal(), binary(1)), fails(1002));
		row("the same, octet by octet", sends(first("a"), binary(1)).inPiecesOf(1), fails(1002));
	}

	private static RawFrame[] pings(int count) {
		return IntStream.range(0, count).mapToObj((i) -> ping("ping " + i)).toArray(RawFrame[]::new);
	}

	private static RawFrame[] fragmentsOfNothing(int count) {
		RawFrame[] frames = new RawFrame[count];
		frames[0] = first("");
		Arrays.fill(frames, 1, count - 1, more(""));
		frames[count - 1] = last("");
		return frames;
	}

}
