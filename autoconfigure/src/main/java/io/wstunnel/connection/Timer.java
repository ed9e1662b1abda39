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

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * The clock of all connections: one daemon thread that ends when there is nothing left to
 * wait for. What it runs never blocks.
 *
 * @since 0.1.0
 */
public final class Timer {

	private static final Log logger = LogFactory.getLog(Timer.class);

	private static final ScheduledThreadPoolExecutor EXECUTOR = createExecutor();

	/**
	 * How long a beat takes. Most tasks are cancelled soon: without a beat that is due
	 * before them, each that is the next for a moment would wake the thread.
	 */
	private static final Duration BEAT = Duration.ofMillis(50);

	private static final AtomicBoolean beating = new AtomicBoolean();

	private Timer() {
	}

	/**
	 * Run something later.
	 * @param delay how much later
	 * @param task what to run, which must not block
	 * @return to be cancelled when it is no longer due
	 */
	public static Future<?> schedule(Duration delay, Runnable task) {
		if (!beating.get() && beating.compareAndSet(false, true)) {
			EXECUTOR.schedule(() -> beating.set(false), BEAT.toNanos(), TimeUnit.NANOSECONDS);
		}
		return EXECUTOR.schedule(() -> run(task), Math.max(0, Deadline.after(delay).remaining()), TimeUnit.NANOSECONDS);
	}

	private static ScheduledThreadPoolExecutor createExecutor() {
		ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, Timer::createThread);
		executor.setRemoveOnCancelPolicy(true);
		executor.setKeepAliveTime(10, TimeUnit.SECONDS);
		executor.allowCoreThreadTimeOut(true);
		return executor;
	}

	private static Thread createThread(Runnable task) {
		// Neither thread locals nor a class loader of whoever comes first
		Thread thread = new Thread(null, task, "ws-tunnel-timer", 0, false);
		thread.setContextClassLoader(Timer.class.getClassLoader());
		thread.setDaemon(true);
		return thread;
	}

	private static void run(Runnable task) {
		try {
			task.run();
		}
		catch (RuntimeException | Error ex) {
			logger.error("What was due on a connection failed", ex);
		}
	}

}
