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

package io.wstunnel.benchmarks;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A running relay, as the load client sees it.
 *
 * @param webSocket whether it speaks WebSocket
 * @param ports one for all paths, or one for each
 * @param process where it runs
 */
record Relay(boolean webSocket, List<Integer> ports, ProcessHandle process) {

	private static final int HANDSHAKE = 4 * 1024;

	private static final byte[] END_OF_HEAD = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

	/**
	 * Connect.
	 * @param path which target
	 * @param capacity how much is sent or received at once
	 * @return the connection
	 */
	Link connect(Path path, int capacity) throws IOException {
		int port = this.ports.get((this.ports.size() > 1) ? path.ordinal() : 0);
		SocketChannel channel = SocketChannel.open();
		try {
			channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
			channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
			if (!this.webSocket) {
				return new Link(channel, new PlainFraming(), ByteBuffer.allocate(0), capacity);
			}
			ByteBuffer rest = request(channel, upgrade(path, port), "101");
			return new Link(channel, new WebSocketFraming(), rest, capacity);
		}
		catch (IOException | RuntimeException ex) {
			channel.close();
			throw ex;
		}
	}

	/**
	 * Make an ordinary request and keep its connection.
	 * @param path the path of the request
	 * @return the connection
	 */
	SocketChannel keepAlive(String path) throws IOException {
		int port = this.ports.get(0);
		SocketChannel channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
		ByteBuffer body = request(channel, "GET " + path + " HTTP/1.1\r\nHost: localhost:" + port + "\r\n\r\n", "200");
		while (body.remaining() < 2) {
			body.compact();
			if (channel.read(body) < 0) {
				throw new EOFException("The response has no body");
			}
			body.flip();
		}
		return channel;
	}

	/**
	 * Return what the relay's process has computed so far.
	 * @return the time on all cores together
	 */
	Duration processorTime() {
		return this.process.info().totalCpuDuration().orElseThrow();
	}

	private static String upgrade(Path path, int port) {
		byte[] key = new byte[16];
		new SplittableRandom().nextBytes(key);
		return "GET " + path.value() + " HTTP/1.1\r\nHost: localhost:" + port
				+ "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
				+ Base64.getEncoder().encodeToString(key) + "\r\n\r\n";
	}

	private static ByteBuffer request(SocketChannel channel, String request, String status) throws IOException {
		channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
		ByteBuffer response = ByteBuffer.allocate(HANDSHAKE);
		int end = -1;
		while (end < 0) {
			if (!response.hasRemaining() || channel.read(response) < 0) {
				throw new EOFException("The response has no end: " + text(response.flip()));
			}
			end = endOfHead(response.array(), response.position());
		}
		response.flip();
		String head = text(response.duplicate().limit(end));
		if (!head.startsWith("HTTP/1.1 " + status)) {
			throw new IOException("Unexpected response: " + head);
		}
		return response.position(end);
	}

	private static int endOfHead(byte[] response, int length) {
		for (int index = 0; index <= length - END_OF_HEAD.length; index++) {
			if (Arrays.equals(response, index, index + END_OF_HEAD.length, END_OF_HEAD, 0, END_OF_HEAD.length)) {
				return index + END_OF_HEAD.length;
			}
		}
		return -1;
	}

	private static String text(ByteBuffer bytes) {
		return StandardCharsets.ISO_8859_1.decode(bytes).toString();
	}

	/**
	 * What a relay leads to.
	 */
	enum Path {

		/**
		 * A target that takes all.
		 */
		SINK("/sink"),

		/**
		 * A target that sends {@link Pattern} without end.
		 */
		SOURCE("/source"),

		/**
		 * A target that sends back what it takes.
		 */
		ECHO("/echo"),

		/**
		 * No target: the relay's own process sends back what it takes.
		 */
		IDLE("/idle");

		private final String value;

		Path(String value) {
			this.value = value;
		}

		String value() {
			return this.value;
		}

	}

}
