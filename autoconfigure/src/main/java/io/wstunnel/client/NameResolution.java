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
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.regex.Pattern;

/**
 * Resolves names on threads of their own, because the system's resolver knows neither
 * timeouts nor interrupts. A thread ends with the resolver's answer, whoever still waits
 * for it. Those who ask for the same name at the same time share one.
 */
final class NameResolution {

	private static final Pattern IP_ADDRESS = Pattern
		.compile("(?:(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])(?:\\.(?!$)|$)){4}|.*:.*");

	private static final Duration SHARED = Duration.ofSeconds(1);

	private final Map<String, Lookup> lookups = new ConcurrentHashMap<>();

	private final HostResolver resolver;

	private final ThreadFactory threads;

	NameResolution(HostResolver resolver) {
		this(resolver, NameResolution::createThread);
	}

	NameResolution(HostResolver resolver, ThreadFactory threads) {
		this.resolver = resolver;
		this.threads = threads;
	}

	InetAddress[] resolve(String host, DialWait wait) throws IOException {
		if (isIpAddress(host)) {
			return this.resolver.resolve(host);
		}
		CompletableFuture<InetAddress[]> addresses = lookUp(host).addresses();
		addresses.whenComplete((result, failure) -> wait.signal());
		while (!addresses.isDone()) {
			wait.await("resolving the name " + host);
		}
		return result(host, addresses);
	}

	static boolean isIpAddress(String host) {
		return IP_ADDRESS.matcher(host).matches();
	}

	private Lookup lookUp(String host) {
		Lookup lookup = this.lookups.compute(host,
				(key, current) -> (current != null && current.isNew()) ? current : start(host));
		if (lookup.addresses().isDone()) {
			// One that never started does not remove itself
			this.lookups.remove(host, lookup);
		}
		return lookup;
	}

	private Lookup start(String host) {
		Lookup lookup = new Lookup(new CompletableFuture<>(), System.nanoTime());
		try {
			this.threads.newThread(() -> run(lookup, host)).start();
		}
		catch (OutOfMemoryError ex) {
			lookup.addresses().completeExceptionally(ex);
		}
		return lookup;
	}

	private static Thread createThread(Runnable task) {
		Thread thread = new Thread(null, task, "wstunnel-client-resolver", 0, false);
		thread.setDaemon(true);
		return thread;
	}

	private void run(Lookup lookup, String host) {
		try {
			lookup.addresses().complete(this.resolver.resolve(host));
		}
		catch (Throwable ex) {
			lookup.addresses().completeExceptionally(ex);
		}
		finally {
			this.lookups.remove(host, lookup);
		}
	}

	private static InetAddress[] result(String host, CompletableFuture<InetAddress[]> addresses) throws IOException {
		try {
			return addresses.get();
		}
		catch (InterruptedException | ExecutionException ex) {
			if (ex.getCause() instanceof OutOfMemoryError error) {
				throw new IOException("There is no thread to resolve the name " + host + ": " + error.getMessage(),
						error);
			}
			UnknownHostException exception = new UnknownHostException(
					host + " has no address: check the name and that this machine can resolve it");
			exception.initCause(ex.getCause());
			throw exception;
		}
	}

	/**
	 * A question to the resolver. One that has been open for a while may be stuck, and is
	 * asked anew.
	 */
	private record Lookup(CompletableFuture<InetAddress[]> addresses, long start) {

		boolean isNew() {
			return System.nanoTime() - this.start < SHARED.toNanos();
		}

	}

}
