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

package io.wstunnel.server;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link Executors}.
 */
class ExecutorsTests {

	@Test
	void whatEndsATunnelHasAThreadOfItsOwn() {
		assertThat(runClosing((task) -> {
			Thread thread = new Thread(task, "other");
			thread.start();
			try {
				thread.join();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		})).isEqualTo("other");
	}

	@Test
	void whatEndsATunnelIsDoneEvenWithoutAThread() {
		assertThat(runClosing((task) -> {
			throw new OutOfMemoryError("unable to create native thread");
		})).isEqualTo(Thread.currentThread().getName());
		assertThat(runClosing((task) -> {
			throw new RejectedExecutionException("closed");
		})).isEqualTo(Thread.currentThread().getName());
	}

	private static String runClosing(Executor threads) {
		AtomicReference<String> ranOn = new AtomicReference<>();
		Executors.of(Runnable::run, threads).closer().execute(() -> ranOn.set(Thread.currentThread().getName()));
		return ranOn.get();
	}

}
