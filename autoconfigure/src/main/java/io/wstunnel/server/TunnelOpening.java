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

import java.nio.ByteBuffer;

import io.wstunnel.transport.frame.FrameChannel;
import io.wstunnel.transport.frame.FrameTransport;
import io.wstunnel.transport.frame.Role;
import io.wstunnel.transport.frame.UpgradeCallback;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The end of a handshake: opens the tunnel once the connection is ours.
 */
final class TunnelOpening implements UpgradeCallback {

	private static final Log logger = LogFactory.getLog(TunnelOpening.class);

	private final UpgradedSession session;

	private final ServerTunnelHandler handler;

	TunnelOpening(UpgradedSession session, ServerTunnelHandler handler) {
		this.session = session;
		this.handler = handler;
	}

	@Override
	public void opened(FrameChannel channel, @Nullable ByteBuffer received) {
		this.handler.answered(Place.of(this.session));
		try {
			this.session.initializeNativeSession(
					new FrameTransport(channel, Role.SERVER, received, !this.session.getExtensions().isEmpty()));
			this.handler.afterConnectionEstablished(this.session);
		}
		catch (Exception | Error ex) {
			logger.error(this.handler.describe(this.session) + " could not be opened", ex);
			try {
				channel.close();
			}
			finally {
				Place.of(this.session).free();
			}
		}
	}

	@Override
	public void failed() {
		this.handler.answered(Place.of(this.session));
		Place.of(this.session).free();
	}

}
