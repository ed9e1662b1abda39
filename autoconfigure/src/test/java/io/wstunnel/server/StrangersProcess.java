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

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.wstunnel.testsupport.Payloads;
import io.wstunnel.testsupport.RawFrame;
import io.wstunnel.testsupport.RawPeer;

/**
 * A process that connects to a server many times, sends a message on each connection, and
 * keeps them open: neither its memory nor its file descriptors are the server's.
 */
public final class StrangersProcess implements AutoCloseable {

	/**
	 * How many handshakes are under way: fewer than a backlog has room for.
	 */
	private static final int AT_ONCE = 20;

	private final Process process;

	private StrangersProcess(Process process) {
		this.process = process;
	}

	/**
	 * Start, and return when all of it was sent.
	 * @param port the port of the server
	 * @param path the path
	 * @param count the number of connections
	 * @param length the length of each message
	 * @return the process
	 * @throws IOException if it cannot be started, or fails
	 */
	static StrangersProcess start(int port, String path, int count, int length) throws IOException {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(List.of("-Xmx256m", "-cp", System.getProperty("java.class.path")));
		command.addAll(List.of(StrangersProcess.class.getName(), "" + port, path, "" + count, "" + length));
		Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
		if (process.getInputStream().read() != '.') {
			process.destroy();
			throw new IOException("The strangers could not connect");
		}
		return new StrangersProcess(process);
	}

	/**
	 * Run until the standard input ends.
	 * @param args the arguments of {@link #start}
	 * @throws IOException if a connection fails
	 */
	public static void main(String[] args) throws IOException {
		int port = Integer.parseInt(args[0]);
		byte[] request = RawPeer.request(port, args[1]);
		byte[] frame = RawFrame.binary(Payloads.bytes(Integer.parseInt(args[3])))
			.masked(new byte[] { 1, 2, 3, 4 })
			.toBytes();
		List<SocketChannel> channels = new ArrayList<>();
		int count = Integer.parseInt(args[2]);
		while (channels.size() < count) {
			int opened = channels.size();
			while (channels.size() < Math.min(count, opened + AT_ONCE)) {
				SocketChannel channel = SocketChannel.open(new InetSocketAddress("localhost", port));
				channels.add(channel);
				channel.write(ByteBuffer.wrap(request));
			}
			for (SocketChannel channel : channels.subList(opened, channels.size())) {
				readHead(channel);
				channel.write(ByteBuffer.wrap(frame));
			}
		}
		System.out.print('.');
		System.out.flush();
		System.in.read();
	}

	private static void readHead(SocketChannel channel) throws IOException {
		ByteBuffer buffer = ByteBuffer.allocate(4096);
		String head = "";
		while (!head.endsWith("\r\n\r\n")) {
			if (channel.read(buffer) < 0) {
				throw new IOException("The connection ended after: " + head);
			}
			head = new String(buffer.array(), 0, buffer.position(), StandardCharsets.ISO_8859_1);
		}
		if (!head.startsWith("HTTP/1.1 101")) {
			throw new IOException("The handshake was refused: " + head);
		}
	}

	boolean isRunning() {
		return this.process.isAlive();
	}

	@Override
	public void close() {
		this.process.destroy();
	}

}
