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

package io.wstunnel.forward;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.wstunnel.forward.TargetException.Reason;

/**
 * Resolves the name of one target, on a thread of its own.
 */
final class TargetLookup {

	private final TargetResolver resolver;

	private final TargetPattern.Target target;

	private final DialPermit permit;

	TargetLookup(TargetResolver resolver, TargetPattern.Target target, DialPermit permit) {
		this.resolver = resolver;
		this.target = target;
		this.permit = permit;
	}

	InetAddress[] await(Duration timeout) throws TargetException, InterruptedException {
		try {
			if (AddressRange.isAddress(this.target.host())) {
				return this.resolver.resolve(this.target.host());
			}
			return start().get(timeout.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException ex) {
			throw new TargetException(Reason.TIMEOUT,
					"The name of target " + this.target + " was not resolved within " + timeout.toMillis() + " ms", ex);
		}
		catch (UnknownHostException | ExecutionException ex) {
			throw new TargetException(Reason.UNREACHABLE, "The name of target " + this.target + " has no address", ex);
		}
		catch (OutOfMemoryError ex) {
			throw new TargetException(Reason.BUSY,
					"There is no thread to resolve the name of target " + this.target + ": " + ex.getMessage(), ex);
		}
	}

	private CompletableFuture<InetAddress[]> start() {
		CompletableFuture<InetAddress[]> addresses = new CompletableFuture<>();
		Thread thread = new Thread(null, () -> run(addresses), "wstunnel-forward-resolver", 0, false);
		thread.setDaemon(true);
		this.permit.share();
		boolean started = false;
		try {
			thread.start();
			started = true;
		}
		finally {
			if (!started) {
				this.permit.release();
			}
		}
		return addresses;
	}

	private void run(CompletableFuture<InetAddress[]> addresses) {
		try {
			addresses.complete(this.resolver.resolve(this.target.host()));
		}
		catch (Throwable ex) {
			addresses.completeExceptionally(ex);
		}
		finally {
			this.permit.release();
		}
	}

}
