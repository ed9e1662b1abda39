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

import io.wstunnel.testsupport.Payloads;
import io.wstunnel.testsupport.RawFrame;

/**
 * Messages that move much: in frames of many lengths, and in writes of many lengths.
 */
final class BulkTable extends CaseTable {

	private static final int MIB = 1 << 20;

	@Override
	protected void rows() {
		section("10.4");
		for (int length : new int[] { MIB / 4, 4 * MIB, 8 * MIB, 16 * MIB }) {
			rows(length / 1024 + " KiB in a frame", length, length, Integer.MAX_VALUE);
		}
		for (int frame = 64; frame <= MIB; frame *= 4) {
			rows("4 MiB in frames of " + frame + " bytes", 4 * MIB, frame, Integer.MAX_VALUE);
		}
		for (int piece = 64; piece <= 2048; piece *= 2) {
			rows("1 MiB in pieces of " + piece + " bytes", MIB, MIB, piece);
		}
	}

	/**
	 * As binary messages, and as text whose characters are cut anywhere.
	 */
	private void rows(String name, int length, int frame, int piece) {
		byte[] octets = "\u20ac".repeat(length / 3).getBytes();
		row(name, sends(fragments(RawFrame.BINARY, Payloads.bytes(length), frame)).inPiecesOf(piece), echo());
		textRow(name, sends(fragments(RawFrame.TEXT, octets, frame)).inPiecesOf(piece), echo());
	}

}
