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
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import io.wstunnel.MessageType;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.PingMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.adapter.NativeWebSocketSession;
import org.springframework.web.socket.handler.WebSocketSessionDecorator;

/**
 * What a transport needs of a session, by means that each container can be relied on for.
 * This class itself knows no more than Spring's interface.
 */
class ContainerSession {

	private static final boolean jakartaPresent = isPresent("jakarta.websocket.Session");

	private static final boolean tomcatPresent = isPresent("org.apache.tomcat.websocket.WsSession");

	private static final boolean jettyJakartaPresent = isPresent(
			"org.eclipse.jetty.ee11.websocket.jakarta.common.JakartaWebSocketSession");

	private static final boolean jettyPresent = isPresent("org.eclipse.jetty.websocket.api.Session");

	private final WebSocketSession session;

	ContainerSession(WebSocketSession session) {
		this.session = session;
	}

	static ContainerSession of(WebSocketSession session) {
		WebSocketSession unwrapped = WebSocketSessionDecorator.unwrap(session);
		Object nativeSession = (unwrapped instanceof NativeWebSocketSession holder) ? holder.getNativeSession() : null;
		ContainerSession found = null;
		if (tomcatPresent) {
			found = TomcatSession.of(unwrapped, nativeSession);
		}
		if (found == null && jettyJakartaPresent) {
			found = JettyJakartaSession.of(unwrapped, nativeSession);
		}
		if (found == null && jettyPresent) {
			found = JettySession.of(unwrapped, nativeSession);
		}
		if (found == null && jakartaPresent) {
			found = JakartaSession.of(unwrapped, nativeSession);
		}
		return (found != null) ? found : new ContainerSession(unwrapped);
	}

	private static boolean isPresent(String className) {
		return ClassUtils.isPresent(className, ContainerSession.class.getClassLoader());
	}

	String getId() {
		return this.session.getId();
	}

	/**
	 * Prepare the session for a tunnel.
	 * @param lost told when the session has ended, where the container may fail to tell
	 * its handler
	 */
	void prepare(Runnable lost) {
	}

	/**
	 * Send a part of a message. Blocks until the network has taken it.
	 * @param type the type of the message
	 * @param payload the payload of the part
	 * @param last whether it is the last part
	 * @throws IOException if it cannot be sent
	 */
	void send(MessageType type, ByteBuffer payload, boolean last) throws IOException {
		if (type == MessageType.TEXT) {
			this.session.sendMessage(new TextMessage(StandardCharsets.UTF_8.decode(payload), last));
		}
		else {
			this.session.sendMessage(new BinaryMessage(payload, last));
		}
	}

	/**
	 * Send a ping. Blocks until the network has taken it.
	 * @throws IOException if it cannot be sent
	 * @throws RuntimeException if the session knows no pings
	 */
	void ping() throws IOException {
		this.session.sendMessage(new PingMessage());
	}

	/**
	 * Whether the session is open, as far as the container has told.
	 * @return whether it is
	 */
	boolean isOpen() {
		return this.session.isOpen();
	}

	/**
	 * Send a close frame. Blocks until the network has taken it.
	 * @param status the status
	 * @throws IOException if it cannot be sent
	 */
	void close(CloseStatus status) throws IOException {
		this.session.close(status);
	}

	/**
	 * Whether the network connection is gone after a close of ours, where the container
	 * itself says so: it calls the handler's {@code afterConnectionClosed} long before.
	 * @return whether it is, or {@code null} if the container does not say
	 */
	@Nullable Boolean isGone() {
		return null;
	}

	/**
	 * Whether bytes that belong elsewhere may be sent if the network connection is
	 * dropped while the container sends.
	 * @return whether they may
	 */
	boolean isHarmedByAbortDuringSend() {
		return false;
	}

	/**
	 * Drop the network connection.
	 */
	void abort() {
		SenderThreads.execute(() -> {
			try {
				this.session.close(CloseStatus.SERVER_ERROR);
			}
			catch (IOException ex) {
				// It is gone.
			}
		});
	}

}
