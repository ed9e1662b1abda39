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
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;

import io.wstunnel.MessageType;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.WebSocketSession;

/**
 * A session of Jetty's own API. Spring's session knows no parts of messages and takes an
 * interrupt for success, so that messages are sent past it.
 */
final class JettySession extends ContainerSession {

	private final Session nativeSession;

	private JettySession(WebSocketSession session, Session nativeSession) {
		super(session);
		this.nativeSession = nativeSession;
	}

	static @Nullable JettySession of(WebSocketSession session, @Nullable Object nativeSession) {
		return (nativeSession instanceof Session found) ? new JettySession(session, found) : null;
	}

	@Override
	void prepare(Runnable lost) {
		this.nativeSession.setIdleTimeout(Duration.ZERO);
	}

	@Override
	void send(MessageType type, ByteBuffer payload, boolean last) throws IOException {
		Callback.Completable sent = new Callback.Completable();
		if (type == MessageType.TEXT) {
			this.nativeSession.sendPartialText(StandardCharsets.UTF_8.decode(payload).toString(), last, sent);
		}
		else {
			this.nativeSession.sendPartialBinary(payload, last, sent);
		}
		await(sent);
	}

	@Override
	void ping() throws IOException {
		Callback.Completable sent = new Callback.Completable();
		this.nativeSession.sendPing(ByteBuffer.allocate(0), sent);
		await(sent);
	}

	private void await(Callback.Completable sent) throws IOException {
		try {
			sent.get();
		}
		catch (ExecutionException ex) {
			throw new IOException("Jetty could not send: " + ex.getCause(), ex.getCause());
		}
		catch (InterruptedException ex) {
			this.nativeSession.disconnect();
			throw new InterruptedIOException("Interrupted while sending");
		}
	}

	@Override
	void abort() {
		this.nativeSession.disconnect();
	}

}
