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

import java.io.IOException;
import java.time.Duration;
import java.util.Map;

import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import org.apache.tomcat.websocket.WsSession;
import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketSession;

/**
 * A session of Tomcat's. Its time limits are user properties, read again by every send;
 * one of 0 lets a send fail before a byte has gone.
 */
final class TomcatSession extends JakartaSession {

	/**
	 * How long a peer may take for one frame. There must be a limit, since Tomcat's own
	 * threads send with it too, and an abort reaches only ours.
	 */
	private static final Long SEND_TIMEOUT = Duration.ofMinutes(10).toMillis();

	private static final String SEND = "org.apache.tomcat.websocket.BLOCKING_SEND_TIMEOUT";

	private static final String CLOSE = "org.apache.tomcat.websocket.ABNORMAL_SESSION_CLOSE_SEND_TIMEOUT";

	private final WsSession nativeSession;

	private final Map<String, Object> userProperties;

	private TomcatSession(WebSocketSession session, WsSession nativeSession) {
		super(session, nativeSession);
		this.nativeSession = nativeSession;
		this.userProperties = nativeSession.getUserProperties();
	}

	static @Nullable TomcatSession of(WebSocketSession session, @Nullable Object nativeSession) {
		return (nativeSession instanceof WsSession found) ? new TomcatSession(session, found) : null;
	}

	@Override
	void prepare(Runnable lost) {
		super.prepare(lost);
		this.userProperties.put(SEND, SEND_TIMEOUT);
	}

	@Override
	void close(CloseStatus status) throws IOException {
		this.userProperties.putIfAbsent(CLOSE, SEND_TIMEOUT);
		super.close(status);
	}

	@Override
	Boolean isGone() {
		return this.nativeSession.isClosed();
	}

	/**
	 * Tomcat's NIO connector closes a connection without a look at who writes to it: over
	 * TLS the close flushes the buffer that a write may be filling, with whatever it
	 * holds of earlier, and the next connection is given the buffers.
	 */
	@Override
	boolean isHarmedByAbortDuringSend() {
		return true;
	}

	/**
	 * What Tomcat itself calls to force the end of a connection. The close frame that it
	 * sends first runs into the time limit, for which it must be a normal one: Tomcat
	 * grants others 50 ms.
	 */
	@Override
	void abort() {
		this.userProperties.put(SEND, 0L);
		this.nativeSession.onClose(new CloseReason(CloseCodes.NORMAL_CLOSURE, ""));
	}

}
