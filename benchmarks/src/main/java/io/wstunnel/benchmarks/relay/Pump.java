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

package io.wstunnel.benchmarks.relay;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * The loop that everybody writes to carry the bytes of one stream to another.
 */
final class Pump {

	private static final int BUFFER_LENGTH = 64 * 1024;

	private Pump() {
	}

	static void run(InputStream in, OutputStream out) throws IOException {
		byte[] buffer = new byte[BUFFER_LENGTH];
		int count = in.read(buffer);
		while (count >= 0) {
			out.write(buffer, 0, count);
			count = in.read(buffer);
		}
	}

}
