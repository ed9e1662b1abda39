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

package io.wstunnel;

import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.Executor;

import io.wstunnel.transport.frame.FrameChannel;
import io.wstunnel.transport.frame.Role;

/**
 * One end of a {@link WsConnectionPair}, for tests that want to be the other end
 * themselves.
 */
public final class LoopbackEnds {

	private LoopbackEnds() {
	}

	/**
	 * Make a channel the end of a pair.
	 * @param channel the channel
	 * @param role which end
	 * @param settings the settings of the connection
	 * @param executor runs what depends on the connection's end
	 * @return the connection
	 */
	public static WsConnection connect(FrameChannel channel, Role role, WsConnectionSettings settings,
			Executor executor) {
		return connect(channel, role, settings, false, executor);
	}

	/**
	 * Make a channel the end of a pair.
	 * @param channel the channel
	 * @param role which end
	 * @param settings the settings of the connection
	 * @param notices whether both ends speak the extension for notices
	 * @param executor runs what depends on the connection's end
	 * @return the connection
	 */
	public static WsConnection connect(FrameChannel channel, Role role, WsConnectionSettings settings, boolean notices,
			Executor executor) {
		ConnectionPairEnd end = new ConnectionPairEnd(role, new InetSocketAddress("127.0.0.1", 1));
		end.settings(settings);
		return end.connect(channel, URI.create("ws://localhost/"), null, notices, executor);
	}

}
