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

import org.springframework.core.task.SimpleAsyncTaskExecutor;

/**
 * What runs tunnels.
 *
 * @param handlers runs handlers
 * @param closer closes connections, and never waits for a handler's thread
 */
record Executors(Executor handlers, Executor closer) {

	private static final boolean VIRTUAL_THREADS = Runtime.version().feature() >= 21;

	static Executors of(Executor handlers) {
		SimpleAsyncTaskExecutor closer = new SimpleAsyncTaskExecutor("ws-tunnel-close-");
		closer.setVirtualThreads(VIRTUAL_THREADS);
		closer.setDaemon(true);
		return of(handlers, closer);
	}

	/**
	 * Without a thread for it, what ends a tunnel is done by whoever finds that out: it
	 * would never be done otherwise.
	 */
	static Executors of(Executor handlers, Executor closer) {
		return new Executors(handlers, (task) -> {
			try {
				closer.execute(task);
			}
			catch (RejectedExecutionException | OutOfMemoryError ex) {
				task.run();
			}
		});
	}

}
