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
import java.time.Duration;
import java.util.Map;

import io.wstunnel.WsAddress;
import io.wstunnel.WsRemoteAddressResolver;
import jakarta.servlet.http.HttpServletRequest;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.TypeMismatchException;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.util.ClassUtils;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.ServletRequestBindingException;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.server.HandshakeInterceptor;

/**
 * Takes from the handshake request what its tunnel will want to know, and refuses it with
 * 400 if an argument of the handler method is missing or cannot be converted.
 */
final class HandshakeFactsInterceptor implements HandshakeInterceptor {

	private static final boolean securityPresent = ClassUtils.isPresent(
			"org.springframework.security.concurrent.DelegatingSecurityContextRunnable",
			HandshakeFactsInterceptor.class.getClassLoader());

	private static final Log logger = LogFactory.getLog(HandshakeFactsInterceptor.class);

	private final LogPace<String> pace = new LogPace<>(logger, Duration.ofMinutes(1));

	private final RequestArguments arguments;

	private final @Nullable WsRemoteAddressResolver remoteAddressResolver;

	HandshakeFactsInterceptor(RequestArguments arguments, @Nullable WsRemoteAddressResolver remoteAddressResolver) {
		this.arguments = arguments;
		this.remoteAddressResolver = remoteAddressResolver;
	}

	@Override
	public boolean beforeHandshake(ServerHttpRequest request, ServerHttpResponse response, WebSocketHandler wsHandler,
			Map<String, Object> attributes) throws Exception {
		HttpServletRequest servletRequest = ((ServletServerHttpRequest) request).getServletRequest();
		try {
			@Nullable Object[] arguments = this.arguments.resolve(new ServletWebRequest(servletRequest));
			new HandshakeFacts(getPathVariables(servletRequest), getRemoteAddress(request, servletRequest),
					(securityPresent) ? new SecurityThreadContext() : (task) -> task, arguments)
				.storeIn(attributes);
			return true;
		}
		catch (ServletRequestBindingException | TypeMismatchException ex) {
			refuse(request, response, ex);
			return false;
		}
	}

	private void refuse(ServerHttpRequest request, ServerHttpResponse response, Exception ex) throws IOException {
		String reason = describe(ex);
		this.pace.warn(reason, "Handshake of " + request.getURI().getRawPath() + " is refused with 400: " + reason);
		response.setStatusCode(HttpStatus.BAD_REQUEST);
		response.getHeaders().setContentType(new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.UTF_8));
		response.getBody().write((reason + "\n").getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Say what is wrong without the value, which may be a secret.
	 */
	private static String describe(Exception ex) {
		String detail = (ex instanceof ErrorResponse errorResponse) ? errorResponse.getBody().getDetail() : null;
		String name = (ex instanceof TypeMismatchException mismatch) ? mismatch.getPropertyName() : null;
		return (detail != null) ? detail : "The value of '" + name + "' cannot be converted.";
	}

	@SuppressWarnings("unchecked")
	private Map<String, String> getPathVariables(HttpServletRequest request) {
		Object variables = request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE);
		return (variables != null) ? (Map<String, String>) variables : Map.of();
	}

	private WsAddress getRemoteAddress(ServerHttpRequest request, HttpServletRequest servletRequest) {
		if (this.remoteAddressResolver != null) {
			WsAddress address = this.remoteAddressResolver.resolve(request);
			return (address != null) ? address : WsAddress.unknown();
		}
		String host = servletRequest.getRemoteAddr();
		return (host != null) ? WsAddress.of(host, servletRequest.getRemotePort()) : WsAddress.unknown();
	}

	@Override
	public void afterHandshake(ServerHttpRequest request, ServerHttpResponse response, WebSocketHandler wsHandler,
			@Nullable Exception exception) {
	}

}
