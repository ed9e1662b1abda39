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
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Principal;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import io.wstunnel.transport.Notice;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.util.Assert;
import org.springframework.web.socket.WebSocketExtension;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketHttpHeaders;
import org.springframework.web.socket.handler.WebSocketHandlerDecorator;
import org.springframework.web.socket.server.HandshakeFailureException;
import org.springframework.web.socket.server.RequestUpgradeStrategy;

/**
 * Answers a handshake that Spring has checked, and takes the connection over from the
 * container, past the container's own WebSocket, or falls back to that. No extension is
 * ever negotiated but that for {@linkplain Notice notices}, and none in a session of the
 * container's.
 */
final class TunnelUpgradeStrategy implements RequestUpgradeStrategy {

	private static final Log logger = LogFactory.getLog(TunnelUpgradeStrategy.class);

	private static final String[] VERSIONS = { "13" };

	private static final WebSocketExtension NOTICES = new WebSocketExtension(Notice.EXTENSION);

	private static final String ACCEPT_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

	/**
	 * 16 bytes in Base64.
	 */
	private static final Pattern KEY = Pattern.compile("[A-Za-z0-9+/]{22}==");

	private final Admission admission;

	private final TransportChoice transport;

	private final TargetRefusalLog refusalLog = new TargetRefusalLog(Duration.ofMinutes(1));

	private final SessionHandshake sessionHandshake;

	TunnelUpgradeStrategy(Admission admission, ServerTransport transport) {
		this(admission, transport, new SessionHandshake(SessionHandshake.OPENING_TIME));
	}

	TunnelUpgradeStrategy(Admission admission, ServerTransport transport, SessionHandshake sessionHandshake) {
		this.admission = admission;
		this.transport = new TransportChoice(transport);
		this.sessionHandshake = sessionHandshake;
	}

	@Override
	public String[] getSupportedVersions() {
		return VERSIONS.clone();
	}

	@Override
	public List<WebSocketExtension> getSupportedExtensions(ServerHttpRequest request) {
		return List.of(NOTICES);
	}

	@Override
	public void upgrade(ServerHttpRequest request, ServerHttpResponse response, @Nullable String selectedProtocol,
			List<WebSocketExtension> selectedExtensions, @Nullable Principal user, WebSocketHandler wsHandler,
			Map<String, Object> attributes) {
		HttpServletRequest servletRequest = ((ServletServerHttpRequest) request).getServletRequest();
		String key = getKey(request.getHeaders());
		if (request.getMethod() != HttpMethod.GET || !"HTTP/1.1".equals(servletRequest.getProtocol()) || key == null) {
			response.setStatusCode(HttpStatus.BAD_REQUEST);
			return;
		}
		ServerTunnelHandler handler = getTunnelHandler(wsHandler);
		Place place = admit(request, response, handler, user);
		if (place == null) {
			return;
		}
		place.storeIn(attributes);
		try {
			handler.prepare(attributes, place);
			if (this.transport.isSession(servletRequest)) {
				this.sessionHandshake.upgrade(servletRequest, response, selectedProtocol, user, wsHandler, attributes);
				handler.answered(place);
				this.sessionHandshake.awaitOpening(place);
				return;
			}
			List<WebSocketExtension> extensions = (handler.isSpeakingNotices() && selectedExtensions.contains(NOTICES))
					? List.of(NOTICES) : List.of();
			UpgradedSession session = new UpgradedSession(request, selectedProtocol, extensions, user, attributes);
			ConnectionUpgrade.upgrade(servletRequest, new TunnelOpening(session, handler));
			accept(response, key, selectedProtocol, extensions);
		}
		catch (HandshakeRefusal ex) {
			place.free();
			refuse(request, response, handler.getTunnelId(), ex);
		}
		catch (InterruptedException ex) {
			place.free();
			Thread.currentThread().interrupt();
			response.setStatusCode(HttpStatus.SERVICE_UNAVAILABLE);
		}
		catch (IOException | ServletException | RuntimeException ex) {
			place.free();
			throw new HandshakeFailureException("Handshake of a tunnel failed: " + ex.getMessage(), ex);
		}
		catch (Error ex) {
			place.free();
			throw ex;
		}
	}

	private @Nullable Place admit(ServerHttpRequest request, ServerHttpResponse response, ServerTunnelHandler handler,
			@Nullable Principal user) {
		try {
			return this.admission.admit(request, response, handler, user);
		}
		catch (IOException ex) {
			throw new HandshakeFailureException("Handshake of a tunnel could not be refused: " + ex.getMessage(), ex);
		}
	}

	private void refuse(ServerHttpRequest request, ServerHttpResponse response, String tunnelId,
			HandshakeRefusal refusal) {
		this.refusalLog.refused(tunnelId, request.getURI().getRawPath(), refusal);
		response.setStatusCode(refusal.getStatus());
		response.getHeaders().setContentType(new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.UTF_8));
		try {
			response.getBody().write((refusal.getBody() + "\n").getBytes(StandardCharsets.UTF_8));
		}
		catch (IOException ex) {
			logger.debug("The peer did not wait for the refusal of its handshake", ex);
		}
	}

	private static ServerTunnelHandler getTunnelHandler(WebSocketHandler wsHandler) {
		WebSocketHandler handler = WebSocketHandlerDecorator.unwrap(wsHandler);
		Assert.state(handler instanceof ServerTunnelHandler, () -> handler + " is not the handler of a tunnel");
		return (ServerTunnelHandler) handler;
	}

	private static void accept(ServerHttpResponse response, String key, @Nullable String selectedProtocol,
			List<WebSocketExtension> extensions) {
		response.setStatusCode(HttpStatus.SWITCHING_PROTOCOLS);
		HttpHeaders headers = response.getHeaders();
		headers.set(HttpHeaders.UPGRADE, "websocket");
		headers.set(HttpHeaders.CONNECTION, "Upgrade");
		headers.set(WebSocketHttpHeaders.SEC_WEBSOCKET_ACCEPT, getAcceptValue(key));
		if (selectedProtocol != null) {
			headers.set(WebSocketHttpHeaders.SEC_WEBSOCKET_PROTOCOL, selectedProtocol);
		}
		for (WebSocketExtension extension : extensions) {
			headers.add(WebSocketHttpHeaders.SEC_WEBSOCKET_EXTENSIONS, extension.toString());
		}
	}

	/**
	 * Return the key, which there must be once (RFC 6455, sections 4.2.1 and 11.3.1).
	 */
	private static @Nullable String getKey(HttpHeaders headers) {
		List<String> keys = headers.getOrEmpty(WebSocketHttpHeaders.SEC_WEBSOCKET_KEY);
		return (keys.size() == 1 && KEY.matcher(keys.get(0)).matches()) ? keys.get(0) : null;
	}

	private static String getAcceptValue(String key) {
		try {
			MessageDigest digest = MessageDigest.getInstance("SHA-1");
			byte[] hash = digest.digest((key + ACCEPT_GUID).getBytes(StandardCharsets.ISO_8859_1));
			return Base64.getEncoder().encodeToString(hash);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("RFC 6455 needs SHA-1", ex);
		}
	}

}
