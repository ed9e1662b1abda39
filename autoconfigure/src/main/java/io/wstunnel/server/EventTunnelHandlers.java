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

import java.lang.reflect.UndeclaredThrowableException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;

import io.wstunnel.WsConnection;
import io.wstunnel.WsConnectionHandler;
import io.wstunnel.WsTunnelOpenedEvent;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.web.socket.CloseStatus;

/**
 * Handlers of tunnels that only the configuration knows: they publish an event, and leave
 * the connection to whoever takes it from there.
 */
final class EventTunnelHandlers {

	private static final Log logger = LogFactory.getLog(EventTunnelHandlers.class);

	private final ApplicationEventPublisher publisher;

	EventTunnelHandlers(ApplicationEventPublisher publisher) {
		this.publisher = publisher;
	}

	WsConnectionHandler create(String tunnelId) {
		return new EventTunnelHandler(tunnelId);
	}

	private final class EventTunnelHandler implements WsConnectionHandler {

		private final String tunnelId;

		private EventTunnelHandler(String tunnelId) {
			this.tunnelId = tunnelId;
		}

		@Override
		public void handle(WsConnection connection) throws Exception {
			handleAsync(connection).toCompletableFuture().get();
		}

		@Override
		public CompletionStage<?> handleAsync(WsConnection connection) throws Exception {
			AtomicBoolean taken = new AtomicBoolean();
			publish(new WsTunnelOpenedEvent(this, this.tunnelId, () -> {
				taken.set(true);
				return connection;
			}));
			if (taken.get()) {
				return connection.closed();
			}
			logger.warn("Tunnel '" + this.tunnelId + "' has no handler: connection " + connection.getId() + " of "
					+ connection.getRemoteAddress() + " is closed with " + CloseStatus.SERVER_ERROR.getCode()
					+ ". Declare a @WsTunnel method with this id, or a listener that calls getConnection() of the "
					+ "WsTunnelOpenedEvent");
			connection.close(CloseStatus.SERVER_ERROR);
			return CompletableFuture.completedFuture(null);
		}

		/**
		 * A checked exception of an {@code @EventListener} method comes wrapped.
		 */
		private void publish(WsTunnelOpenedEvent event) throws Exception {
			try {
				EventTunnelHandlers.this.publisher.publishEvent(event);
			}
			catch (UndeclaredThrowableException ex) {
				throw (ex.getUndeclaredThrowable() instanceof Exception cause) ? cause : ex;
			}
		}

	}

}
