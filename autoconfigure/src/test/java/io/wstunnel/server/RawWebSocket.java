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

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import javax.net.SocketFactory;

import io.wstunnel.testsupport.Await;
import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.CloseStatus;

/**
 * A client that speaks RFC 6455 by hand.
 */
public final class RawWebSocket implements AutoCloseable {

	private static final byte[] MASK = { 1, 2, 3, 4 };

	private final Socket socket;

	private final DataInputStream in;

	private final OutputStream out;

	private final List<String> response;

	private int messageType;

	private RawWebSocket(Socket socket, List<String> response) throws IOException {
		this.socket = socket;
		this.in = new DataInputStream(socket.getInputStream());
		this.out = socket.getOutputStream();
		this.response = response;
	}

	public static RawWebSocket open(int port, String path) throws IOException {
		return open(port, path, Map.of());
	}

	public static RawWebSocket open(int port, String path, Map<String, String> headers) throws IOException {
		return open(SocketFactory.getDefault(), port, path, headers, new byte[0]);
	}

	/**
	 * Open a connection.
	 * @param headers headers to add or, with an empty value, to leave out
	 * @param behind bytes to send in one with the request
	 */
	public static RawWebSocket open(SocketFactory factory, int port, String path, Map<String, String> headers,
			byte[] behind) throws IOException {
		ByteArrayOutputStream request = new ByteArrayOutputStream();
		request.write(request(port, path, headers).getBytes(StandardCharsets.ISO_8859_1));
		request.write(behind);
		Socket socket = factory.createSocket("localhost", port);
		try {
			socket.setSoTimeout((int) Await.LIMIT.toMillis());
			socket.getOutputStream().write(request.toByteArray());
			List<String> response = new ArrayList<>();
			for (String line = readLine(socket); !line.isEmpty(); line = readLine(socket)) {
				response.add(line);
			}
			return new RawWebSocket(socket, response);
		}
		catch (IOException | RuntimeException ex) {
			socket.close();
			throw ex;
		}
	}

	private static String request(int port, String path, Map<String, String> headers) {
		StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.1\r\n");
		Map<String, String> all = new java.util.LinkedHashMap<>();
		all.put("Host", "localhost:" + port);
		all.put("Upgrade", "websocket");
		all.put("Connection", "Upgrade");
		all.put("Sec-WebSocket-Version", "13");
		all.put("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
		all.putAll(headers);
		all.forEach((name, value) -> {
			if (!value.isEmpty()) {
				request.append(name).append(": ").append(value).append("\r\n");
			}
		});
		return request.append("\r\n").toString();
	}

	private static String readLine(Socket socket) throws IOException {
		StringBuilder line = new StringBuilder();
		for (int b = socket.getInputStream().read(); b != '\n'; b = socket.getInputStream().read()) {
			if (b < 0) {
				throw new IOException("The connection ended within the response: " + line);
			}
			if (b != '\r') {
				line.append((char) b);
			}
		}
		return line.toString();
	}

	public int getStatus() {
		return Integer.parseInt(this.response.get(0).split(" ")[1]);
	}

	public @Nullable String getHeader(String name) {
		return this.response.stream()
			.filter((line) -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
			.map((line) -> line.substring(name.length() + 1).trim())
			.findFirst()
			.orElse(null);
	}

	/**
	 * Receive the body of a response that refuses the handshake.
	 */
	public String receiveBody() throws IOException {
		String length = getHeader("Content-Length");
		int bytes = (length != null) ? Integer.parseInt(length) : Integer.parseInt(readLine(this.socket), 16);
		return new String(this.in.readNBytes(bytes), StandardCharsets.UTF_8);
	}

	public void sendBinary(String payload) throws IOException {
		send(0x2, payload.getBytes(StandardCharsets.UTF_8));
	}

	public void sendClose(int code) throws IOException {
		send(0x8, ByteBuffer.allocate(2).putShort((short) code).array());
	}

	public void send(int opcode, byte[] payload) throws IOException {
		this.out.write(frame(opcode, payload));
		this.out.flush();
	}

	public static byte[] frame(int opcode, byte[] payload) {
		ByteBuffer frame = ByteBuffer.allocate(payload.length + 14);
		frame.put((byte) (0x80 | opcode));
		if (payload.length < 126) {
			frame.put((byte) (0x80 | payload.length));
		}
		else if (payload.length < 65536) {
			frame.put((byte) 0xFE).putShort((short) payload.length);
		}
		else {
			frame.put((byte) 0xFF).putLong(payload.length);
		}
		frame.put(MASK);
		for (int i = 0; i < payload.length; i++) {
			frame.put((byte) (payload[i] ^ MASK[i % 4]));
		}
		byte[] bytes = new byte[frame.flip().remaining()];
		frame.get(bytes);
		return bytes;
	}

	/**
	 * Receive the payload of one frame of the given type, or of the continuation of a
	 * message of this type.
	 */
	public byte[] receive(int expectedOpcode) throws IOException {
		int first = this.in.readUnsignedByte();
		long length = this.in.readUnsignedByte();
		if ((first & 0x70) != 0 || length > 127) {
			throw new AssertionError("Reserved bits or masked: " + first + ", " + length);
		}
		length = (length == 126) ? this.in.readUnsignedShort() : (length == 127) ? this.in.readLong() : length;
		byte[] payload = new byte[(int) length];
		this.in.readFully(payload);
		if (type(first) != expectedOpcode) {
			throw new IOException("Received opcode " + (first & 0xF) + " instead of " + expectedOpcode + ": "
					+ new String(payload, StandardCharsets.UTF_8));
		}
		return payload;
	}

	/**
	 * Return the opcode, which for a continuation is that of its message.
	 */
	private int type(int first) {
		int opcode = first & 0xF;
		if (opcode > 0x7) {
			return opcode;
		}
		if ((opcode == 0) != (this.messageType != 0)) {
			throw new AssertionError("Received opcode " + opcode + " within a message of " + this.messageType);
		}
		int type = (opcode == 0) ? this.messageType : opcode;
		this.messageType = ((first & 0x80) != 0) ? 0 : type;
		return type;
	}

	public String receiveBinary() throws IOException {
		return new String(receive(0x2), StandardCharsets.UTF_8);
	}

	public int receiveClose() throws IOException {
		return ByteBuffer.wrap(receive(0x8)).getShort();
	}

	public CloseStatus receiveCloseStatus() throws IOException {
		ByteBuffer payload = ByteBuffer.wrap(receive(0x8));
		return new CloseStatus(payload.getShort(), StandardCharsets.UTF_8.decode(payload).toString());
	}

	/**
	 * Return what the server sends until it closes.
	 */
	public String readToEnd() throws IOException {
		return new String(this.in.readAllBytes(), StandardCharsets.UTF_8);
	}

	public Socket getSocket() {
		return this.socket;
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
