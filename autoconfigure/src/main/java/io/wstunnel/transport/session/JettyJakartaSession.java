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

package io.wstunnel.transport.session;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.eclipse.jetty.ee11.websocket.jakarta.common.JakartaWebSocketContainer;
import org.eclipse.jetty.ee11.websocket.jakarta.common.JakartaWebSocketSession;
import org.eclipse.jetty.ee11.websocket.jakarta.common.JakartaWebSocketSessionListener;
import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.WebSocketSession;

/**
 * A session of Jetty's with the Jakarta API.
 */
final class JettyJakartaSession extends JakartaSession {

	private static final Ends ENDS = new Ends();

	private final JakartaWebSocketSession nativeSession;

	private JettyJakartaSession(WebSocketSession session, JakartaWebSocketSession nativeSession) {
		super(session, nativeSession);
		this.nativeSession = nativeSession;
	}

	static @Nullable JettyJakartaSession of(WebSocketSession session, @Nullable Object nativeSession) {
		return (nativeSession instanceof JakartaWebSocketSession found) ? new JettyJakartaSession(session, found)
				: null;
	}

	@Override
	void prepare(Runnable lost) {
		super.prepare(lost);
		ENDS.listeners.put(this.nativeSession, lost);
		JakartaWebSocketContainer container = this.nativeSession.getContainerImpl();
		if (container.addBean(ENDS)) {
			container.addSessionListener(ENDS);
		}
	}

	@Override
	void abort() {
		this.nativeSession.abort();
	}

	/**
	 * Jetty fails to tell handlers of a close with a status that the Jakarta API does not
	 * know, such as 1014.
	 */
	private static final class Ends implements JakartaWebSocketSessionListener {

		private final Map<JakartaWebSocketSession, Runnable> listeners = new ConcurrentHashMap<>();

		@Override
		public void onJakartaWebSocketSessionClosed(JakartaWebSocketSession session) {
			Runnable listener = this.listeners.remove(session);
			if (listener != null) {
				listener.run();
			}
		}

	}

}
