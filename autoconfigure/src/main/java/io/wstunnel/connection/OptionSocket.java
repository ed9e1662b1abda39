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

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * The options of a {@link ConnectionSocket}. Apart from the timeout of reads, the time to
 * linger if it is 0, and how a silent peer is probed, they are only remembered, since the
 * TCP connection below is set up already.
 */
abstract class OptionSocket extends Socket {

	private final ConnectionSocketOptions options = new ConnectionSocketOptions();

	private volatile boolean oobInline;

	private volatile int soTimeout;

	abstract void checkOpen() throws SocketException;

	/**
	 * Set how the TCP connection probes a silent peer, if there is one already.
	 * @param option the option
	 * @param value the value
	 * @throws UnsupportedOperationException if that is not known here
	 */
	abstract <T> void probe(SocketOption<T> option, T value) throws IOException;

	/**
	 * Set what was set before there was a TCP connection.
	 */
	void probe() throws IOException {
		for (SocketOption<?> option : supportedOptions()) {
			if (this.options.isChanged(option)) {
				probeAsSet(option);
			}
		}
	}

	@Nullable Duration getReadPatience() {
		return (this.soTimeout > 0) ? Duration.ofMillis(this.soTimeout) : null;
	}

	boolean isAbortedByClose() {
		return this.options.get(StandardSocketOptions.SO_LINGER) == 0;
	}

	@Override
	public void setSoTimeout(int timeout) throws SocketException {
		checkOpen();
		if (timeout < 0) {
			throw new IllegalArgumentException("The timeout of reads must not be negative");
		}
		this.soTimeout = timeout;
	}

	@Override
	public int getSoTimeout() throws SocketException {
		checkOpen();
		return this.soTimeout;
	}

	@Override
	public void setSoLinger(boolean on, int linger) throws SocketException {
		Assert.isTrue(!on || linger >= 0, "The time to linger must not be negative");
		set(StandardSocketOptions.SO_LINGER, on ? Math.min(linger, 0xFFFF) : -1);
	}

	@Override
	public int getSoLinger() throws SocketException {
		return get(StandardSocketOptions.SO_LINGER);
	}

	@Override
	public void setTcpNoDelay(boolean on) throws SocketException {
		set(StandardSocketOptions.TCP_NODELAY, on);
	}

	@Override
	public boolean getTcpNoDelay() throws SocketException {
		return get(StandardSocketOptions.TCP_NODELAY);
	}

	@Override
	public void setKeepAlive(boolean on) throws SocketException {
		set(StandardSocketOptions.SO_KEEPALIVE, on);
	}

	@Override
	public boolean getKeepAlive() throws SocketException {
		return get(StandardSocketOptions.SO_KEEPALIVE);
	}

	@Override
	public void setSendBufferSize(int size) throws SocketException {
		set(StandardSocketOptions.SO_SNDBUF, size);
	}

	@Override
	public int getSendBufferSize() throws SocketException {
		return get(StandardSocketOptions.SO_SNDBUF);
	}

	@Override
	public void setReceiveBufferSize(int size) throws SocketException {
		set(StandardSocketOptions.SO_RCVBUF, size);
	}

	@Override
	public int getReceiveBufferSize() throws SocketException {
		return get(StandardSocketOptions.SO_RCVBUF);
	}

	@Override
	public void setReuseAddress(boolean on) throws SocketException {
		set(StandardSocketOptions.SO_REUSEADDR, on);
	}

	@Override
	public boolean getReuseAddress() throws SocketException {
		return get(StandardSocketOptions.SO_REUSEADDR);
	}

	@Override
	public void setTrafficClass(int trafficClass) throws SocketException {
		set(StandardSocketOptions.IP_TOS, trafficClass);
	}

	@Override
	public int getTrafficClass() throws SocketException {
		return get(StandardSocketOptions.IP_TOS);
	}

	@Override
	public void setOOBInline(boolean on) throws SocketException {
		checkOpen();
		this.oobInline = on;
	}

	@Override
	public boolean getOOBInline() throws SocketException {
		checkOpen();
		return this.oobInline;
	}

	@Override
	public void setPerformancePreferences(int connectionTime, int latency, int bandwidth) {
		// As in Socket, where it has no effect either
	}

	@Override
	public <T> Socket setOption(SocketOption<T> name, T value) throws IOException {
		set(name, value);
		if (ConnectionSocketOptions.isProbe(name)) {
			probe(name, value);
		}
		return this;
	}

	@Override
	public <T> T getOption(SocketOption<T> name) throws SocketException {
		return get(name);
	}

	@Override
	public Set<SocketOption<?>> supportedOptions() {
		return ConnectionSocketOptions.supported();
	}

	private <T> void probeAsSet(SocketOption<T> option) throws IOException {
		if (ConnectionSocketOptions.isProbe(option)) {
			probe(option, this.options.get(option));
		}
	}

	private <T> void set(SocketOption<T> option, T value) throws SocketException {
		checkOpen();
		this.options.set(option, value);
	}

	private <T> T get(SocketOption<T> option) throws SocketException {
		checkOpen();
		return this.options.get(option);
	}

}
