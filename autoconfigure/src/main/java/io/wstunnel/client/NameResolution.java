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
import java.net.UnknownHostException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.regex.Pattern;

/**
 * Resolves a name on a thread of its own, because the system's resolver knows neither
 * timeouts nor interrupts. The thread ends with the resolver's answer, whoever still
 * waits for it.
 */
final class NameResolution {

	private static final Pattern IP_ADDRESS = Pattern
		.compile("(?:(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])(?:\\.(?!$)|$)){4}|.*:.*");

	private final HostResolver resolver;

	private final DialWait wait;

	NameResolution(HostResolver resolver, DialWait wait) {
		this.resolver = resolver;
		this.wait = wait;
	}

	InetAddress[] resolve(String host) throws IOException {
		if (isIpAddress(host)) {
			return this.resolver.resolve(host);
		}
		FutureTask<InetAddress[]> task = new FutureTask<>(() -> this.resolver.resolve(host)) {

			@Override
			protected void done() {
				NameResolution.this.wait.signal();
			}

		};
		Thread thread = new Thread(null, task, "wstunnel-client-resolver", 0, false);
		thread.setDaemon(true);
		thread.start();
		while (!task.isDone()) {
			this.wait.await("resolving the name " + host);
		}
		return result(host, task);
	}

	static boolean isIpAddress(String host) {
		return IP_ADDRESS.matcher(host).matches();
	}

	private static InetAddress[] result(String host, FutureTask<InetAddress[]> task) throws IOException {
		try {
			return task.get();
		}
		catch (InterruptedException | ExecutionException ex) {
			UnknownHostException exception = new UnknownHostException(
					host + " has no address: check the name and that this machine can resolve it");
			exception.initCause(ex.getCause());
			throw exception;
		}
	}

}
