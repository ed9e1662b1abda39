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
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.Principal;
import java.util.List;
import java.util.Map;

import io.wstunnel.WsConnection;
import io.wstunnel.WsTunnelHandler;
import io.wstunnel.transport.Transport;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.PingMessage;
import org.springframework.web.socket.PongMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketExtension;
import org.springframework.web.socket.adapter.AbstractWebSocketSession;

/**
 * The session of a tunnel: what Spring's handlers and interceptors expect to see of its
 * handshake. Messages cannot be sent through it, because all of them are the connection's
 * bytes; closing it closes the connection.
 */
final class UpgradedSession extends AbstractWebSocketSession<Transport> {

	private final String id = idGenerator.generateId().toString();

	private final URI uri;

	private final HttpHeaders handshakeHeaders;

	private final @Nullable Principal principal;

	private final @Nullable String acceptedProtocol;

	private final List<WebSocketExtension> extensions;

	private final InetSocketAddress localAddress;

	private final InetSocketAddress remoteAddress;

	private int textMessageSizeLimit;

	private int binaryMessageSizeLimit;

	/**
	 * Create a session. Everything is copied: the request is used again.
	 */
	UpgradedSession(ServerHttpRequest request, @Nullable String acceptedProtocol, List<WebSocketExtension> extensions,
			@Nullable Principal principal, Map<String, Object> attributes) {
		super(attributes);
		URI uri = request.getURI();
		String scheme = ("https".equalsIgnoreCase(uri.getScheme())) ? "wss" : "ws";
		this.uri = URI.create(scheme + uri.toString().substring(uri.getScheme().length()));
		HttpHeaders headers = new HttpHeaders();
		headers.addAll(request.getHeaders());
		this.handshakeHeaders = HttpHeaders.readOnlyHttpHeaders(headers);
		this.principal = principal;
		this.acceptedProtocol = acceptedProtocol;
		this.extensions = extensions;
		this.localAddress = request.getLocalAddress();
		this.remoteAddress = request.getRemoteAddress();
	}

	@Override
	public String getId() {
		return this.id;
	}

	@Override
	public URI getUri() {
		return this.uri;
	}

	@Override
	public HttpHeaders getHandshakeHeaders() {
		return this.handshakeHeaders;
	}

	@Override
	public @Nullable Principal getPrincipal() {
		return this.principal;
	}

	@Override
	public InetSocketAddress getLocalAddress() {
		return this.localAddress;
	}

	@Override
	public InetSocketAddress getRemoteAddress() {
		return this.remoteAddress;
	}

	@Override
	public @Nullable String getAcceptedProtocol() {
		return this.acceptedProtocol;
	}

	@Override
	public List<WebSocketExtension> getExtensions() {
		return this.extensions;
	}

	@Override
	public int getTextMessageSizeLimit() {
		return this.textMessageSizeLimit;
	}

	@Override
	public void setTextMessageSizeLimit(int messageSizeLimit) {
		this.textMessageSizeLimit = messageSizeLimit;
	}

	@Override
	public int getBinaryMessageSizeLimit() {
		return this.binaryMessageSizeLimit;
	}

	@Override
	public void setBinaryMessageSizeLimit(int messageSizeLimit) {
		this.binaryMessageSizeLimit = messageSizeLimit;
	}

	@Override
	public boolean isOpen() {
		WsConnection connection = getConnection();
		return connection != null && connection.isOpen();
	}

	@Override
	protected void closeInternal(CloseStatus status) throws IOException {
		WsConnection connection = getConnection();
		if (connection != null) {
			connection.close(status);
		}
		else {
			getNativeSession().close();
		}
	}

	@Override
	protected void sendTextMessage(TextMessage message) {
		throw unsupported();
	}

	@Override
	protected void sendBinaryMessage(BinaryMessage message) {
		throw unsupported();
	}

	@Override
	protected void sendPingMessage(PingMessage message) {
		throw unsupported();
	}

	@Override
	protected void sendPongMessage(PongMessage message) {
		throw unsupported();
	}

	private UnsupportedOperationException unsupported() {
		return new UnsupportedOperationException(
				"The messages of a tunnel's session are its connection's: write to the WsConnection instead");
	}

	private @Nullable WsConnection getConnection() {
		return (WsConnection) getAttributes().get(WsTunnelHandler.CONNECTION_ATTRIBUTE);
	}

}
