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
 * How the messages of the load client look on the wire.
 */
interface Framing {

	/**
	 * The room that a message needs beside its payload.
	 */
	int OVERHEAD = 14;

	/**
	 * Write a message.
	 * @param payload the payload, which is consumed
	 * @param target where to, with room for it
	 */
	void encode(ByteBuffer payload, ByteBuffer target);

	/**
	 * Write what ends the connection.
	 * @param target where to, with room for it
	 */
	void encodeClose(ByteBuffer target);

	/**
	 * Take the payload out of what was received.
	 * @param source what was received, which is consumed up to the payload's end
	 * @return the next piece of payload, empty if more bytes are needed or the peer said
	 * that it closes
	 * @throws IOException if the peer broke the protocol
	 */
	ByteBuffer decode(ByteBuffer source) throws IOException;

}
