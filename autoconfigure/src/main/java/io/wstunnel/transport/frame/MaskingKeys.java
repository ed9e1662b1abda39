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

package io.wstunnel.transport.frame;

import java.nio.ByteBuffer;
import java.security.SecureRandom;

import org.jspecify.annotations.Nullable;

/**
 * The masking keys of one client connection: unpredictable, as RFC 6455, section 5.3 asks
 * for, and drawn in batches since a strong random number costs more than a small frame.
 */
final class MaskingKeys {

	private static final SecureRandom RANDOM = new SecureRandom();

	private static final int BATCH_LENGTH = 64 * Integer.BYTES;

	private @Nullable ByteBuffer batch;

	int next() {
		if (this.batch == null || !this.batch.hasRemaining()) {
			this.batch = (this.batch != null) ? this.batch.clear() : ByteBuffer.allocate(BATCH_LENGTH);
			RANDOM.nextBytes(this.batch.array());
		}
		return this.batch.getInt();
	}

}
