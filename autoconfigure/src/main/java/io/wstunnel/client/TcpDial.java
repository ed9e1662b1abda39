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
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.AsynchronousCloseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.wstunnel.WsAddress;
import io.wstunnel.transport.selector.SelectorLoop;
import io.wstunnel.transport.socket.SocketFrameChannel;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Connects to one address of a host after the other, until one answers. None may use up
 * the time of those after it.
 */
final class TcpDial {

	private final String peer;

	private final SelectorLoop loop;

	private final DialWait wait;

	private final Runnable onClose;

	private final List<ConnectException> failures = new ArrayList<>();

	/**
	 * Create a dial.
	 * @param peer who is dialled, for exceptions
	 * @param loop tells when the socket is ready
	 * @param wait the waits of the dialling thread
	 * @param onClose run when the channel is closed
	 */
	TcpDial(String peer, SelectorLoop loop, DialWait wait, Runnable onClose) {
		this.peer = peer;
		this.loop = loop;
		this.wait = wait;
		this.onClose = onClose;
	}

	DialledChannel connect(InetAddress[] addresses, int port) throws IOException {
		try {
			for (InetAddress address : addresses) {
				Duration share = this.wait.remaining().dividedBy(addresses.length - this.failures.size());
				if (share.compareTo(DialWait.LEAST_PATIENCE) < 0) {
					share = DialWait.LEAST_PATIENCE;
				}
				DialledChannel channel = connect(new InetSocketAddress(address, port), share);
				if (channel != null) {
					return channel;
				}
			}
			throw failure();
		}
		catch (IOException ex) {
			this.failures.forEach(ex::addSuppressed);
			throw ex;
		}
	}

	private @Nullable DialledChannel connect(InetSocketAddress address, Duration patience) throws IOException {
		SocketFrameChannel socket = new SocketFrameChannel(this.loop, this.onClose);
		boolean connected = false;
		try {
			DialledChannel channel = new DialledChannel(socket, this.wait);
			connected = channel.connect(address,
					"connecting to " + this.peer + " at " + address.getAddress().getHostAddress(), patience);
			if (connected) {
				return channel;
			}
			failed(address, new SocketTimeoutException("No answer within " + patience.toMillis() + " ms"));
		}
		catch (SocketTimeoutException | AsynchronousCloseException ex) {
			throw ex;
		}
		catch (IOException ex) {
			failed(address, ex);
		}
		finally {
			if (!connected) {
				socket.close();
			}
		}
		return null;
	}

	private void failed(InetSocketAddress address, IOException cause) {
		ConnectException failure = new ConnectException(WsAddress.of(address) + ": " + cause.getMessage());
		failure.initCause(cause);
		this.failures.add(failure);
	}

	private ConnectException failure() {
		Assert.state(!this.failures.isEmpty(), "The host has no addresses");
		String others = (this.failures.size() > 1) ? ", and " + (this.failures.size() - 1) + " more" : "";
		return new ConnectException("Cannot connect to " + this.peer + " (" + this.failures.get(0).getMessage() + others
				+ "): is the server running, and the port right?");
	}

}
