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
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;

import io.wstunnel.WsConnection;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.util.Assert;

/**
 * The connections to the port of a {@link TunnelListener}: each gets a tunnel of its own,
 * or is reset at once, with one line in the log that says why.
 */
final class LocalConnections {

	private static final Log logger = LogFactory.getLog(LocalConnections.class);

	private final String name;

	private final int max;

	private final Semaphore permits;

	private final TunnelOpener opener;

	private final Executor executor;

	/**
	 * Create connections, of which there are none as yet.
	 * @param name the name of the tunnel, for the log
	 * @param max how many there may be at a time; others are reset
	 * @param opener opens the tunnels
	 * @param executor runs what opens them, which blocks
	 */
	LocalConnections(String name, int max, TunnelOpener opener, Executor executor) {
		Assert.isTrue(max > 0, "'maxConnections' must be positive");
		this.name = name;
		this.max = max;
		this.permits = new Semaphore(max);
		this.opener = opener;
		this.executor = executor;
	}

	/**
	 * Return how many there are, those whose tunnel is being opened included.
	 * @return how many
	 */
	int getCount() {
		return this.max - this.permits.availablePermits();
	}

	int getMax() {
		return this.max;
	}

	/**
	 * Take a connection, and lead it into a tunnel. Does not block.
	 * @param socket the connection
	 * @throws IOException if it cannot be used, and is closed
	 */
	void accept(SocketChannel socket) throws IOException {
		if (!this.permits.tryAcquire()) {
			logger.warn("Tunnel '" + this.name + "' has its " + this.max
					+ " connections: a further one is reset. Raise its 'max-connections' if more are wanted");
			try (socket) {
				socket.setOption(StandardSocketOptions.SO_LINGER, 0);
				this.opener.refused();
			}
			return;
		}
		TargetChannel channel = adopt(socket);
		try {
			this.executor.execute(() -> open(channel));
		}
		catch (RejectedExecutionException | OutOfMemoryError ex) {
			reset(channel, ex);
		}
	}

	private TargetChannel adopt(SocketChannel socket) throws IOException {
		boolean adopted = false;
		try {
			TargetChannel channel = TargetDialer.adopt(socket, this.permits::release);
			adopted = true;
			return channel;
		}
		finally {
			if (!adopted) {
				this.permits.release();
			}
		}
	}

	private void open(TargetChannel channel) {
		WsConnection connection = null;
		try {
			connection = this.opener.open();
			TunnelRelay.start(connection, channel);
		}
		catch (IOException | RuntimeException | Error ex) {
			reset(channel, ex);
			if (connection != null) {
				connection.abort();
			}
		}
	}

	private void reset(TargetChannel channel, Throwable cause) {
		logger.warn("Tunnel '" + this.name + "' cannot be opened, and the connection of " + channel.getRemoteAddress()
				+ " to its port is reset: " + cause);
		channel.reset();
	}

}
