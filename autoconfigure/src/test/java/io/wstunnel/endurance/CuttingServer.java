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

package io.wstunnel.endurance;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import javax.net.ssl.SSLContext;

import io.wstunnel.testsupport.RawFrame;
import io.wstunnel.testsupport.RawPeer;
import org.jspecify.annotations.Nullable;

/**
 * A server that echoes, and unless it is told not to, cuts each of its connections at
 * another point.
 */
final class CuttingServer implements Closeable {

	private final Set<Socket> accepted = ConcurrentHashMap.newKeySet();

	private final ServerSocket listening = new ServerSocket(0, 100, InetAddress.getLoopbackAddress()) {

		@Override
		public Socket accept() throws IOException {
			Socket socket = super.accept();
			CuttingServer.this.accepted.removeIf(Socket::isClosed);
			CuttingServer.this.accepted.add(socket);
			if (isClosed()) {
				socket.close();
			}
			return socket;
		}

	};

	private final ExecutorService executor = Executors.newCachedThreadPool();

	private final @Nullable SSLContext tls;

	private final boolean cutting;

	CuttingServer(@Nullable SSLContext tls, boolean cutting, int threads) throws IOException {
		this.tls = tls;
		this.cutting = cutting;
		for (int i = 0; i < threads; i++) {
			Random random = Endurance.random(3000 + i);
			this.executor.execute(() -> serve(random));
		}
	}

	URI getUri() {
		return URI.create(((this.tls != null) ? "wss" : "ws") + "://localhost:" + this.listening.getLocalPort() + "/");
	}

	private void serve(Random random) {
		while (!this.listening.isClosed()) {
			try {
				if (this.cutting && this.tls == null && random.nextInt(4) == 0) {
					inResponse(random);
				}
				else {
					try (RawPeer peer = RawPeer.accept(this.tls, this.listening)) {
						talk(peer, random);
					}
				}
			}
			catch (IOException ex) {
				// Cut by the other end, or the end of the test
			}
		}
	}

	private void inResponse(Random random) throws IOException {
		try (Socket socket = this.listening.accept()) {
			byte[] response = RawPeer.response(new BufferedInputStream(socket.getInputStream()));
			socket.getOutputStream().write(response, 0, random.nextInt(response.length));
			Storm.cut(socket, random);
		}
	}

	private void talk(RawPeer peer, Random random) throws IOException {
		int frames = this.cutting ? random.nextInt(4) : Integer.MAX_VALUE;
		for (int i = 0; i < frames; i++) {
			RawFrame frame = peer.read();
			if (frame.opcode() == RawFrame.CLOSE) {
				peer.sendClose(1000);
				return;
			}
			byte[] echo = peer.encode(RawFrame.binary(frame.payload()));
			if (this.cutting && random.nextInt(8) == 0) {
				peer.sendBytes(Arrays.copyOf(echo, random.nextInt(echo.length)));
				Storm.cut(peer.getSocket(), random);
				return;
			}
			peer.sendBytes(echo);
		}
		byte[] close = peer.encode(RawFrame.close(1000, "bye"));
		peer.sendBytes(Arrays.copyOf(close, random.nextInt(close.length + 1)));
		Storm.cut(peer.getSocket(), random);
	}

	@Override
	public void close() throws IOException {
		this.listening.close();
		for (Socket socket : this.accepted) {
			socket.close();
		}
		this.executor.shutdownNow();
	}

}
