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

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * The opening handshake by hand, both ends.
 */
final class RawHandshake {

	private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

	private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

	private RawHandshake() {
	}

	static byte[] request(int port, String path, String... headers) {
		List<String> lines = new ArrayList<>();
		lines.add("GET " + path + " HTTP/1.1");
		lines.add("Host: localhost:" + port);
		lines.add("Upgrade: websocket");
		lines.add("Connection: Upgrade");
		lines.add("Sec-WebSocket-Version: 13");
		lines.add("Sec-WebSocket-Key: " + KEY);
		lines.addAll(List.of(headers));
		return toBytes(lines);
	}

	static void request(Socket socket, DataInputStream input, String path, String... headers) throws IOException {
		socket.getOutputStream().write(request(socket.getPort(), path, headers));
		List<String> response = readHead(input);
		if (!response.get(0).startsWith("HTTP/1.1 101")
				|| !accept(KEY).equals(header(response, "Sec-WebSocket-Accept"))) {
			throw new IOException("The handshake was refused: " + response);
		}
	}

	static byte[] response(InputStream input, String... headers) throws IOException {
		List<String> request = readHead(input);
		List<String> lines = new ArrayList<>();
		lines.add("HTTP/1.1 101 Switching Protocols");
		lines.add("Upgrade: websocket");
		lines.add("Connection: Upgrade");
		lines.add("Sec-WebSocket-Accept: " + accept(header(request, "Sec-WebSocket-Key")));
		lines.addAll(List.of(headers));
		return toBytes(lines);
	}

	static void respond(Socket socket, DataInputStream input, String... headers) throws IOException {
		socket.getOutputStream().write(response(input, headers));
	}

	private static byte[] toBytes(List<String> lines) {
		String head = String.join("\r\n", lines) + "\r\n\r\n";
		return head.getBytes(StandardCharsets.ISO_8859_1);
	}

	private static List<String> readHead(InputStream input) throws IOException {
		StringBuilder head = new StringBuilder();
		while (head.indexOf("\r\n\r\n") < 0) {
			int next = input.read();
			if (next < 0) {
				throw new EOFException("The handshake ended after: " + head);
			}
			head.append((char) next);
		}
		return head.toString().lines().toList();
	}

	private static String header(List<String> head, String name) throws IOException {
		return head.stream()
			.filter((line) -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
			.map((line) -> line.substring(name.length() + 1).trim())
			.findFirst()
			.orElseThrow(() -> new IOException("No " + name + " in " + head));
	}

	private static String accept(String key) {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-1")
				.digest((key + GUID).getBytes(StandardCharsets.ISO_8859_1));
			return Base64.getEncoder().encodeToString(digest);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
