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

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

import io.wstunnel.connection.TransportConnection;
import io.wstunnel.transport.Transport;
import io.wstunnel.transport.session.SessionTransport;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.util.Assert;
import org.springframework.util.StringUtils;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.SubProtocolCapable;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.adapter.NativeWebSocketSession;
import org.springframework.web.socket.handler.WebSocketSessionDecorator;

/**
 * A {@link WebSocketHandler} that makes each session a {@link WsConnection} and runs a
 * {@link WsConnectionHandler} for it, on a thread of its own. The connection is in the
 * attributes of its session, under {@link #CONNECTION_ATTRIBUTE}.
 *
 * <p>
 * With a session of the starter's own handshake, which every tunnel's is on Tomcat and
 * Jetty, the whole contract of {@link WsConnection} holds. With any other, as that of a
 * {@code WebSocketConfigurer}, the container's WebSocket lies below, which is logged
 * once, and that costs:
 * <ul>
 * <li>A reader that does not keep up blocks a thread of the container once the receive
 * window is full. Until it reads again, pings are not answered, and neither a close nor
 * the loss of the connection is seen. Where the container's threads come from a limited
 * pool, connections that are not read exhaust it, and then even writes wait: Tomcat
 * should run with {@code spring.threads.virtual.enabled}.</li>
 * <li>The container answers the peer's close by itself: writes fail from then on.</li>
 * <li>A thread of its own sends while a write lasts.</li>
 * <li>The container's limits hold. Jetty's own sessions, as those of Spring's
 * {@code JettyRequestUpgradeStrategy}, know whole messages only, up to a size.</li>
 * </ul>
 *
 * @since 0.1.0
 */
public class WsTunnelHandler implements WebSocketHandler, SubProtocolCapable {

	/**
	 * Name of the session attribute that is the connection.
	 */
	public static final String CONNECTION_ATTRIBUTE = WsConnection.class.getName();

	private static final Log logger = LogFactory.getLog(WsTunnelHandler.class);

	private final WsConnectionSettings settings;

	private final WsConnectionHandler handler;

	private final Executor executor;

	private final AtomicBoolean sessionSeen = new AtomicBoolean();

	private List<String> subProtocols = List.of();

	/**
	 * Create a handler that starts a thread for each connection.
	 * @param settings the settings of the connections
	 * @param handler serves them
	 */
	public WsTunnelHandler(WsConnectionSettings settings, WsConnectionHandler handler) {
		this(settings, handler, new SimpleAsyncTaskExecutor("ws-tunnel-"));
	}

	/**
	 * Create a handler.
	 * @param settings the settings of the connections
	 * @param handler serves them
	 * @param executor runs the handler, once per connection and for as long as that lives
	 */
	public WsTunnelHandler(WsConnectionSettings settings, WsConnectionHandler handler, Executor executor) {
		Assert.notNull(settings, "'settings' must not be null");
		Assert.notNull(handler, "'handler' must not be null");
		Assert.notNull(executor, "'executor' must not be null");
		this.settings = settings;
		this.handler = handler;
		this.executor = executor;
	}

	/**
	 * Set the subprotocols that the handler speaks.
	 * @param subProtocols the subprotocols
	 */
	public void setSubProtocols(List<String> subProtocols) {
		this.subProtocols = subProtocols.stream().map((protocol) -> protocol.toLowerCase(Locale.ROOT)).toList();
	}

	@Override
	public List<String> getSubProtocols() {
		return this.subProtocols;
	}

	@Override
	public final void afterConnectionEstablished(WebSocketSession session) throws Exception {
		try {
			open(session);
		}
		catch (RuntimeException | Error ex) {
			notOpened(session);
			throw ex;
		}
	}

	private void open(WebSocketSession session) {
		Transport transport = getTransport(session);
		TransportConnection connection = new TransportConnection(session.getId(), transport, createHandshake(session),
				WsAddress.of(session.getLocalAddress()), createRemoteAddress(session), this.settings, this.executor);
		session.getAttributes().put(CONNECTION_ATTRIBUTE, connection);
		TunnelTask task = new TunnelTask(this.handler, connection, this.executor, () -> describe(session),
				() -> closed(session, connection));
		try {
			connection.start();
			opened(session, connection);
			if (servesAtOnce()) {
				decorate(session, connection, task::runAtOnce).run();
			}
			else {
				this.executor.execute(decorate(session, connection, task));
			}
		}
		catch (RejectedExecutionException | OutOfMemoryError ex) {
			logger.warn(task + " is refused with " + CloseStatus.SERVICE_OVERLOAD.getCode()
					+ ", because its executor has no thread for it: " + ex.getMessage());
			task.refuse();
		}
		catch (RuntimeException | Error ex) {
			try {
				connection.abort();
			}
			finally {
				closed(session, connection);
			}
			throw ex;
		}
	}

