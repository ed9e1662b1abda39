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

package io.wstunnel.monitor;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.scheduling.support.TaskUtils;

/**
 * Looks at the counters of all open tunnels once a second, on a thread of its own.
 *
 * @since 0.1.0
 */
public final class TunnelSampler implements AutoCloseable {

	private final ScheduledExecutorService executor;

	/**
	 * Create a sampler, and start it.
	 * @param monitor knows the tunnels
	 */
	public TunnelSampler(TunnelMonitor monitor) {
		CustomizableThreadFactory threads = new CustomizableThreadFactory("ws-tunnel-sampler-");
		threads.setDaemon(true);
		this.executor = new ScheduledThreadPoolExecutor(1, threads);
		// A look that fails shall not be the last one
		this.executor.scheduleWithFixedDelay(TaskUtils.decorateTaskWithErrorHandler(monitor::sample, null, true), 1, 1,
				TimeUnit.SECONDS);
	}

	@Override
	public void close() {
		this.executor.shutdownNow();
	}

}
