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
 * A message that is sent to and fro, different each time.
 */
final class Ball {

	private static final int LENGTH = 64;

	private final ByteBuffer message = ByteBuffer.allocate(LENGTH);

	private final ByteBuffer echo = ByteBuffer.allocate(LENGTH);

	private long count;

	/**
	 * Return the next message.
	 * @return the message, to be consumed
	 */
	ByteBuffer next() {
		this.count++;
		for (int index = 0; index < LENGTH; index += Long.BYTES) {
			this.message.putLong(index, this.count * (index + 1));
		}
		this.echo.clear();
		return this.message.clear();
	}

	/**
	 * Return where its echo goes.
	 * @return the buffer, with as much room as is missing of the echo
	 */
	ByteBuffer target() {
		return this.echo;
	}

	void check(ByteBuffer received) throws IOException {
		if (!received.flip().equals(this.message.clear())) {
			throw new IOException("The echo of message " + this.count + " is not what was sent");
		}
	}

}
