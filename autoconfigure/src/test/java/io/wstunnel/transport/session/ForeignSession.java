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

import java.net.InetSocketAddress;
import java.net.URI;
import java.security.Principal;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.PingMessage;
import org.springframework.web.socket.PongMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketExtension;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.adapter.AbstractWebSocketSession;

/**
 * A session of a server that nobody knows: keeps what is sent.
 */
class ForeignSession extends AbstractWebSocketSession<Object> {

	private final BlockingQueue<WebSocketMessage<?>> sent = new LinkedBlockingQueue<>();

	private final CompletableFuture<CloseStatus> closed = new CompletableFuture<>();

	ForeignSession(Object nativeSession) {
		super(new HashMap<>());
		initializeNativeSession(nativeSession);
	}

	WebSocketMessage<?> takeSent() throws InterruptedException {
		WebSocketMessage<?> message = this.sent.poll(20, TimeUnit.SECONDS);
		if (message == null) {
			throw new AssertionError("Nothing was sent");
		}
		return message;
	}

	boolean hasSent() {
		return !this.sent.isEmpty();
	}

	CloseStatus awaitClosed() throws Exception {
		return this.closed.get(20, TimeUnit.SECONDS);
	}

	@Override
	protected void sendTextMessage(TextMessage message) {
		this.sent.add(message);
	}

	@Override
	protected void sendBinaryMessage(BinaryMessage message) {
		this.sent.add(message);
	}

	@Override
	protected void sendPingMessage(PingMessage message) {
		this.sent.add(message);
	}

	@Override
	protected void sendPongMessage(PongMessage message) {
		this.sent.add(message);
	}

	@Override
	protected void closeInternal(CloseStatus status) {
		this.closed.complete(status);
	}

	@Override
	public String getId() {
		return "foreign";
	}

	@Override
	public URI getUri() {
		return URI.create("ws://localhost/foreign");
	}

	@Override
	public HttpHeaders getHandshakeHeaders() {
		return new HttpHeaders();
	}

	@Override
	public @Nullable Principal getPrincipal() {
		return null;
	}

	@Override
	public @Nullable InetSocketAddress getLocalAddress() {
		return null;
	}

	@Override
	public @Nullable InetSocketAddress getRemoteAddress() {
		return null;
	}

	@Override
	public @Nullable String getAcceptedProtocol() {
		return null;
	}

	@Override
	public void setTextMessageSizeLimit(int messageSizeLimit) {
	}

	@Override
	public int getTextMessageSizeLimit() {
		return 0;
	}

	@Override
	public void setBinaryMessageSizeLimit(int messageSizeLimit) {
	}

	@Override
	public int getBinaryMessageSizeLimit() {
		return 0;
	}

	@Override
	public List<WebSocketExtension> getExtensions() {
		return List.of();
	}

	@Override
	public boolean isOpen() {
		return !this.closed.isDone();
	}

}
