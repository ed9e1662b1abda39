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

import java.security.NoSuchAlgorithmException;
import java.util.concurrent.Executor;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;

import org.springframework.core.task.SimpleAsyncTaskExecutor;

/**
 * What a client uses that was given nothing else.
 */
final class ClientDefaults {

	private static final int VIRTUAL_THREADS_SINCE = 21;

	private ClientDefaults() {
	}

	static SSLEngine createEngine(String host, int port) {
		try {
			return SSLContext.getDefault().createSSLEngine(host, port);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("The JVM has no default SSL context: give the client one", ex);
		}
	}

	/**
	 * Create an executor with a thread for each task, a virtual one where the JVM has
	 * them.
	 * @return the executor
	 */
	static Executor createExecutor() {
		SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor("wstunnel-client-");
		executor.setDaemon(true);
		executor.setVirtualThreads(Runtime.version().feature() >= VIRTUAL_THREADS_SINCE);
		return executor;
	}

}
