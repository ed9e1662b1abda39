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

package io.wstunnel.benchmarks.relay;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Relays TCP to TCP, with the streams of {@link Socket} and two threads per connection:
 * what a relay costs without a WebSocket.
 */
final class TcpRelay implements RelayServer {

	private static final int BACKLOG = 1_000;

	@Override
	public String start(Targets targets) throws IOException {
		Relay echo = (socket) -> Pump.run(socket.getInputStream(), socket.getOutputStream());
		return Stream
			.of(listen((socket) -> relay(socket, targets, "/sink")),
					listen((socket) -> relay(socket, targets, "/source")),
					listen((socket) -> relay(socket, targets, "/echo")), listen(echo))
			.map(String::valueOf)
			.collect(Collectors.joining(" "));
	}

	private static int listen(Relay relay) throws IOException {
		ServerSocket server = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
		start(() -> accept(server, relay));
		return server.getLocalPort();
	}

	private static void accept(ServerSocket server, Relay relay) throws IOException {
		while (true) {
			Socket socket = server.accept();
			start(() -> {
				try (socket) {
					socket.setTcpNoDelay(true);
					relay.run(socket);
				}
			});
		}
	}

	private static void relay(Socket socket, Targets targets, String path) throws IOException {
		try (Socket target = targets.connect(path)) {
			start(() -> {
				Pump.run(target.getInputStream(), socket.getOutputStream());
				socket.shutdownOutput();
			});
			Pump.run(socket.getInputStream(), target.getOutputStream());
		}
	}

	private static void start(Task task) {
		new Thread(() -> {
			try {
				task.run();
			}
			catch (IOException ex) {
				// The load client or the target has gone
			}
		}).start();
	}

	private interface Relay {

		void run(Socket socket) throws IOException;

	}

	private interface Task {

		void run() throws IOException;

	}

}
