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

package io.wstunnel.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The bytes that the source sends: a sequence whose period no buffer's length is a
 * multiple of, so that a piece lost or doubled shows.
 */
final class Pattern {

	private static final int PERIOD = 251;

	private static final int REPETITIONS = 261;

	private Pattern() {
	}

	/**
	 * Return a block of whole periods.
	 * @return a new direct buffer of a little less than 64 KiB
	 */
	static ByteBuffer block() {
		ByteBuffer block = ByteBuffer.allocateDirect(PERIOD * REPETITIONS);
		while (block.hasRemaining()) {
			block.put((byte) (block.position() % PERIOD));
		}
		return block.flip();
	}

	/**
	 * Check the ends of a piece of the sequence.
	 * @param piece the piece, not consumed
	 * @param offset its place in the sequence
	 * @throws IOException if it is from another place
	 */
	static void check(ByteBuffer piece, long offset) throws IOException {
		int last = piece.remaining() - 1;
		check(piece.get(piece.position()), offset);
		check(piece.get(piece.position() + last), offset + last);
	}

	private static void check(byte octet, long offset) throws IOException {
		if ((octet & 0xFF) != offset % PERIOD) {
			throw new IOException("Received " + (octet & 0xFF) + " at " + offset + " instead of " + offset % PERIOD);
		}
	}

}
