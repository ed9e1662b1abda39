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

package io.wstunnel.contract;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executor;

import io.wstunnel.WsAddress;
import io.wstunnel.WsConnectionSettings;
import io.wstunnel.WsHandshake;
import io.wstunnel.connection.TransportConnection;
import io.wstunnel.testsupport.LoopbackFrameChannel;
import io.wstunnel.testsupport.RawPeer;
import io.wstunnel.testsupport.SelectorLoop;
import io.wstunnel.transport.frame.FrameTransport;
import io.wstunnel.transport.frame.Role;

import org.springframework.http.HttpHeaders;

/**
 * Connections without a handshake over plain non-blocking sockets.
 */
class LoopbackRigs implements Rigs {

	private static final String HANDLERS_THREAD = "handler";

	private final SelectorLoop loop = new SelectorLoop();

	private final ServerSocketChannel listening = ServerSocketChannel.open()
		.bind(new InetSocketAddress("localhost", 0));

	private final Executor executor = (task) -> new Thread(task, HANDLERS_THREAD).start();

	private final Role role;

	LoopbackRigs(Role role) throws IOException {
		this.role = role;
	}

	@Override
	public ConnectionRig open(WsConnectionSettings settings) throws IOException {
		Socket socket = RawPeer.newSocket();
		socket.connect(this.listening.getLocalAddress());
		SocketChannel channel = this.listening.accept();
		return new ConnectionRig(connect(channel, this.role, settings), new RawPeer(socket, this.role == Role.SERVER));
	}

	@Override
	public ConnectionPair openPair(WsConnectionSettings settings) throws IOException {
		SocketChannel client = SocketChannel.open(this.listening.getLocalAddress());
		SocketChannel server = this.listening.accept();
		return new ConnectionPair(connect(client, Role.CLIENT, settings), connect(server, Role.SERVER, settings));
	}

	private TransportConnection connect(SocketChannel channel, Role role, WsConnectionSettings settings)
			throws IOException {
		FrameTransport transport = new FrameTransport(new LoopbackFrameChannel(channel, this.loop), role, null);
		WsHandshake handshake = new WsHandshake(URI.create("/loopback"), new HttpHeaders(), null, Map.of(), null);
		TransportConnection connection = new TransportConnection(UUID.randomUUID().toString(), transport, handshake,
				WsAddress.of((InetSocketAddress) channel.getLocalAddress()),
				WsAddress.of((InetSocketAddress) channel.getRemoteAddress()), settings, this.executor);
		connection.start();
		return connection;
	}

	@Override
	public boolean isHandlersThread(Thread thread) {
		return thread.getName().equals(HANDLERS_THREAD);
	}

	@Override
	public void close() throws IOException {
		this.listening.close();
		this.loop.close();
	}

}
