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

package io.wstunnel.transport.jetty;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * A connection with TLS. Jetty decrypts into the buffer of the reader if a whole record
 * fits, and may then hold further records, of which no selector tells.
 */
final class JettyTlsFrameChannel extends JettyFrameChannel {

	private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

	/**
	 * How long to wait, in milliseconds, if Jetty itself waits for the network.
	 */
	private static final long DRAIN_PAUSE = 50;

	private final SslConnection connection;

	private final EndPoint endPoint;

	private final EndPoint network;

	private final Callback networkCallback = new NetworkCallback();

	private volatile boolean mayHoldBytes;

	private volatile boolean outputShutDown;

	JettyTlsFrameChannel(SslConnection.SslEndPoint endPoint, SocketChannel socketChannel, Scheduler scheduler)
			throws IOException {
		super(endPoint, socketChannel, scheduler);
		this.connection = endPoint.getSslConnection();
		this.endPoint = endPoint;
		this.network = endPoint.unwrap();
	}

	@Override
	public int getMinimumRead() {
		return this.connection.getSSLEngine().getSession().getApplicationBufferSize() + 1;
	}

	@Override
	public int read(ByteBuffer destination) throws IOException {
		int count = super.read(destination);
		this.mayHoldBytes = (count > 0);
		return count;
	}

	/**
	 * Ask for a call. While a write waits for the kernel, Jetty's TLS may leave the
	 * network unread, so that two peers who both write would wait for each other: the
	 * network is asked as well.
	 */
	@Override
	public void requestRead() {
		if (this.outputShutDown) {
			if (!request(this.network, getReadCallback())) {
				scheduleReadable(DRAIN_PAUSE);
			}
		}
		else if (this.mayHoldBytes) {
			scheduleReadable(0);
		}
		else {
			super.requestRead();
			request(this.network, this.networkCallback);
		}
	}

	/**
	 * Send TLS's close_notify, if there is room for it, and the end of the TCP stream.
	 */
	@Override
	public void shutdownOutput() throws IOException {
		this.outputShutDown = true;
		this.connection.getSSLEngine().closeOutbound();
		this.endPoint.flush(NOTHING.duplicate());
		super.shutdownOutput();
	}

	/**
	 * Does what Jetty's own does, which reaches the listener by way of its request.
	 */
	private final class NetworkCallback implements Callback {

		@Override
		public void succeeded() {
			JettyTlsFrameChannel.this.connection.onFillable();
		}

		@Override
		public void failed(Throwable cause) {
			JettyTlsFrameChannel.this.connection.onFillInterestedFailed(cause);
		}

		@Override
		public InvocationType getInvocationType() {
			return InvocationType.NON_BLOCKING;
		}

	}

}
