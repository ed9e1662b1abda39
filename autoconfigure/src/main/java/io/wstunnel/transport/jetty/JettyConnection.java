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
import java.util.concurrent.TimeoutException;

import io.wstunnel.transport.frame.UpgradeCallback;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.jspecify.annotations.Nullable;

/**
 * What Jetty knows of a connection that was taken over: when it begins and when it is
 * closed. All between is said to the end point by the channel.
 */
final class JettyConnection extends AbstractConnection implements Connection.UpgradeTo {

	private static final Log logger = LogFactory.getLog(JettyConnection.class);

	private final Connector connector;

	private final UpgradeCallback callback;

	private @Nullable ByteBuffer received;

	private volatile @Nullable JettyFrameChannel channel;

	JettyConnection(EndPoint endPoint, Connector connector, UpgradeCallback callback) {
		super(endPoint, connector.getExecutor());
		this.connector = connector;
		this.callback = callback;
	}

	/**
	 * Bytes were received behind the request. The buffer is Jetty's.
	 */
	@Override
	public void onUpgradeTo(ByteBuffer buffer) {
		if (buffer.hasRemaining()) {
			this.received = ByteBuffer.allocate(buffer.remaining()).put(buffer).flip();
		}
	}

	@Override
	public void onOpen() {
		super.onOpen();
		try {
			getEndPoint().setIdleTimeout(0);
			JettyFrameChannel channel = JettyFrameChannel.of(getEndPoint(), this.connector.getScheduler());
			this.channel = channel;
			this.callback.opened(channel, this.received);
		}
		catch (IOException ex) {
			logger.debug("The connection was lost during its handshake", ex);
			getEndPoint().close(ex);
		}
		this.received = null;
	}

	/**
	 * The request is done, and so is its upgrade, if there was one.
	 */
	void onCompleted() {
		if (this.channel == null) {
			this.callback.failed();
		}
	}

	@Override
	public void onClose(@Nullable Throwable cause) {
		super.onClose(cause);
		JettyFrameChannel channel = this.channel;
		if (channel != null) {
			channel.onClosed();
		}
	}

	@Override
	public void onFillable() {
	}

	@Override
	public boolean onIdleExpired(TimeoutException cause) {
		return false;
	}

}
