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
import java.net.InetAddress;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

import io.wstunnel.WsAddress;
import io.wstunnel.connection.SocketConnector;
import io.wstunnel.connection.TransportConnection;
import io.wstunnel.transport.frame.FrameTransport;
import io.wstunnel.transport.frame.Role;
import io.wstunnel.transport.selector.SelectorLoop;
import io.wstunnel.transport.socket.SocketFrameChannel;

/**
 * One attempt to connect to a tunnel: name, TCP, TLS, WebSocket handshake. Each phase
 * waits without blocking in the system, so that the timeout, an interrupt and a
 * cancellation end every one of them at once.
 */
final class Dial implements SocketConnector.Attempt {

	private final String id = UUID.randomUUID().toString();

	private final TunnelEndpoint endpoint;

	private final DialSettings settings;

	private final SelectorLoop loop;

	private final ClientConnections connections;

	private final DialWait wait;

	Dial(TunnelEndpoint endpoint, DialSettings settings, Duration timeout, SelectorLoop loop,
			ClientConnections connections) {
		this.endpoint = endpoint;
		this.settings = settings;
		this.loop = loop;
		this.connections = connections;
		this.wait = new DialWait(timeout);
	}

	@Override
	public TransportConnection connect() throws IOException {
		this.connections.begin(this);
		try {
			DialledChannel channel = connectTcp();
			boolean connected = false;
			try {
				TransportConnection connection = connect(channel);
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
			this.connections.end(this);
		}
	}

	@Override
	public void cancel() {
		this.wait.cancel();
	}

	private DialledChannel connectTcp() throws IOException {
		this.wait.check("connecting to " + this.endpoint);
		InetAddress[] addresses = new NameResolution(this.settings.resolver(), this.wait).resolve(this.endpoint.host());
		return new TcpDial(this.endpoint, this.loop, this.wait, () -> this.connections.remove(this.id))
			.connect(addresses);
	}

	private TransportConnection connect(DialledChannel channel) throws IOException {
		if (this.endpoint.secure()) {
			channel.handshakeTls(createEngine());
		}
		HandshakeRequest request = HandshakeRequest.of(this.endpoint, this.settings.subprotocols());
		channel.write(request.toBytes(), "sending the WebSocket handshake to " + this.endpoint);
		HandshakeResponse response = HandshakeResponse.read(channel, request, this.settings.subprotocols());
		SocketFrameChannel socket = channel.getChannel();
		FrameTransport transport = new FrameTransport(socket, Role.CLIENT, response.received());
		TransportConnection connection = new TransportConnection(this.id, transport, response.handshake(),
				WsAddress.of(socket.getLocalAddress()), WsAddress.of(socket.getRemoteAddress()),
				this.settings.settings(), this.settings.executor());
		this.connections.start(connection);
		return connection;
	}

	private SSLEngine createEngine() {
		SSLEngine engine = sslContext().createSSLEngine(this.endpoint.host(), this.endpoint.port());
		engine.setUseClientMode(true);
		SSLParameters parameters = engine.getSSLParameters();
		parameters.setEndpointIdentificationAlgorithm("HTTPS");
		parameters.setApplicationProtocols(new String[] { "http/1.1" });
		if (!NameResolution.isIpAddress(this.endpoint.host())) {
			parameters.setServerNames(List.of(new SNIHostName(this.endpoint.host())));
		}
		engine.setSSLParameters(parameters);
		return engine;
	}

	private SSLContext sslContext() {
		SSLContext sslContext = this.settings.sslContext();
		try {
			return (sslContext != null) ? sslContext : SSLContext.getDefault();
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("The JVM has no default SSL context: give the client one", ex);
		}
	}

}
