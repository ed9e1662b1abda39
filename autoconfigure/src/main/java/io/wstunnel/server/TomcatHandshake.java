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

package io.wstunnel.server;

import java.io.IOException;
import java.nio.ByteBuffer;

import io.wstunnel.transport.frame.FrameChannel;
import io.wstunnel.transport.frame.FrameTransport;
import io.wstunnel.transport.frame.Role;
import io.wstunnel.transport.tomcat.TomcatUpgrade;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The end of a handshake on Tomcat: opens the tunnel once the connection is ours. Apart
 * from the strategy, which can be loaded without Tomcat.
 */
final class TomcatHandshake implements TomcatUpgrade.Callback {

	private static final Log logger = LogFactory.getLog(TomcatHandshake.class);

	private final UpgradedSession session;

	private final ServerTunnelHandler handler;

	private TomcatHandshake(UpgradedSession session, ServerTunnelHandler handler) {
		this.session = session;
		this.handler = handler;
	}

	static void upgrade(HttpServletRequest request, UpgradedSession session, ServerTunnelHandler handler)
			throws IOException, ServletException {
		TomcatUpgrade.upgrade(request, new TomcatHandshake(session, handler));
	}

	@Override
	public void opened(FrameChannel channel, @Nullable ByteBuffer received) {
		try {
			this.session.initializeNativeSession(new FrameTransport(channel, Role.SERVER, received));
			this.handler.afterConnectionEstablished(this.session);
		}
		catch (Exception ex) {
			logger.error("Tunnel '" + this.session.getUri() + "' could not be opened", ex);
			channel.close();
			this.session.getPlace().free();
		}
	}

	@Override
	public void failed() {
		this.session.getPlace().free();
	}

}
