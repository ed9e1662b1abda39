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

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;

/**
 * The server's end of a connection, byte by byte.
 */
final class RawWebSocket {

	private final Socket socket;

	private final DataInputStream in;

	RawWebSocket(Socket socket) throws IOException {
		this.socket = socket;
		this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
	}

	Socket getSocket() {
		return this.socket;
	}

	InputStream getInputStream() {
		return this.in;
	}

	/**
	 * Read the request up to the empty line.
	 * @return the request
	 */
	String readRequest() throws IOException {
		ByteArrayOutputStream request = new ByteArrayOutputStream();
		while (!request.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
			request.write(this.in.readByte());
		}
		return request.toString(StandardCharsets.ISO_8859_1);
	}

	void send(String text) throws IOException {
		send(text.getBytes(StandardCharsets.UTF_8));
	}

	void send(byte[] bytes) throws IOException {
		this.socket.getOutputStream().write(bytes);
		this.socket.getOutputStream().flush();
	}

	/**
	 * Read the request and consent to it.
	 * @return the request
	 */
	String accept() throws IOException {
		String request = readRequest();
		send(consent(request));
		return request;
	}

	void echo() throws IOException {
		while (true) {
			Frame frame = readFrame();
			switch (frame.opcode()) {
				case 8 -> {
					send(frame(0x88, frame.payload()));
					return;
				}
				case 9, 10 -> {
				}
				default -> send(frame((frame.fin() ? 0x80 : 0) | frame.opcode(), frame.payload()));
			}
		}
	}

	/**
	 * Read and drop until the client closes or resets.
	 */
	void awaitEnd() {
		try {
			while (this.in.read() != -1) {
				continue;
			}
		}
		catch (IOException ex) {
			// Reset
		}
	}

	Frame readFrame() throws IOException {
		int first = this.in.readUnsignedByte();
		int second = this.in.readUnsignedByte();
		if ((second & 0x80) == 0) {
			throw new EOFException("not masked");
		}
		int length = second & 0x7F;
		if (length == 126) {
			length = this.in.readUnsignedShort();
		}
		else if (length == 127) {
			length = (int) this.in.readLong();
		}
		byte[] mask = this.in.readNBytes(4);
		byte[] payload = this.in.readNBytes(length);
		for (int i = 0; i < payload.length; i++) {
			payload[i] ^= mask[i % 4];
		}
		return new Frame((first & 0x80) != 0, first & 0x0F, payload);
	}

	static String consent(String request) {
		return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
				+ "Sec-WebSocket-Accept: " + acceptKey(request) + "\r\n\r\n";
	}

	static String acceptKey(String request) {
		String key = header(request, "Sec-WebSocket-Key");
		try {
			byte[] digest = MessageDigest.getInstance("SHA-1")
				.digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.UTF_8));
			return Base64.getEncoder().encodeToString(digest);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	static String header(String request, String name) {
		return request.lines()
			.filter((line) -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
			.map((line) -> line.substring(name.length() + 1).trim())
			.findFirst()
			.orElse("");
	}

	static byte[] frame(int first, byte[] payload) {
		ByteBuffer frame = ByteBuffer.allocate(payload.length + 10);
		frame.put((byte) first);
		if (payload.length < 126) {
			frame.put((byte) payload.length);
		}
		else if (payload.length <= 0xFFFF) {
			frame.put((byte) 126).putShort((short) payload.length);
		}
		else {
			frame.put((byte) 127).putLong(payload.length);
		}
		frame.put(payload).flip();
		byte[] bytes = new byte[frame.remaining()];
		frame.get(bytes);
		return bytes;
	}

	record Frame(boolean fin, int opcode, byte[] payload) {

	}

}
