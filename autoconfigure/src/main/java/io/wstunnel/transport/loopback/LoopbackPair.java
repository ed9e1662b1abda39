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

package io.wstunnel.transport.loopback;

import java.net.InetSocketAddress;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.wstunnel.transport.frame.FrameChannel;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Two channels that are each other's other end. They share one daemon thread for their
 * call-backs, which is there while bytes move, ends when nothing has moved for a second,
 * and at once when both ends are closed.
 *
 * @param client the client's end
 * @param server the server's end
 * @since 0.1.0
 */
public record LoopbackPair(FrameChannel client, FrameChannel server) {

	private static final Log logger = LogFactory.getLog(LoopbackPair.class);

	private static final String THREAD_NAME = "wstunnel-loopback";

	private static final long IDLE_SECONDS = 1;

	/**
	 * Create two channels, not yet started.
	 * @param client the address of the client's end
	 * @param server the address of the server's end
	 * @return both
	 */
	public static LoopbackPair create(InetSocketAddress client, InetSocketAddress server) {
		ThreadPoolExecutor executor = createExecutor();
		AtomicInteger open = new AtomicInteger(2);
		Runnable onClose = () -> {
			if (open.decrementAndGet() == 0) {
				executor.shutdown();
			}
		};
		LoopbackPipe up = new LoopbackPipe(executor);
		LoopbackPipe down = new LoopbackPipe(executor);
		return new LoopbackPair(new LoopbackFrameChannel(down, up, client, server, onClose),
				new LoopbackFrameChannel(up, down, server, client, onClose));
	}

	/**
	 * Once both ends are closed nobody is told anything: what comes then is discarded.
	 */
	private static ThreadPoolExecutor createExecutor() {
		ThreadPoolExecutor executor = new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS,
				new LinkedBlockingQueue<>(), LoopbackPair::createThread, new ThreadPoolExecutor.DiscardPolicy());
		executor.allowCoreThreadTimeOut(true);
		return executor;
	}

	private static Thread createThread(Runnable task) {
		// Neither thread locals nor a class loader of whoever moves the first bytes
		Thread thread = new Thread(null, task, THREAD_NAME, 0, false);
		thread.setContextClassLoader(LoopbackPair.class.getClassLoader());
		thread.setDaemon(true);
		thread.setUncaughtExceptionHandler((failed, ex) -> logger.error("A connection's call-back failed", ex));
		return thread;
	}

}
