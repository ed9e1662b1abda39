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

package io.wstunnel.transport.tomcat;

import java.io.IOException;

import io.wstunnel.transport.frame.UpgradeCallback;
import jakarta.servlet.http.WebConnection;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.apache.coyote.http11.upgrade.InternalHttpUpgradeHandler;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.SSLSupport;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * What Tomcat knows of a connection that was taken over. Tomcat creates it, and tells it
 * of the beginning and of an end that Tomcat makes. It is not to listen to the socket:
 * what is returned here keeps it from that.
 *
 * @since 0.1.0
 */
public class TomcatUpgradeHandler implements InternalHttpUpgradeHandler {

	private static final Log logger = LogFactory.getLog(TomcatUpgradeHandler.class);

	private @Nullable UpgradeCallback callback;

	private @Nullable SocketWrapperBase<?> socketWrapper;

	private volatile @Nullable TomcatFrameChannel channel;

	/**
	 * Create a handler; for Tomcat to call.
	 */
	public TomcatUpgradeHandler() {
	}

	void setCallback(UpgradeCallback callback) {
		this.callback = callback;
	}

	@Override
	public void setSocketWrapper(SocketWrapperBase<?> socketWrapper) {
		this.socketWrapper = socketWrapper;
	}

	@Override
	public void setSslSupport(SSLSupport sslSupport) {
	}

	@Override
	public void init(WebConnection connection) {
		UpgradeCallback callback = this.callback;
		SocketWrapperBase<?> socketWrapper = this.socketWrapper;
		if (callback == null || socketWrapper == null) {
			return;
		}
		try {
			TomcatFrameChannel channel = TomcatFrameChannel.of(socketWrapper);
			this.channel = channel;
			callback.opened(channel, channel.getReceived());
		}
		catch (IOException ex) {
			// Tomcat dispatches an event next, to be told that the connection is closed
			if (ex.getCause() instanceof OutOfMemoryError) {
				logger.warn("A tunnel was dropped during its handshake: " + ex.getMessage());
			}
			logger.debug("The connection was lost during its handshake", ex);
		}
	}

	@Override
	public SocketState upgradeDispatch(SocketEvent event) {
		TomcatFrameChannel channel = this.channel;
		if (channel == null) {
			return SocketState.CLOSED;
		}
		if (event == SocketEvent.OPEN_READ || event == SocketEvent.OPEN_WRITE) {
			return SocketState.SUSPENDED;
		}
		channel.onClosed();
		return SocketState.CLOSED;
	}

	@Override
	public void timeoutAsync(long now) {
	}

	@Override
	public void pause() {
	}

	@Override
	public void destroy() {
		TomcatFrameChannel channel = this.channel;
		if (channel != null) {
			channel.onClosed();
		}
		else if (this.callback != null) {
			this.callback.failed();
			this.callback = null;
		}
	}

}
