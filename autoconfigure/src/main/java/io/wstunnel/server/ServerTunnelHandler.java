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

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import io.wstunnel.WsAddress;
import io.wstunnel.WsConnection;
import io.wstunnel.WsConnectionHandler;
import io.wstunnel.WsHandshake;
import io.wstunnel.WsTunnelClosedEvent;
import io.wstunnel.WsTunnelHandler;
import io.wstunnel.connection.TransportConnection;
import io.wstunnel.monitor.LiveTunnel;
import io.wstunnel.monitor.TunnelMonitor;
import io.wstunnel.observation.HandshakeOutcome;
import io.wstunnel.observation.TunnelSide;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.util.Assert;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketSession;

/**
 * The handler of a tunnel: keeps the registry of open tunnels, gives the handler's thread
 * its context, and tells of the tunnel's end.
 */
final class ServerTunnelHandler extends WsTunnelHandler {

	private static final Log logger = LogFactory.getLog(ServerTunnelHandler.class);

	private final String tunnelId;

	private final @Nullable Integer maxConnections;

	private final OpenTunnels tunnels;

	private final Executor closer;

	private final ApplicationEventPublisher eventPublisher;

	private final TunnelMonitor monitor;

	private final WsConnectionHandler handler;

	private final boolean speakingNotices;

	ServerTunnelHandler(Tunnel tunnel, OpenTunnels tunnels, Executors executors,
			ApplicationEventPublisher eventPublisher, TunnelMonitor monitor) {
		super(tunnel.settings(), tunnel.handler(), executors.handlers());
		this.handler = tunnel.handler();
		this.speakingNotices = tunnel.settings().isControlExtension();
		this.tunnelId = tunnel.id();
		this.maxConnections = tunnel.maxConnections();
		this.tunnels = tunnels;
		this.closer = executors.closer();
		this.eventPublisher = eventPublisher;
		this.monitor = monitor;
		setSubProtocols(tunnel.subprotocols());
	}

	String getTunnelId() {
		return this.tunnelId;
	}

	Claim createClaim(@Nullable String principal, @Nullable String address) {
		return new Claim(this.tunnelId, this.maxConnections, principal, address);
	}

	/**
	 * Whether to agree to the extension for notices.
	 * @return whether to
	 */
	boolean isSpeakingNotices() {
		return this.speakingNotices;
	}

	/**
	 * Prepare what serves a connection, if that is to be done before the handshake is
	 * answered.
	 * @param attributes the attributes of its session
	 * @param place its place
	 * @throws HandshakeRefusal if it cannot be served
	 * @throws InterruptedException if the thread is interrupted
	 */
	void prepare(Map<String, Object> attributes, Place place) throws HandshakeRefusal, InterruptedException {
		if (this.handler instanceof PreparedTunnelHandler preparedHandler) {
			preparedHandler.prepare(attributes, place);
		}
	}

	/**
	 * The handshake was answered: if no tunnel comes of it, it was refused after all.
	 * @param place the place of the tunnel
	 */
	void answered(Place place) {
		place.answered(() -> this.monitor.refused(TunnelSide.SERVER, this.tunnelId, HandshakeOutcome.ERROR));
	}

	@Override
	protected String describe(WebSocketSession session) {
		return "Tunnel '" + this.tunnelId + "'";
	}

	/**
	 * {@link TransportChoice} has said it, and why.
	 */
	@Override
	protected void logSession(WebSocketSession session) {
	}

	@Override
	protected WsHandshake createHandshake(WebSocketSession session) {
		return createHandshake(session, HandshakeFacts.of(session).pathVariables());
	}

	@Override
	protected WsAddress createRemoteAddress(WebSocketSession session) {
		return HandshakeFacts.of(session).remoteAddress();
	}

	@Override
	protected void opened(WebSocketSession session, WsConnection connection) {
		Place place = Place.of(session);
		place.open();
		TransportConnection transportConnection = (TransportConnection) connection;
		LiveTunnel live = this.monitor.opened(TunnelSide.SERVER, this.tunnelId, transportConnection,
				HandshakeObservation.take(session));
		ServerTunnel tunnel = new ServerTunnel(this.tunnelId, session, transportConnection, this.closer, live);
		this.tunnels.add(tunnel);
		Identity identity = place.getIdentity();
		if (identity != null) {
			identity.bind(tunnel);
		}
	}

	@Override
	protected void notOpened(WebSocketSession session) {
		Place.of(session).freeUnlessOpened();
	}

	@Override
	protected boolean servesAtOnce() {
		return this.handler instanceof PreparedTunnelHandler;
	}

	/**
	 * A handler that does not block needs no interrupt, and its thread is not its own.
	 */
	@Override
	protected Runnable decorate(WebSocketSession session, WsConnection connection, Runnable task) {
		ServerTunnel tunnel = this.tunnels.get(connection);
		Assert.state(tunnel != null, "The tunnel was not opened");
		Runnable served = servesAtOnce() ? task : () -> tunnel.run(task);
		return HandshakeFacts.of(session).threadContext().decorate(tunnel.getLive().decorate(served));
	}

	@Override
	protected void closed(WebSocketSession session, WsConnection connection) {
		ServerTunnel tunnel = this.tunnels.remove(connection);
		CompletableFuture<CloseStatus> closed = connection.closed().toCompletableFuture();
		if (closed.isDone() && !Thread.currentThread().isInterrupted()) {
			end(session, tunnel, closed.join());
		}
		else {
			closed.thenAcceptAsync((status) -> end(session, tunnel, status), this.closer);
		}
	}

	private void end(WebSocketSession session, @Nullable ServerTunnel tunnel, CloseStatus status) {
		try {
			if (tunnel != null) {
				endLive(tunnel, status);
			}
		}
		finally {
			Place.of(session).free();
		}
	}

	private void endLive(ServerTunnel tunnel, CloseStatus status) {
		try {
			tunnel.getLive().end();
		}
		finally {
			publishClosed(tunnel, status);
		}
	}

	private void publishClosed(ServerTunnel tunnel, CloseStatus status) {
		try {
			this.eventPublisher
				.publishEvent(new WsTunnelClosedEvent(this, this.tunnelId, tunnel.getConnection().getId(), status,
						tunnel.getDuration(), tunnel.getBytesReceived(), tunnel.getBytesSent()));
		}
		catch (RuntimeException ex) {
			logger.error("The end of tunnel '" + this.tunnelId + "' could not be published", ex);
		}
	}

}
