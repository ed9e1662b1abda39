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
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * A local port that leads into a tunnel: each connection to it opens one of the tunnel,
 * and is reset at once if that cannot be opened, with one line in the log that says why.
 *
 * <p>
 * It has one thread, which keeps the JVM alive as that of a server does. Stopping it
 * closes the port; what is open goes on.
 *
 * @since 0.1.0
 */
public final class TunnelListener {

	private static final Log logger = LogFactory.getLog(TunnelListener.class);

	private static final Duration PAUSE = Duration.ofMillis(100);

	/**
	 * For how long it is told that accepting a connection has failed.
	 */
	private static final Duration FAILING_TIME = Duration.ofSeconds(1);

	private static final Duration STOP_TIME = Duration.ofSeconds(1);

	private final String name;

	private final InetSocketAddress address;

	private final LocalConnections connections;

	private volatile @Nullable ServerSocketChannel listener;

	private volatile @Nullable Thread thread;

	private volatile @Nullable Long failedNanos;

	/**
	 * Create a listener.
	 * @param name the name of the tunnel, for the log
	 * @param address where to listen; port 0 for any that is free
	 * @param maxConnections how many connections there may be at a time; others are reset
	 * @param opener opens the tunnel
	 * @param executor runs what opens it, which blocks
	 */
	public TunnelListener(String name, InetSocketAddress address, int maxConnections, TunnelOpener opener,
			Executor executor) {
		Assert.isTrue(!address.isUnresolved(), () -> "'" + address.getHostString() + "' has no address");
		this.name = name;
		this.address = address;
		this.connections = new LocalConnections(name, maxConnections, opener, executor);
	}

	/**
	 * Begin to listen.
	 * @return the port
	 * @throws IOException if that is not possible, for example because others do
	 */
	public int start() throws IOException {
		Assert.state(this.listener == null, "The listener was started before");
		ServerSocketChannel listener = ServerSocketChannel.open();
		boolean started = false;
		try {
			listener.setOption(StandardSocketOptions.SO_REUSEADDR, true);
			listener.bind(this.address);
			InetSocketAddress bound = (InetSocketAddress) listener.getLocalAddress();
			Thread thread = new Thread(null, () -> listen(listener), "wstunnel-listen-" + this.name, 0, false);
			thread.start();
			this.thread = thread;
			this.listener = listener;
			started = true;
			logger.info("Tunnel '" + this.name + "' listens on " + bound.getAddress().getHostAddress() + " port "
					+ bound.getPort());
			warnIfPublic(bound);
			return bound.getPort();
		}
		finally {
			if (!started) {
				listener.close();
			}
		}
	}

	/**
	 * Return whether it takes connections.
	 * @return the state
	 */
	public TunnelListenerState getState() {
		ServerSocketChannel listener = this.listener;
		if (listener == null || !listener.isOpen()) {
			return TunnelListenerState.STOPPED;
		}
		Long failed = this.failedNanos;
		boolean failing = failed != null && System.nanoTime() - failed < FAILING_TIME.toNanos();
		return failing ? TunnelListenerState.FAILING : TunnelListenerState.LISTENING;
	}

	/**
	 * Return where it listens.
	 * @return the address, with the port that was bound while it listens
	 */
	public InetSocketAddress getAddress() {
		ServerSocketChannel listener = this.listener;
		try {
			InetSocketAddress bound = (listener != null) ? (InetSocketAddress) listener.getLocalAddress() : null;
			return (bound != null) ? bound : this.address;
		}
		catch (IOException ex) {
			// It was stopped
			return this.address;
		}
	}

	/**
	 * Return how many connections there are, those whose tunnel is being opened included.
	 * @return the number of connections
	 */
	public int getConnections() {
		return this.connections.getCount();
	}

	public int getMaxConnections() {
		return this.connections.getMax();
	}

	/**
	 * Stop to listen. Does nothing if it does not. Waits until the port is free, but for
	 * a second at most, and no longer than until the thread is interrupted, whose
	 * interrupt status is set then; the port is free soon after all the same. Connections
	 * that are open go on.
	 */
	public void stop() {
		ServerSocketChannel listener = this.listener;
		this.listener = null;
		if (listener != null) {
			close(listener);
			awaitEnd(this.thread);
		}
	}

	/**
	 * The system holds the port until the thread has let go of it.
	 */
	private static void awaitEnd(@Nullable Thread thread) {
		try {
			if (thread != null) {
				thread.join(STOP_TIME.toMillis());
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void warnIfPublic(InetSocketAddress bound) {
		if (!bound.getAddress().isLoopbackAddress()) {
			logger.warn("Tunnel '" + this.name + "' listens beyond this machine, on "
					+ bound.getAddress().getHostAddress() + ": whoever reaches port " + bound.getPort()
					+ " is let into the tunnel with this application's credentials. Listen on 127.0.0.1, or see to "
					+ "it that only those reach it who may");
		}
	}

	private void listen(ServerSocketChannel listener) {
		try {
			accept(listener);
		}
		finally {
			close(listener);
		}
	}

	private void accept(ServerSocketChannel listener) {
		while (listener.isOpen()) {
			try {
				this.connections.accept(listener.accept());
			}
			catch (IOException | RuntimeException | OutOfMemoryError ex) {
				if (listener.isOpen()) {
					this.failedNanos = System.nanoTime();
					logger.warn("Tunnel '" + this.name + "' could not accept a connection", ex);
					pause();
				}
			}
		}
	}

	/**
	 * What the system has no room for now, such as a file descriptor, it will not have at
	 * once.
	 */
	private static void pause() {
		LockSupport.parkNanos(PAUSE.toNanos());
	}

	private static void close(ServerSocketChannel listener) {
		try {
			listener.close();
		}
		catch (IOException ex) {
			logger.debug("A local port could not be closed", ex);
		}
	}

}
