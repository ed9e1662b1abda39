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

package io.wstunnel.transport.frame;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

import io.wstunnel.MessageType;
import io.wstunnel.testsupport.RawFrame;
import io.wstunnel.transport.TransportListener;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FrameInput}.
 */
class FrameInputTests {

	/**
	 * Over the wire a peer cannot always keep ahead of the reader. This one can.
	 */
	@ParameterizedTest
	@ValueSource(ints = { RawFrame.BINARY, RawFrame.PING, RawFrame.PONG })
	@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
	void aPeerThatNeverStopsSendingNothingLetsOthersHaveTheirTurn(int opcode) {
		EndlessChannel channel = new EndlessChannel(RawFrame.of(opcode).toBytes());
		FrameInput input = new FrameInput(channel, new FrameDecoder(Role.CLIENT, MessageType.BINARY), null);
		assertThat(input.read(ByteBuffer.allocate(64 * 1024))).isZero();
		assertThat(channel.reads).isBetween(1, 100);
		assertThat(channel.requests).isEqualTo(1);
		assertThat(input.takePing()).isEqualTo((opcode == RawFrame.PING) ? new byte[0] : null);
		assertThat(input.takePing()).isNull();
	}

	/**
	 * Has received the same frame again and again, however much is read.
	 */
	static final class EndlessChannel implements FrameChannel {

		private final byte[] frame;

		private int reads;

		private int requests;

		EndlessChannel(byte[] frame) {
			this.frame = frame;
		}

		@Override
		public void start(TransportListener listener) {
		}

		@Override
		public int read(ByteBuffer destination) {
			this.reads++;
			int start = destination.position();
			while (destination.remaining() >= this.frame.length) {
				destination.put(this.frame);
			}
			return destination.position() - start;
		}

		@Override
		public void requestRead() {
			this.requests++;
		}

		@Override
		public boolean write(ByteBuffer source) {
			return true;
		}

		@Override
		public void requestWrite() {
		}

		@Override
		public void shutdownOutput() {
		}

		@Override
		public int drain(ByteBuffer scratch) {
			return -1;
		}

		@Override
		public void close() {
		}

		@Override
		public String getName() {
			return "endless";
		}

		@Override
		public @Nullable InetSocketAddress getLocalAddress() {
			return null;
		}

		@Override
		public @Nullable InetSocketAddress getRemoteAddress() {
			return null;
		}

	}

}
