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

package io.wstunnel.testsupport;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jspecify.annotations.Nullable;

/**
 * An HTTP proxy for {@code CONNECT} on the loopback address. It resolves every name to
 * that address, so that only those who leave the names to it get anywhere.
 */
public final class ConnectProxy implements AutoCloseable {

	private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

	private final List<String> requests = new CopyOnWriteArrayList<>();

	private final ServerSocket serverSocket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

	private final @Nullable String credentials;

	private ConnectProxy(@Nullable String credentials) throws IOException {
		this.credentials = credentials;
		start(this::accept);
	}

	/**
	 * Start a proxy for all.
	 * @return the proxy
	 * @throws IOException if it cannot be started
	 */
	public static ConnectProxy start() throws IOException {
		return new ConnectProxy(null);
	}

	/**
	 * Start a proxy that asks for credentials.
	 * @param username the user name
	 * @param password the password
	 * @return the proxy
	 * @throws IOException if it cannot be started
	 */
	public static ConnectProxy start(String username, String password) throws IOException {
		return new ConnectProxy(
				Base64.getEncoder().encodeToString((username + ":" + password).getBytes(StandardCharsets.UTF_8)));
	}

	public int getPort() {
		return this.serverSocket.getLocalPort();
	}

	/**
	 * Return the heads of the requests so far.
	 * @return the heads, with their last empty lines
	 */
	public List<String> getRequests() {
		return this.requests;
	}

	private void accept() {
		try {
			while (true) {
				Socket socket = this.serverSocket.accept();
				this.sockets.add(socket);
				start(() -> serve(socket));
			}
		}
		catch (IOException ex) {
			// Closed
		}
	}

	private void serve(Socket client) {
		try (client) {
			String request = readHead(client);
			this.requests.add(request);
			if (this.credentials != null
					&& !request.contains("Proxy-Authorization: Basic " + this.credentials + "\r\n")) {
				respond(client, "407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"test\"");
				return;
			}
			String target = request.substring("CONNECT ".length(), request.indexOf(" HTTP/1.1"));
			try (Socket server = connect(Integer.parseInt(target.substring(target.lastIndexOf(':') + 1)))) {
				this.sockets.add(server);
				respond(client, "200 Connection established");
				Thread back = start(() -> pump(server, client));
				pump(client, server);
				back.join();
			}
		}
		catch (IOException ex) {
			// The client is gone, as it should see itself
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			this.sockets.remove(client);
		}
	}

	private static Socket connect(int port) throws IOException {
		return new Socket(InetAddress.getLoopbackAddress(), port);
	}

	private static String readHead(Socket socket) throws IOException {
		ByteArrayOutputStream head = new ByteArrayOutputStream();
		while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
			int next = socket.getInputStream().read();
			if (next < 0) {
				throw new EOFException();
			}
			head.write(next);
		}
		return head.toString(StandardCharsets.ISO_8859_1);
	}

	private static void respond(Socket socket, String response) throws IOException {
		socket.getOutputStream().write(("HTTP/1.1 " + response + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
	}

	private static void pump(Socket from, Socket to) {
		try {
			from.getInputStream().transferTo(to.getOutputStream());
			to.shutdownOutput();
		}
		catch (IOException ex) {
			abort(from);
			abort(to);
		}
	}

	private static void abort(Socket socket) {
		try {
			socket.close();
		}
		catch (IOException ex) {
			// Closed already
		}
	}

	@Override
	public void close() throws IOException {
		this.serverSocket.close();
		this.sockets.forEach(ConnectProxy::abort);
	}

	private static Thread start(Runnable task) {
		Thread thread = new Thread(task, "connect-proxy");
		thread.setDaemon(true);
		thread.start();
		return thread;
	}

}