	/**
	 * The session is one of the starter's own handshake, or the container's.
	 */
	private Transport getTransport(WebSocketSession session) {
		Transport transport = (WebSocketSessionDecorator.unwrap(session) instanceof NativeWebSocketSession holder)
				? holder.getNativeSession(Transport.class) : null;
		if (transport != null) {
			return transport;
		}
		if (this.sessionSeen.compareAndSet(false, true)) {
			logSession(session);
		}
		return SessionTransport.create(session);
	}

	/**
	 * Say that the container's WebSocket lies below the connections of this handler.
	 * @param session the first session
	 */
	protected void logSession(WebSocketSession session) {
		logger.info(describe(session) + " uses sessions of the server's WebSocket, because its handshake is not that "
				+ "of an @WsTunnel method or a WsTunnelRegistration");
	}

	@Override
	public final void handleMessage(WebSocketSession session, WebSocketMessage<?> message) {
		SessionTransport transport = SessionTransport.find(session);
		if (transport != null) {
			transport.onMessage(message);
		}
	}

	@Override
	public final void handleTransportError(WebSocketSession session, Throwable exception) {
		SessionTransport transport = SessionTransport.find(session);
		if (transport != null) {
			transport.onError(exception);
		}
	}

	@Override
	public final void afterConnectionClosed(WebSocketSession session, CloseStatus closeStatus) {
		SessionTransport transport = SessionTransport.find(session);
		if (transport != null) {
			transport.onClosed(closeStatus);
		}
	}

	@Override
	public boolean supportsPartialMessages() {
		return true;
	}

	/**
	 * Describe the tunnel for the log.
	 * @param session the session
	 * @return what the tunnel is called
	 */
	protected String describe(WebSocketSession session) {
		// A query may have secrets
		URI uri = session.getUri();
		return "Tunnel '" + ((uri != null) ? uri.getRawPath() : null) + "'";
	}

	/**
	 * Create what the connection says about its handshake.
	 * @param session the session
	 * @return the handshake
	 */
	protected WsHandshake createHandshake(WebSocketSession session) {
		return createHandshake(session, Map.of());
	}

	/**
	 * Create what the connection says about its handshake.
	 * @param session the session
	 * @param pathVariables the variables of the tunnel's path
	 * @return the handshake
	 */
	protected final WsHandshake createHandshake(WebSocketSession session, Map<String, String> pathVariables) {
		URI uri = session.getUri();
		Assert.state(uri != null, "A session has no URI");
		String subProtocol = session.getAcceptedProtocol();
		return new WsHandshake(uri, session.getHandshakeHeaders(), session.getPrincipal(), pathVariables,
				StringUtils.hasLength(subProtocol) ? subProtocol : null);
	}

	/**
	 * Create the remote address, used if the settings have none.
	 * @param session the session
	 * @return the remote address
	 */
	protected WsAddress createRemoteAddress(WebSocketSession session) {
		return WsAddress.of(session.getRemoteAddress());
	}

	/**
	 * Called on the container's thread before the handler runs.
	 * @param session the session
	 * @param connection its connection
	 */
	protected void opened(WebSocketSession session, WsConnection connection) {
	}

	/**
	 * Called when a session cannot be opened, and its handler does not run.
	 * @param session the session
	 */
	protected void notOpened(WebSocketSession session) {
	}

	/**
	 * Decorate the task that serves the connection.
	 * @param session the session
	 * @param connection its connection
	 * @param task the task
	 * @return the task to run
	 */
	protected Runnable decorate(WebSocketSession session, WsConnection connection, Runnable task) {
		return task;
	}

	/**
	 * Whether {@link WsConnectionHandler#handleAsync(WsConnection)} of the handler never
	 * blocks: then it is called by the container's thread, and needs none of its own.
	 * @return whether that is so
	 */
	protected boolean servesAtOnce() {
		return false;
	}

	/**
	 * Called when the handler has ended and the connection is closed.
	 * @param session the session
	 * @param connection its connection
	 */
	protected void closed(WebSocketSession session, WsConnection connection) {
	}

}
