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

package io.wstunnel.connection;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import org.springframework.web.socket.CloseStatus;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ToldStage}.
 */
class ToldStageTests {

	@Test
	void completesOnTheExecutor() throws Exception {
		assertCompletes(Runnable::run);
	}

	@Test
	void completesWhereTheExecutorHasShutDown() throws Exception {
		assertCompletes((task) -> {
			throw new RejectedExecutionException();
		});
	}

	@Test
	void completesWhereTheExecutorHasNoThread() throws Exception {
		assertCompletes((task) -> {
			throw new OutOfMemoryError("unable to create native thread");
		});
	}

	private static void assertCompletes(Executor executor) throws Exception {
		ToldStage<CloseStatus> closed = new ToldStage<>(executor);
		closed.complete(CloseStatus.GOING_AWAY);
		closed.complete(CloseStatus.NORMAL);
		assertThat(closed.get().toCompletableFuture().get(30, TimeUnit.SECONDS)).isEqualTo(CloseStatus.GOING_AWAY);
	}

}
