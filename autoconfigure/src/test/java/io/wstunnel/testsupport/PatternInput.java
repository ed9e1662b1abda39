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

import java.io.InputStream;

/**
 * The beginning of the pattern of {@link Payloads} as a stream, for what is too long for
 * an array.
 */
public final class PatternInput extends InputStream {

	private final long length;

	private long position;

	/**
	 * Create the stream.
	 * @param length the number of bytes
	 */
	public PatternInput(long length) {
		this.length = length;
	}

	@Override
	public int read() {
		return (this.position < this.length) ? Payloads.at(this.position++) & 0xFF : -1;
	}

	@Override
	public int read(byte[] bytes, int offset, int count) {
		if (this.position == this.length && count > 0) {
			return -1;
		}
		int read = (int) Math.min(count, this.length - this.position);
		for (int i = 0; i < read; i++) {
			bytes[offset + i] = Payloads.at(this.position + i);
		}
		this.position += read;
		return read;
	}

	@Override
	public int available() {
		return (int) Math.min(Integer.MAX_VALUE, this.length - this.position);
	}

}
