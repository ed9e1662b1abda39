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

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import io.wstunnel.forward.TargetException.Reason;
import io.wstunnel.transport.selector.SelectorLoops;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Connects to targets: resolves the name once, and tries the addresses that are allowed,
 * those and no others. A dial waits on the thread that asks for it, no longer than the
 * connect timeout, and there are never more at once than a limit says.
 *
 * @since 0.1.0
 */
public final class TargetDialer {

	private static final SelectorLoops LOOPS = new SelectorLoops("wstunnel-forward");

	private final Duration connectTimeout;

	private final int maxDials;

	private final Semaphore permits;

	private final TargetResolver resolver;

	/**
	 * Create a dialer.
	 * @param connectTimeout how long a dial may take, the resolution of the name included
	 * @param maxDials how many may be under way at once
	 */
	public TargetDialer(Duration connectTimeout, int maxDials) {
		this(connectTimeout, maxDials, InetAddress::getAllByName);
	}

	TargetDialer(Duration connectTimeout, int maxDials, TargetResolver resolver) {
		Assert.isTrue(connectTimeout.toNanos() > 0, "'connectTimeout' must be positive");
		Assert.isTrue(maxDials > 0, "'maxDials' must be positive");
		this.connectTimeout = connectTimeout;
		this.maxDials = maxDials;
		this.permits = new Semaphore(maxDials);
		this.resolver = resolver;
	}

	/**
	 * Take a socket over that is connected.
	 * @param socket the socket
	 * @param onClose run once, when it is closed
	 * @return the channel
	 * @throws IOException if the socket cannot be used, and is closed
	 */
	public static TargetChannel adopt(SocketChannel socket, Runnable onClose) throws IOException {
		return new TargetChannel(socket, LOOPS.next(), onClose);
	}

	/**
	 * Connect.
	 * @param pattern where to
	 * @param variables the variables of the path
	 * @return the channel, to be closed by the caller
	 * @throws TargetException if that is not possible
	 * @throws InterruptedException if the thread is interrupted
	 */
	public TargetChannel dial(TargetPattern pattern, Map<String, String> variables)
			throws TargetException, InterruptedException {
		TargetPattern.Target target = pattern.expand(variables);
		if (!this.permits.tryAcquire()) {
			throw new TargetException(Reason.BUSY,
					"Target " + target + " is not dialled, because " + this.maxDials + " dials are under way", null);
		}
		DialPermit permit = new DialPermit(this.permits::release);
		try {
			return dial(target, permit);
		}
		finally {
			permit.release();
		}
	}

	private TargetChannel dial(TargetPattern.Target target, DialPermit permit)
			throws TargetException, InterruptedException {
		long end = System.nanoTime() + this.connectTimeout.toNanos();
		List<InetAddress> addresses = getAllowed(target,
				new TargetLookup(this.resolver, target, permit).await(this.connectTimeout));
		List<IOException> failures = new ArrayList<>();
		for (InetAddress address : addresses) {
			long nanos = (end - System.nanoTime()) / (addresses.size() - failures.size());
			TargetChannel channel = tryConnect(new InetSocketAddress(address, target.port()), nanos, failures);
			if (channel != null) {
				return channel;
			}
		}
		throw failure(target, failures);
	}

	private static List<InetAddress> getAllowed(TargetPattern.Target target, InetAddress[] all) throws TargetException {
		List<InetAddress> allowed = Arrays.stream(all).filter(target.addresses()).toList();
		if (allowed.isEmpty()) {
			throw new TargetException(Reason.FORBIDDEN,
					"Target " + target + " has no address that is allowed: " + Arrays.toString(all), null);
		}
		return allowed;
	}

	private static @Nullable TargetChannel tryConnect(InetSocketAddress address, long nanos, List<IOException> failures)
			throws InterruptedException {
		TargetChannel channel = null;
		boolean connected = false;
		try {
			channel = new TargetChannel(SocketChannel.open(), LOOPS.next(), () -> {
			});
			connected = connect(channel, address, nanos);
			if (connected) {
				return channel;
			}
			failures.add(new SocketTimeoutException(
					address + " did not answer within " + TimeUnit.NANOSECONDS.toMillis(nanos) + " ms"));
		}
		catch (IOException ex) {
			failures.add(new IOException(address + ": " + ex.getMessage(), ex));
		}
		catch (UnsupportedAddressTypeException ex) {
			failures.add(new IOException(address + ": IPv6 is switched off in this JVM", ex));
		}
		finally {
			if (channel != null && !connected) {
				channel.close();
			}
		}
		return null;
	}

	private static boolean connect(TargetChannel channel, InetSocketAddress address, long nanos)
			throws IOException, InterruptedException {
		long end = System.nanoTime() + nanos;
		Semaphore ready = new Semaphore(0);
		channel.start(ready::release, ready::release);
		if (channel.connect(address)) {
			return true;
		}
		while (!channel.finishConnect()) {
			if (!ready.tryAcquire(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
				return false;
			}
		}
		return true;
	}

	private TargetException failure(TargetPattern.Target target, List<IOException> failures) {
		boolean timeout = failures.stream().allMatch(SocketTimeoutException.class::isInstance);
		TargetException failure = new TargetException(timeout ? Reason.TIMEOUT : Reason.UNREACHABLE,
				"Target " + target + " cannot be connected to ("
						+ String.join(", ", failures.stream().map(Throwable::getMessage).toList()) + ")",
				failures.get(0));
		failures.stream().skip(1).forEach(failure::addSuppressed);
		return failure;
	}

}
