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

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.wstunnel.MessageType;
import io.wstunnel.testsupport.RawFrame;

/**
 * A row of the table: what a peer sends to an end that echoes, and what it must see.
 *
 * @param section the section of RFC 6455 with the rule
 * @param name what is special about it
 * @param type the type of the connection's messages
 * @param sent what the peer sends
 * @param seen what the peer must see
 */
record Case(String section, String name, MessageType type, Sent sent, Seen seen) {

	/**
	 * Return the payload that is to come back.
	 * @return what the data frames before a close frame or a violation carry, and of text
	 * the characters before the first that is not UTF-8
	 */
	byte[] getEcho() {
		ByteArrayOutputStream echo = new ByteArrayOutputStream();
		getAnswered().stream().filter((frame) -> !frame.isControl()).map(RawFrame::payload).forEach(echo::writeBytes);
		return isBadText() ? wholeCharacters(echo.toByteArray()) : echo.toByteArray();
	}

	/**
	 * Return what the pings before a close frame or a violation carry.
	 * @return the payloads
	 */
	List<String> getPings() {
		return getAnswered().stream()
			.filter((frame) -> frame.opcode() == RawFrame.PING)
			.map(RawFrame::payloadAsText)
			.toList();
	}

	boolean isClosedByPeer() {
		return this.sent.frames().stream().anyMatch((frame) -> frame.opcode() == RawFrame.CLOSE);
	}

	private List<RawFrame> getAnswered() {
		List<RawFrame> frames = this.sent.frames();
		List<RawFrame> answered = new ArrayList<>();
		for (RawFrame frame : frames.subList(0, frames.size() - ((isViolation() && !isBadText()) ? 1 : 0))) {
			if (frame.opcode() == RawFrame.CLOSE) {
				break;
			}
			answered.add(frame);
		}
		return answered;
	}

	private boolean isViolation() {
		return this.seen.code() != null && !this.seen.whole();
	}

	private boolean isBadText() {
		return isViolation() && this.type == MessageType.TEXT && this.seen.code() == 1007;
	}

	private static byte[] wholeCharacters(byte[] octets) {
		ByteBuffer buffer = ByteBuffer.wrap(octets);
		StandardCharsets.UTF_8.newDecoder().decode(buffer, CharBuffer.allocate(octets.length), false);
		return Arrays.copyOf(octets, buffer.position());
	}

	@Override
	public String toString() {
		return this.section + " " + this.name + ((this.type == MessageType.TEXT) ? ", as text" : "") + ": " + this.seen;
	}

}
