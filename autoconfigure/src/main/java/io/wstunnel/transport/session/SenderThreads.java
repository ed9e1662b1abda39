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

package io.wstunnel.transport.session;

import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.springframework.core.task.VirtualThreadTaskExecutor;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * The threads in which containers block while they send. A session needs one only while
 * something of it is on its way: a virtual one where the containers' monitors do not pin
 * it, else one of a pool that grows without a limit and shrinks again.
 */
final class SenderThreads {

	private static final int FIRST_WITHOUT_PINNING = 24;

	private static final int IDLE_SECONDS = 10;

	private static final String NAME = "ws-tunnel-send-";

	private static final Executor EXECUTOR = (Runtime.version().feature() >= FIRST_WITHOUT_PINNING)
			? new VirtualThreadTaskExecutor(NAME) : createPool();

	private SenderThreads() {
	}

	static void execute(Runnable task) {
		EXECUTOR.execute(task);
	}

	private static Executor createPool() {
		CustomizableThreadFactory factory = new CustomizableThreadFactory(NAME);
		factory.setDaemon(true);
		return new ThreadPoolExecutor(0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(),
				factory);
	}

}
