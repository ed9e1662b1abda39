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

import io.wstunnel.testsupport.Payloads;
import io.wstunnel.testsupport.RawFrame;
import io.wstunnel.testsupport.RawPeer;

/**
 * What a peer sends.
 *
 * @param frames the frames; of a violation, those up to the one that is wrong
 * @param behind the frames behind a violation, of which nothing may be seen
 * @param piece the largest number of bytes in one write
 * @param missing the number of bytes at the end that it keeps for ever
 * @param masking whether the frames are masked as they must be
 */
record Sent(List<RawFrame> frames, List<RawFrame> behind, int piece, int missing, boolean masking) {

	static Sent of(RawFrame... frames) {
		return new Sent(List.of(frames), List.of(), Integer.MAX_VALUE, 0, true);
	}

	Sent inVain(RawFrame... frames) {
		return new Sent(this.frames, List.of(frames), this.piece, this.missing, this.masking);
	}

	Sent inPiecesOf(int length) {
		return new Sent(this.frames, this.behind, length, this.missing, this.masking);
	}

	Sent withoutTheLast(int bytes) {
		return new Sent(this.frames, this.behind, this.piece, bytes, this.masking);
	}

	Sent wronglyMasked() {
		return new Sent(this.frames, this.behind, this.piece, this.missing, false);
	}

	void to(RawPeer peer) throws IOException {
		byte[] bytes = encode(peer);
		int end = bytes.length - this.missing;
		for (int from = 0; from < end; from += Math.min(this.piece, end - from)) {
			peer.sendBytes(Arrays.copyOfRange(bytes, from, from + Math.min(this.piece, end - from)));
		}
	}

	private byte[] encode(RawPeer peer) {
		int right = this.frames.size() - (this.masking ? 0 : 1);
		byte[] before = encode(peer, this.frames.subList(0, right));
		byte[] wrong = this.masking ? new byte[0] : encodeWronglyMasked(peer, this.frames.get(right));
		return Payloads.concat(List.of(before, wrong, encode(peer, this.behind)));
	}

	private static byte[] encode(RawPeer peer, List<RawFrame> frames) {
		return peer.encode(frames.toArray(RawFrame[]::new));
	}

	private static byte[] encodeWronglyMasked(RawPeer peer, RawFrame frame) {
		return (peer.isMasking() ? frame : frame.masked((byte) 1, (byte) 2, (byte) 3, (byte) 4)).toBytes();
	}

}
