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

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

import io.wstunnel.testsupport.RawFrame;
import io.wstunnel.testsupport.RawPeer;

/**
 * What a peer sends.
 *
 * @param frames the frames
 * @param piece the largest number of bytes in one write
 * @param missing the number of bytes at the end that it keeps for ever
 * @param masking whether the frames are masked as they must be
 */
record Sent(List<RawFrame> frames, int piece, int missing, boolean masking) {

	static Sent of(RawFrame... frames) {
		return new Sent(List.of(frames), Integer.MAX_VALUE, 0, true);
	}

	Sent inPiecesOf(int length) {
		return new Sent(this.frames, length, this.missing, this.masking);
	}

	Sent withoutTheLast(int bytes) {
		return new Sent(this.frames, this.piece, bytes, this.masking);
	}

	Sent wronglyMasked() {
		return new Sent(this.frames, this.piece, this.missing, false);
	}

	void to(RawPeer peer) throws IOException {
		byte[] bytes = encode(peer);
		int end = bytes.length - this.missing;
		for (int from = 0; from < end; from += Math.min(this.piece, end - from)) {
			peer.sendBytes(Arrays.copyOfRange(bytes, from, from + Math.min(this.piece, end - from)));
		}
	}

	private byte[] encode(RawPeer peer) {
		RawFrame[] all = this.frames.toArray(RawFrame[]::new);
		if (!this.masking) {
			RawFrame last = all[all.length - 1];
			byte[] before = peer.encode(Arrays.copyOf(all, all.length - 1));
			byte[] wrong = (peer.isMasking() ? last : last.masked((byte) 1, (byte) 2, (byte) 3, (byte) 4)).toBytes();
			byte[] bytes = Arrays.copyOf(before, before.length + wrong.length);
			System.arraycopy(wrong, 0, bytes, before.length, wrong.length);
			return bytes;
		}
		return peer.encode(all);
	}

}
