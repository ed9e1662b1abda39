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

import java.nio.ByteBuffer;
import java.util.Collections;

import io.wstunnel.MessageType;
import io.wstunnel.testsupport.ModelChannel;
import io.wstunnel.testsupport.Payloads;
import io.wstunnel.testsupport.RawFrame;
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
		byte[] frames = Payloads.concat(Collections.nCopies(2 << 20, RawFrame.of(opcode).toBytes()));
		ModelChannel channel = new ModelChannel(frames).arrived();
		FrameInput input = new FrameInput(channel, new FrameDecoder(Role.CLIENT, MessageType.BINARY), null);
		assertThat(input.read(ByteBuffer.allocate(64 * 1024))).isZero();
		assertThat(channel.getReads()).isBetween(1, 50);
		assertThat(channel.getReadRequests()).isEqualTo(1);
		assertThat(input.takePing()).isEqualTo((opcode == RawFrame.PING) ? new byte[0] : null);
		assertThat(input.takePing()).isNull();
	}

}
