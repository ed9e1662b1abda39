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

package io.wstunnel.client;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

import io.wstunnel.WsAddress;
import io.wstunnel.connection.SocketConnector;
import io.wstunnel.connection.TransportConnection;
import io.wstunnel.monitor.LiveTunnel;
import io.wstunnel.monitor.TunnelMonitor;
import io.wstunnel.observation.TunnelSide;
import io.wstunnel.transport.frame.FrameTransport;
import io.wstunnel.transport.frame.Role;
import io.wstunnel.transport.socket.SocketFrameChannel;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

/**
 * One attempt to connect to a tunnel: name, TCP, a proxy's consent, TLS, WebSocket
 * handshake. Each phase waits without blocking in the system, so that the timeout, an
 * interrupt and a cancellation end every one of them at once.
 */
final class Dial implements SocketConnector.Attempt {

	private final String id = UUID.randomUUID().toString();

	private final DialTarget target;

	private final ClientServices services;

	private final DialWait wait;

	private final Supplier<@Nullable HttpHeaders> propagated;

	/**
	 * Prepare to connect.
	 * @param target where to
	 * @param services what all dials use
	 * @param timeout how long it may take
	 * @param propagated returns headers that carry the context of the caller on
	 */
	Dial(DialTarget target, ClientServices services, Duration timeout, Supplier<@Nullable HttpHeaders> propagated) {
		this.target = target;
		this.services = services;
		this.wait = new DialWait(timeout);
		this.propagated = propagated;
	}

	@Override
	public TransportConnection connect() throws IOException {
		this.services.connections().begin(this);
		try {
			this.wait.check("connecting to " + this.target);
			HttpHeaders headers = HandshakeHeaders.collect(this.target, this.propagated.get(),
					this.services.customizers().get());
			this.wait.check("customizing the handshake with " + this.target);
			Routes routes = Routes.find(this.target, this.services.proxySelector().get());
			DialledChannel channel = connectTcp(routes);
			boolean connected = false;
			try {
				TransportConnection connection = connect(channel, headers);
				connected = true;
				return connection;
			}
			finally {
				if (!connected) {
					channel.getChannel().close();
				}
			}
		}
		finally {
			this.services.connections().end(this);
		}
	}

	@Override
	public void cancel() {
		this.wait.cancel();
	}

	private DialledChannel connectTcp(Routes routes) throws IOException {
		return new RouteDial(this.target.endpoint(), this.services, this.wait,
				() -> this.services.connections().remove(this.id))
			.connect(routes);
	}

	private TransportConnection connect(DialledChannel channel, HttpHeaders headers) throws IOException {
		TunnelEndpoint endpoint = this.target.endpoint();
		DialSettings settings = this.target.settings();
		if (endpoint.secure()) {
			channel.handshakeTls(createEngine(endpoint, settings.sslEngineFactory()), endpoint);
		}
		HandshakeRequest request = HandshakeRequest.of(endpoint, settings.subprotocols(),
				settings.settings().isControlExtension(), headers);
		channel.write(request.toBytes(), "sending the WebSocket handshake to " + endpoint);
		HandshakeResponse response = HandshakeResponse.read(channel, request, settings.subprotocols());
		SocketFrameChannel socket = channel.getChannel();
		FrameTransport transport = new FrameTransport(socket, Role.CLIENT, response.received(), response.notices());
		WsAddress remoteAddress = channel.isProxied() ? WsAddress.of(endpoint.host(), endpoint.port())
				: WsAddress.of(socket.getRemoteAddress());
		TransportConnection connection = new TransportConnection(this.id, transport, response.handshake(),
				WsAddress.of(socket.getLocalAddress()), remoteAddress, settings.settings(), this.services.executor());
		TunnelMonitor monitor = this.services.monitor();
		LiveTunnel live = monitor.opened(TunnelSide.CLIENT, this.target.name(), connection,
				monitor.getObservations().getCurrent());
		this.services.connections().start(connection, live, this.services.executor());
		return connection;
	}

	private static SSLEngine createEngine(TunnelEndpoint endpoint, SslEngineFactory factory) {
		String name = endpoint.certifiedName();
		SSLEngine engine = factory.createEngine(name, endpoint.port());
		engine.setUseClientMode(true);
		SSLParameters parameters = engine.getSSLParameters();
		parameters.setEndpointIdentificationAlgorithm("HTTPS");
		parameters.setApplicationProtocols(new String[] { "http/1.1" });
		if (!NameResolution.isIpAddress(name)) {
			parameters.setServerNames(List.of(new SNIHostName(name)));
		}
		engine.setSSLParameters(parameters);
		return engine;
	}

}
