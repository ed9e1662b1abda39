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

import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.channels.ByteChannel;
import java.security.Principal;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

import io.wstunnel.WsConnection;
import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.util.Assert;
import org.springframework.web.socket.WebSocketSession;

/**
 * The arguments of a handler method that are given by their type alone.
 */
final class TunnelArguments {

	private static final Map<Class<?>, BiFunction<WebSocketSession, WsConnection, Object>> TYPES = Map.of(
			WsConnection.class, (session, connection) -> connection, //
			ByteChannel.class, (session, connection) -> connection, //
			Socket.class, (session, connection) -> connection.asSocket(), //
			InputStream.class, (session, connection) -> connection.getInputStream(), //
			OutputStream.class, (session, connection) -> connection.getOutputStream(), //
			WebSocketSession.class, (session, connection) -> session, //
			HttpHeaders.class, (session, connection) -> connection.getHandshake().headers(), //
			URI.class, (session, connection) -> connection.getHandshake().uri());

	private TunnelArguments() {
	}

	static String describeTypes() {
		return TYPES.keySet().stream().map(Class::getSimpleName).sorted().collect(Collectors.joining(", "))
				+ " or Principal";
	}

	static boolean supports(MethodParameter parameter) {
		Class<?> type = parameter.getParameterType();
		return TYPES.containsKey(type) || Principal.class.isAssignableFrom(type);
	}

	static @Nullable Object resolve(MethodParameter parameter, WebSocketSession session, WsConnection connection) {
		Class<?> type = parameter.getParameterType();
		BiFunction<WebSocketSession, WsConnection, Object> resolver = TYPES.get(type);
		return (resolver != null) ? resolver.apply(session, connection)
				: getPrincipal(type, connection.getHandshake().principal());
	}

	private static @Nullable Principal getPrincipal(Class<?> type, @Nullable Principal principal) {
		Assert.state(principal == null || type.isInstance(principal),
				() -> "The handshake's user is " + principal + ", which is not a " + type.getName());
		return principal;
	}

}
