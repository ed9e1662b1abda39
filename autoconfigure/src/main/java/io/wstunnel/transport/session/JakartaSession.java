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

import jakarta.websocket.Session;
import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.WebSocketSession;

/**
 * A session of any container with the Jakarta API.
 */
class JakartaSession extends ContainerSession {

	private final Session nativeSession;

	JakartaSession(WebSocketSession session, Session nativeSession) {
		super(session);
		this.nativeSession = nativeSession;
	}

	static @Nullable JakartaSession of(WebSocketSession session, @Nullable Object nativeSession) {
		return (nativeSession instanceof Session found) ? new JakartaSession(session, found) : null;
	}

	@Override
	void prepare(Runnable lost) {
		this.nativeSession.setMaxIdleTimeout(0);
	}

}
