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

package io.wstunnel.autoconfigure;

import java.time.Duration;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnThreading;
import org.springframework.boot.task.SimpleAsyncTaskExecutorBuilder;
import org.springframework.boot.task.ThreadPoolTaskExecutorBuilder;
import org.springframework.boot.thread.Threading;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

/**
 * The executor of the handlers. A tunnel takes its thread for as long as it lives: the
 * limits of the application's other tasks are not for it. No candidate for injection by
 * type, so that what the application runs elsewhere stays there.
 */
@Configuration(proxyBeanMethods = false)
class WsTunnelExecutorConfiguration {

	static final String TASK_EXECUTOR = "wsTunnelTaskExecutor";

	private static final String THREAD_NAME_PREFIX = "ws-tunnel-";

	/**
	 * As many threads as there are tunnels, which serve the next ones when theirs have
	 * ended. Goes on while the application stops: tunnels are closed on it.
	 * @param builder the application's builder
	 * @return the executor
	 */
	@Bean(name = TASK_EXECUTOR, defaultCandidate = false)
	@ConditionalOnMissingBean(name = TASK_EXECUTOR)
	@ConditionalOnThreading(Threading.PLATFORM)
	ThreadPoolTaskExecutor wsTunnelTaskExecutor(ObjectProvider<ThreadPoolTaskExecutorBuilder> builder) {
		return builder.getIfAvailable(ThreadPoolTaskExecutorBuilder::new)
			.threadNamePrefix(THREAD_NAME_PREFIX)
			.corePoolSize(0)
			.maxPoolSize(Integer.MAX_VALUE)
			.queueCapacity(0)
			.keepAlive(Duration.ofSeconds(10))
			.acceptTasksAfterContextClose(true)
			.awaitTermination(false)
			.configure(new TunnelTaskExecutor());
	}

	@Bean(name = TASK_EXECUTOR, defaultCandidate = false)
	@ConditionalOnMissingBean(name = TASK_EXECUTOR)
	@ConditionalOnThreading(Threading.VIRTUAL)
	SimpleAsyncTaskExecutor wsTunnelVirtualTaskExecutor(ObjectProvider<SimpleAsyncTaskExecutorBuilder> builder) {
		return builder.getIfAvailable(SimpleAsyncTaskExecutorBuilder::new)
			.threadNamePrefix(THREAD_NAME_PREFIX)
			.concurrencyLimit(SimpleAsyncTaskExecutor.UNBOUNDED_CONCURRENCY)
			.build();
	}

	/**
	 * Goes on while the application is paused, as its web server does: it would hold up
	 * the handlers of new tunnels, and wait for the end of those there are.
	 */
	@SuppressWarnings("serial")
	private static final class TunnelTaskExecutor extends ThreadPoolTaskExecutor {

		/**
		 * Idle threads shall not keep an application that has no server.
		 */
		TunnelTaskExecutor() {
			setDaemon(true);
		}

		@Override
		public boolean isPauseable() {
			return false;
		}

	}

}
