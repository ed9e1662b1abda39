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
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

import io.wstunnel.WsConnection;
import io.wstunnel.WsConnectionSettings;
import io.wstunnel.testsupport.Await;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The sockets of a client, and the server they are connected to: it sends back what it
 * gets, and remembers it. Told {@link #BYE} it closes first.
 */
final class SocketRig implements AutoCloseable {

	static final InetSocketAddress ADDRESS = InetSocketAddress.createUnresolved("db.internal", 5432);

	static final byte BYE = 'x';

	/**
	 * The close code 1000.
	 */
	static final byte[] NORMAL = { 0x03, (byte) 0xE8 };

	private final BlockingQueue<RawWebSocket.Frame> frames = new LinkedBlockingQueue<>();

	private final BlockingQueue<Boolean> ends = new LinkedBlockingQueue<>();

	private final BlockingQueue<Integer> ports = new LinkedBlockingQueue<>();

	private final RawServer server = new RawServer(this::serve);

	private final DefaultWsTunnelClient client = client(Duration.ofSeconds(30), null);

	private final DefaultWsTunnelClient impatientClient = client(Duration.ofSeconds(30), Duration.ofMillis(20));

	SocketRig() throws IOException {
	}

	private void serve(RawWebSocket socket) throws IOException {
		this.ports.add(socket.getSocket().getPort());
		socket.accept();
		boolean closed = false;
		try {
			while (!closed) {
				RawWebSocket.Frame frame = socket.readFrame();
				this.frames.add(frame);
				closed = frame.opcode() == 8;
				boolean bye = Arrays.equals(frame.payload(), new byte[] { BYE });
				socket.send(bye ? RawWebSocket.frame(0x88, NORMAL)
						: RawWebSocket.frame((frame.fin() ? 0x80 : 0) | frame.opcode(), frame.payload()));
			}
		}
		finally {
			this.ends.add(closed);
		}
	}

	Socket unconnected() throws IOException {
		return this.client.socketFactory(this.server.uri("/")).createSocket();
	}

	Socket connected() throws IOException {
		Socket socket = unconnected();
		socket.connect(ADDRESS);
		return socket;
	}

	/**
	 * Return a socket that the server has closed, and that has read so.
	 */
	Socket closedByTheServer() throws IOException {
		Socket socket = connected();
		socket.getOutputStream().write(BYE);
		assertThat(socket.getInputStream().read()).isEqualTo(-1);
		return socket;
	}

	/**
	 * Return a connection, whose view did not have to connect.
	 */
	WsConnection connection() throws IOException {
		return this.client.connect(this.server.uri("/"));
	}

	/**
	 * Return a connected socket whose connection has a timeout of reads of its own.
	 */
	Socket impatient() throws IOException {
		return this.impatientClient.socketFactory(this.server.uri("/")).createSocket("db.internal", 5432);
	}

	/**
	 * Connect, with another client, to a server that never answers.
	 * @param clientTimeout the client's own connect timeout
	 * @param connect how to connect
	 */
	void connectToSilence(Duration clientTimeout, Connect connect) throws IOException {
		try (RawServer silent = new RawServer(RawWebSocket::awaitEnd);
				DefaultWsTunnelClient client = client(clientTimeout, null);
				Socket socket = client.socketFactory(silent.uri("/")).createSocket()) {
			connect.run(socket);
		}
	}

	RawWebSocket.Frame nextFrame() throws InterruptedException {
		return Await.next(this.frames);
	}

	/**
	 * Wait for the end of a connection.
	 * @return whether the client sent a close frame
	 */
	boolean endsWithAClose() throws InterruptedException {
		return Await.next(this.ends);
	}

	/**
	 * Return the port of the client as the server sees it.
	 */
	int clientPort() throws InterruptedException {
		return Await.next(this.ports);
	}

	int serverPort() {
		return this.server.getPort();
	}

	private static DefaultWsTunnelClient client(Duration connectTimeout, Duration readTimeout) {
		return DefaultWsTunnelClient.builder()
			.connectTimeout(connectTimeout)
			.settings(
					WsConnectionSettings.builder().readTimeout(readTimeout).closeTimeout(Duration.ofSeconds(1)).build())
			.build();
	}

	@Override
	public void close() throws IOException {
		this.client.close();
		this.impatientClient.close();
		this.server.close();
	}

	interface Connect {

		void run(Socket socket) throws IOException;

	}

}
