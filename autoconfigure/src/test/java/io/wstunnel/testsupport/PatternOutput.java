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

package io.wstunnel.testsupport;

import java.io.OutputStream;
import java.nio.ByteBuffer;

/**
 * Checks that what is written is the pattern of {@link Payloads}, byte by byte.
 */
public final class PatternOutput extends OutputStream {

	private long position;

	@Override
	public void write(int octet) {
		write(new byte[] { (byte) octet }, 0, 1);
	}

	@Override
	public void write(byte[] bytes, int offset, int length) {
		Payloads.check(ByteBuffer.wrap(bytes, offset, length), this.position);
		this.position += length;
	}

	/**
	 * Return how many bytes were written.
	 * @return the number of bytes
	 */
	public long getLength() {
		return this.position;
	}

}
