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
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

import io.wstunnel.transport.socket.SocketFrameChannel;

/**
 * A channel until its WebSocket handshake is done: the dialling thread waits for each of
 * its operations.
 */
final class DialledChannel {

	private final SocketFrameChannel channel;

	private final DialWait wait;

	private boolean proxied;

	DialledChannel(SocketFrameChannel channel, DialWait wait) {
		this.channel = channel;
		this.wait = wait;
		channel.start(wait);
	}

	SocketFrameChannel getChannel() {
		return this.channel;
	}

	/**
	 * Return whether a proxy is in between.
	 * @return whether the channel is connected to a proxy
	 */
	boolean isProxied() {
		return this.proxied;
	}

	void proxied() {
		this.proxied = true;
	}

	/**
	 * Connect.
	 * @param address the address
	 * @param phase what is being done, for the exception
	 * @param patience how long to try
	 * @return whether the channel was connected in time
	 */
	boolean connect(InetSocketAddress address, String phase, Duration patience) throws IOException {
		this.wait.check(phase);
		boolean connected = this.channel.connect(address);
		long start = System.nanoTime();
		while (!connected) {
			this.channel.requestConnect();
			if (!this.wait.await(phase, patience.minusNanos(System.nanoTime() - start))) {
				this.wait.check(phase);
				return false;
			}
			connected = this.channel.finishConnect();
		}
		return true;
	}

	void handshakeTls(SSLEngine engine, TunnelEndpoint endpoint) throws IOException {
		String phase = "waiting for the TLS handshake of " + endpoint;
		this.channel.startTls(engine);
		try {
			write(ByteBuffer.allocate(0), phase);
		}
		catch (SSLException ex) {
			throw tlsFailure(endpoint, String.valueOf(ex.getMessage()), ex);
		}
		catch (ClosedChannelException ex) {
			this.wait.check(phase);
			throw tlsFailure(endpoint, "the server closed the connection", ex);
		}
	}

	void write(ByteBuffer bytes, String phase) throws IOException {
		this.wait.check(phase);
		while (!this.channel.write(bytes)) {
			this.channel.requestWrite();
			this.wait.await(phase);
		}
	}

	/**
	 * Read at least one byte.
	 * @param buffer where to put the bytes
	 * @param phase what is being done, for the exception
	 * @return the number of bytes, -1 at the end
	 */
	int read(ByteBuffer buffer, String phase) throws IOException {
		this.wait.check(phase);
		int count = this.channel.read(buffer);
		while (count == 0) {
			this.channel.requestRead();
			this.wait.await(phase);
			count = this.channel.read(buffer);
		}
		return count;
	}

	/**
	 * Read at least one byte, unless it takes too long.
	 * @param buffer where to put the bytes
	 * @param phase what is being done, for the exception
	 * @param patience how long to wait
	 * @return the number of bytes, -1 at the end or if the patience was at an end
	 */
	int read(ByteBuffer buffer, String phase, Duration patience) throws IOException {
		long start = System.nanoTime();
		int count = this.channel.read(buffer);
		while (count == 0) {
			this.channel.requestRead();
			if (!this.wait.await(phase, patience.minusNanos(System.nanoTime() - start))) {
				return -1;
			}
			count = this.channel.read(buffer);
		}
		return count;
	}

	private static SSLHandshakeException tlsFailure(TunnelEndpoint endpoint, String reason, IOException cause) {
		SSLHandshakeException exception = new SSLHandshakeException(
				"The TLS handshake with " + endpoint + " failed: " + reason);
		exception.initCause(cause);
		return exception;
	}

}
