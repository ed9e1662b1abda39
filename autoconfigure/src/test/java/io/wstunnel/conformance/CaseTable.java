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

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

import io.wstunnel.MessageType;
import io.wstunnel.testsupport.Payloads;
import io.wstunnel.testsupport.RawFrame;

/**
 * A table of cases, and the words it is written in. Data that is sent comes back, every
 * run of pings is answered (the newest always), and the end closes with 1000 once the
 * peer does, unless the last column says otherwise.
 */
abstract class CaseTable {

	private final List<Case> cases = new ArrayList<>();

	private String section = "";

	final List<Case> getCases() {
		if (this.cases.isEmpty()) {
			rows();
		}
		return Collections.unmodifiableList(this.cases);
	}

	protected abstract void rows();

	protected final void section(String number) {
		this.section = number;
	}

	protected final void row(String name, Sent sent, Seen seen) {
		this.cases.add(new Case(this.section, name, MessageType.BINARY, sent, seen));
	}

	protected final void textRow(String name, Sent sent, Seen seen) {
		this.cases.add(new Case(this.section, name, MessageType.TEXT, sent, seen));
	}

	protected static Sent sends(RawFrame... frames) {
		return Sent.of(frames);
	}

	/**
	 * Everything comes back.
	 */
	protected static Seen echo() {
		return new Seen(1000, true);
	}

	/**
	 * Everything comes back, then the close is answered.
	 */
	protected static Seen closes(int code) {
		return new Seen(code, true);
	}

	/**
	 * The connection is failed (section 7.1.7) by the last frame sent, or by a character
	 * in it; what came before may be cut.
	 */
	protected static Seen fails(int code) {
		return new Seen(code, false);
	}

	/**
	 * The TCP connection ends without a close frame, as the peer's does.
	 */
	protected static Seen drop() {
		return new Seen(null, false);
	}

	protected static RawFrame binary(int length) {
		return RawFrame.binary(Payloads.bytes(length));
	}

	protected static RawFrame text(String text) {
		return RawFrame.text(text);
	}

	protected static RawFrame first(String text) {
		return RawFrame.binary(text.getBytes()).notFinal();
	}

	protected static RawFrame more(String text) {
		return RawFrame.of(RawFrame.CONTINUATION, text.getBytes()).notFinal();
	}

	protected static RawFrame last(String text) {
		return RawFrame.of(RawFrame.CONTINUATION, text.getBytes());
	}

	protected static RawFrame ping(String text) {
		return RawFrame.of(RawFrame.PING, text.getBytes());
	}

	protected static RawFrame pong(String text) {
		return RawFrame.of(RawFrame.PONG, text.getBytes());
	}

	protected static RawFrame close(int code) {
		return RawFrame.close(code, "");
	}

	protected static RawFrame close(int code, String reason) {
		return RawFrame.close(code, reason);
	}

	/**
	 * Return the frames of one message.
	 * @param opcode the message's opcode
	 * @param payload its payload
	 * @param length the length of each frame
	 * @return the frames
	 */
	protected static RawFrame[] fragments(int opcode, byte[] payload, int length) {
		List<RawFrame> frames = new ArrayList<>();
		for (int from = 0; from == 0 || from < payload.length; from += length) {
			int to = Math.min(payload.length, from + length);
			RawFrame frame = RawFrame.of((from == 0) ? opcode : RawFrame.CONTINUATION,
					Arrays.copyOfRange(payload, from, to));
			frames.add((to < payload.length) ? frame.notFinal() : frame);
		}
		return frames.toArray(RawFrame[]::new);
	}

}
