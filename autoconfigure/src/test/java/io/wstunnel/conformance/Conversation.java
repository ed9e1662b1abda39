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
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.wstunnel.MessageType;
import io.wstunnel.testsupport.Call;
import io.wstunnel.testsupport.CallingThreads;
import io.wstunnel.testsupport.RawFrame;
import io.wstunnel.testsupport.RawPeer;
import io.wstunnel.testsupport.RawPeer.RawEnd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Plays a case and checks what the peer has seen.
 */
final class Conversation {

	private final Case row;

	private final ByteArrayOutputStream data = new ByteArrayOutputStream();

	private final List<String> pongs = new ArrayList<>();

	private boolean insideMessage;

	Conversation(Case row) {
		this.row = row;
	}

	void with(RawPeer peer) throws Exception {
		Call<Boolean> sending = CallingThreads.PLATFORM.call(() -> {
			send(peer);
			return true;
		});
		RawEnd end = peer.readEnd();
		sending.get();
		check(end);
	}

	private void send(RawPeer peer) throws Exception {
		this.row.sent().to(peer);
		if (this.row.seen().code() == null) {
			peer.finish();
		}
		else if (this.row.seen().whole() && !this.row.isClosedByPeer()) {
			peer.sendClose(1000);
		}
	}

	private void check(RawEnd end) throws Exception {
		List<RawFrame> frames = end.frames();
		Integer code = this.row.seen().code();
		assertThat(end.reset()).as("TCP reset").isFalse();
		assertThat(frames).filteredOn((frame) -> frame.opcode() == RawFrame.CLOSE)
			.as("Close frames of %s", frames)
			.hasSize((code != null) ? 1 : 0);
		for (RawFrame frame : frames.subList(0, (code != null) ? frames.size() - 1 : frames.size())) {
			see(frame);
		}
		if (code != null) {
			assertThat(frames.get(frames.size() - 1).closeStatus().getCode()).as("Close status").isEqualTo(code);
		}
		checkEcho();
		checkPongs();
	}

	private void see(RawFrame frame) {
		assertThat(frame.rsv()).as("Reserved bits").isZero();
		if (frame.opcode() == RawFrame.PONG) {
			this.pongs.add(frame.payloadAsText());
			return;
		}
		int first = (this.row.type() == MessageType.TEXT) ? RawFrame.TEXT : RawFrame.BINARY;
		assertThat(frame.opcode()).as("Opcode of %s", frame)
			.isEqualTo(this.insideMessage ? RawFrame.CONTINUATION : first);
		this.insideMessage = !frame.fin();
		this.data.writeBytes(frame.payload());
	}

	private void checkEcho() {
		byte[] echo = this.row.getEcho();
		byte[] seen = this.data.toByteArray();
		if (this.row.seen().whole()) {
			assertThat(this.insideMessage).as("Inside a message at the end").isFalse();
			assertThat(seen).as("Echo").isEqualTo(echo);
		}
		else {
			assertThat(seen).as("Begin of the echo").hasSizeLessThanOrEqualTo(echo.length);
			assertThat(ByteBuffer.wrap(seen)).isEqualTo(ByteBuffer.wrap(echo, 0, seen.length));
		}
		if (this.row.type() == MessageType.TEXT) {
			assertThatNoException().isThrownBy(() -> StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(seen)));
		}
	}

	/**
	 * The newest ping is answered, older ones may be passed over (section 5.5.3).
	 */
	private void checkPongs() {
		List<String> pings = this.row.getPings();
		if (this.row.seen().whole()) {
			assertThat(this.pongs.isEmpty()).as("No pong").isEqualTo(pings.isEmpty());
			assertThat(pings.isEmpty() || this.pongs.get(this.pongs.size() - 1).equals(pings.get(pings.size() - 1)))
				.as("The newest of %s is answered: %s", pings, this.pongs)
				.isTrue();
		}
		int from = 0;
		for (String pong : this.pongs) {
			int found = pings.subList(from, pings.size()).indexOf(pong);
			assertThat(found).as("Pong '%s' answers one of %s, in order", pong, pings).isNotNegative();
			from += found + 1;
		}
	}

}
