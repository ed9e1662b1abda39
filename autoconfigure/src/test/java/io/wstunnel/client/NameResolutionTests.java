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

package io.wstunnel.client;

import java.io.IOException;
import java.net.InetAddress;
import java.util.concurrent.atomic.AtomicBoolean;

import io.wstunnel.testsupport.Await;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests of {@link NameResolution} beyond those of its client.
 */
@Timeout(60)
class NameResolutionTests {

	@Test
	void aThreadThatCannotStartIsToldAndTheNextOneMay() throws IOException {
		AtomicBoolean exhausted = new AtomicBoolean(true);
		InetAddress[] addresses = { InetAddress.getLoopbackAddress() };
		NameResolution names = new NameResolution((host) -> addresses, (task) -> new Thread(task) {

			@Override
			public synchronized void start() {
				if (exhausted.get()) {
					throw new OutOfMemoryError("unable to create native thread");
				}
				super.start();
			}

		});
		assertThatIOException().isThrownBy(() -> names.resolve("db.example", new DialWait(Await.LIMIT)))
			.withMessage("There is no thread to resolve the name db.example: unable to create native thread")
			.withCauseInstanceOf(OutOfMemoryError.class);
		exhausted.set(false);
		assertThat(names.resolve("db.example", new DialWait(Await.LIMIT))).isEqualTo(addresses);
	}

}
