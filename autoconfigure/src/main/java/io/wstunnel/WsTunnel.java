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

package io.wstunnel;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.aot.hint.annotation.Reflective;
import org.springframework.core.annotation.AliasFor;

/**
 * Makes a method of a bean the handler of the WebSocket connections to a path. The method
 * runs on a thread of its own and is the connection's lifetime: returning closes it with
 * 1000, an exception with 1011 or, for a {@link WsClosedException}, with the status it
 * carries.
 *
 * <p>
 * The method returns {@code void}, or a {@link java.util.concurrent.CompletionStage}
 * until whose completion the tunnel lives. Its parameters may be:
 * <ul>
 * <li>{@link WsConnection}, {@link java.net.Socket},
 * {@link java.nio.channels.ByteChannel}, {@link java.io.InputStream},
 * {@link java.io.OutputStream}: the connection and its views;</li>
 * <li>{@link org.springframework.web.socket.WebSocketSession},
 * {@link org.springframework.http.HttpHeaders}, {@link java.net.URI},
 * {@link java.security.Principal}: the session and its handshake;</li>
 * <li>parameters annotated with
 * {@link org.springframework.web.bind.annotation.PathVariable @PathVariable},
 * {@link org.springframework.web.bind.annotation.RequestHeader @RequestHeader} or
 * {@link org.springframework.web.bind.annotation.RequestParam @RequestParam}, converted
 * during the handshake as Spring MVC does: a missing or bad value is answered with HTTP
 * 400;</li>
 * <li>whatever a {@link WsTunnelArgumentResolver} bean supports.</li>
 * </ul>
 * Anything else fails the start of the application, and so do two handlers of one path,
 * and an {@code @Async} method that does not return a
 * {@link java.util.concurrent.CompletableFuture}.
 *
 * <p>
 * While the method runs, a {@link WsConnection} injected into any bean is that of its
 * tunnel, on its thread and wherever {@link WsTunnelContextHolder} carries it to; beans
 * of {@link WsTunnelScope @WsTunnelScope} live as long as the tunnel.
 *
 * @since 0.1.0
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Reflective
public @interface WsTunnel {

	/**
	 * Alias for {@link #path()}.
	 * @return the path
	 */
	@AliasFor("path")
	String value() default "";

	/**
	 * Path of the tunnel below the context path, a pattern with variables as in
	 * {@code "/shell/{host}"}. <code>${...}</code> is resolved. Empty if
	 * {@code wstunnel.server.tunnels.<id>.path} gives it; that property wins over this
	 * one.
	 * @return the path
	 */
	@AliasFor("value")
	String path() default "";

	/**
	 * Id of the tunnel: the key of its properties below {@code wstunnel.server.tunnels}.
	 * <code>${...}</code> is resolved. By default the name of the method in kebab case:
	 * {@code textEcho} is {@code text-echo}.
	 * @return the id
	 */
	String id() default "";

	/**
	 * Type of the messages, at most one; empty for the one that is configured.
	 * @return the message type
	 */
	MessageType[] messageType() default {};

	/**
	 * Subprotocols the tunnel speaks, the preferred first. <code>${...}</code> is
	 * resolved.
	 * @return the subprotocols
	 */
	String[] subprotocols() default {};

}
