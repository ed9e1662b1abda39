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

package io.wstunnel.endurance;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import io.wstunnel.testsupport.Payloads;
import io.wstunnel.testsupport.RawFrame;
import io.wstunnel.testsupport.RawPeer;

/**
 * Messages of random sizes that go out in random pieces.
 *
 * @param from the position of its first byte in the stream
 * @param to the position behind its last byte
 * @param pieces what is sent in a write of its own each
 */
record Burst(long from, long to, List<byte[]> pieces) {

	/**
	 * Create a burst of at least one byte.
	 * @param peer encodes it
	 * @param from the position of its first byte in the stream
	 * @param random the random numbers
	 * @param maxLength the most bytes of payload
	 * @return the burst
	 */
	static Burst create(RawPeer peer, long from, Random random, int maxLength) {
		int length = 1 + random.nextInt(maxLength);
		List<RawFrame> frames = new ArrayList<>();
		boolean insideMessage = false;
		int position = 0;
		while (position < length || insideMessage) {
			int size = Math.min(random.nextInt(1 + random.nextInt(maxLength)), length - position);
			RawFrame frame = RawFrame.of(insideMessage ? RawFrame.CONTINUATION : RawFrame.BINARY,
					Payloads.bytes(from + position, size));
			position += size;
			insideMessage = position < length && random.nextInt(4) == 0;
			frames.add(insideMessage ? frame.notFinal() : frame);
			if (random.nextInt(32) == 0) {
				frames.add(RawFrame.of(RawFrame.PONG, new byte[random.nextInt(126)]));
			}
		}
		return new Burst(from, from + length, split(peer.encode(frames.toArray(RawFrame[]::new)), random));
	}

	private static List<byte[]> split(byte[] bytes, Random random) {
		List<byte[]> pieces = new ArrayList<>();
		int most = random.nextInt(5);
		int start = 0;
		while (start < bytes.length) {
			int end = (pieces.size() < most) ? start + 1 + random.nextInt(bytes.length - start) : bytes.length;
			pieces.add(Arrays.copyOfRange(bytes, start, end));
			start = end;
		}
		return pieces;
	}

	void send(RawPeer peer, Random random) throws IOException {
		for (byte[] piece : this.pieces) {
			for (int pause = random.nextInt(4) * random.nextInt(200); pause > 0; pause--) {
				Thread.onSpinWait();
			}
			peer.sendBytes(piece);
		}
	}

}
