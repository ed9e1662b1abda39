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

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLContext;

import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.CloseStatus;

/**
 * The other end of a connection: RFC 6455 by hand over a plain socket, so that a test can
 * send what no library sends and see every frame as it came.
 */
public final class RawPeer implements Closeable {

	/**
	 * Size of the socket's buffers: small enough to make back pressure quick.
	 */
	public static final int SOCKET_BUFFER = 256 * 1024;

	/**
	 * How long a read waits before it fails the test.
	 */
	public static final Duration PATIENCE = Duration.ofSeconds(20);

	private final Socket tcp;

	private final Socket socket;

	private final boolean masking;

	private final DataInputStream input;

	private final Random masks = new Random(6455);

	/**
	 * Create a peer whose handshake is done.
	 * @param socket the connected socket
	 * @param masking whether this is the client, which masks what it sends
	 * @throws IOException if the socket is closed
	 */
	public RawPeer(Socket socket, boolean masking) throws IOException {
		this(socket, socket, masking);
	}

	private RawPeer(Socket tcp, Socket socket, boolean masking) throws IOException {
		this.tcp = tcp;
		this.socket = socket;
		this.masking = masking;
		tcp.setTcpNoDelay(true);
		this.input = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
	}

	/**
	 * Return a socket with small buffers that is not connected.
	 * @return the socket
	 * @throws IOException if there is none
	 */
	public static Socket newSocket() throws IOException {
		Socket socket = new Socket();
		socket.setReceiveBufferSize(SOCKET_BUFFER);
		socket.setSendBufferSize(SOCKET_BUFFER);
		return socket;
	}

	/**
	 * Connect as a client and do the handshake.
	 * @param tls speaks TLS below, or {@code null}
	 * @param port the port on this host
	 * @param path the path, with query
	 * @param headers more header lines
	 * @return the peer
	 * @throws IOException if the connection or the handshake fails
	 */
	public static RawPeer connect(@Nullable SSLContext tls, int port, String path, String... headers)
			throws IOException {
		Socket tcp = newSocket();
		tcp.connect(new InetSocketAddress("localhost", port), (int) PATIENCE.toMillis());
		Socket socket = (tls != null) ? tls.getSocketFactory().createSocket(tcp, "localhost", port, true) : tcp;
		RawPeer peer = new RawPeer(tcp, socket, true);
		RawHandshake.request(socket, peer.input, path, headers);
		return peer;
	}

	/**
	 * Accept a client and answer its handshake.
	 * @param tls speaks TLS below, or {@code null}
	 * @param server the server's socket
	 * @param headers more header lines of the response
	 * @return the peer
	 * @throws IOException if no client comes, or it does not speak WebSocket
	 */
	public static RawPeer accept(@Nullable SSLContext tls, ServerSocket server, String... headers) throws IOException {
		server.setSoTimeout((int) PATIENCE.toMillis());
		Socket tcp = server.accept();
		tcp.setSendBufferSize(SOCKET_BUFFER);
		Socket socket = (tls != null) ? tls.getSocketFactory().createSocket(tcp, null, true) : tcp;
		RawPeer peer = new RawPeer(tcp, socket, false);
		RawHandshake.respond(socket, peer.input, headers);
		return peer;
	}

	/**
	 * Return the request of a client's handshake.
	 * @param port the port on this host
	 * @param path the path, with query
	 * @return the bytes
	 */
	public static byte[] request(int port, String path) {
		return RawHandshake.request(port, path);
	}

	/**
	 * Read the request of a handshake, and return the response that accepts it.
	 * @param input what the client sends
	 * @return the bytes
	 * @throws IOException if the request does not come, or is none
	 */
	public static byte[] response(InputStream input) throws IOException {
		return RawHandshake.response(input);
	}

	/**
	 * Return the socket of the TCP connection.
	 * @return the socket, below TLS if there is any
	 */
	public Socket getSocket() {
		return this.tcp;
	}

	public boolean isMasking() {
		return this.masking;
	}

	/**
	 * Send bytes as they are.
	 * @param bytes the bytes
	 * @throws IOException if they cannot be sent
	 */
	public void sendBytes(byte[] bytes) throws IOException {
		this.socket.getOutputStream().write(bytes);
	}

	/**
	 * Send frames in one write, masked as this end must.
	 * @param frames the frames
	 * @throws IOException if they cannot be sent
	 */
	public void send(RawFrame... frames) throws IOException {
		sendBytes(encode(frames));
	}

	/**
	 * Return the bytes of frames, masked as this end must.
	 * @param frames the frames
	 * @return the bytes
	 */
	public byte[] encode(RawFrame... frames) {
		List<byte[]> parts = new ArrayList<>();
		for (RawFrame frame : frames) {
			parts.add((this.masking ? frame.masked(nextMask()) : frame).toBytes());
		}
		return Payloads.concat(parts);
	}

	public void sendBinary(byte... payload) throws IOException {
		send(RawFrame.binary(payload));
	}

	public void sendText(String text) throws IOException {
		send(RawFrame.text(text));
	}

	public void sendPing(String text) throws IOException {
		send(RawFrame.of(RawFrame.PING, text.getBytes()));
	}

	public void sendClose(int code) throws IOException {
		sendClose(code, "");
	}

	public void sendClose(int code, String reason) throws IOException {
		send(RawFrame.close(code, reason));
	}

	public void sendCloseWithoutStatus() throws IOException {
		send(RawFrame.of(RawFrame.CLOSE));
	}

	/**
	 * Read the next frame.
	 * @return the frame
	 * @throws EOFException at the end of the TCP connection
	 * @throws SocketException if the TCP connection was reset
	 * @throws IOException if there is none in time
	 */
	public RawFrame read() throws IOException {
		this.socket.setSoTimeout((int) PATIENCE.toMillis());
		int first = this.input.readUnsignedByte();
		int second = this.input.readUnsignedByte();
		int lengthBytes = switch (second & 0x7f) {
			case 126 -> 2;
			case 127 -> 8;
			default -> 0;
		};
		long length = switch (lengthBytes) {
			case 2 -> this.input.readUnsignedShort();
			case 8 -> this.input.readLong();
			default -> second & 0x7f;
		};
		byte[] mask = ((second & 0x80) != 0) ? this.input.readNBytes(4) : null;
		byte[] payload = new byte[Math.toIntExact(length)];
		this.input.readFully(payload);
		for (int i = 0; mask != null && i < payload.length; i++) {
			payload[i] ^= mask[i & 3];
		}
		RawFrame frame = new RawFrame((first & 0x80) != 0, (first >> 4) & 7, first & 15, mask, length, lengthBytes,
				payload);
		if ((mask != null) == this.masking) {
			throw new AssertionError((this.masking ? "A server must not mask: " : "A client must mask: ") + frame);
		}
		return frame;
	}

	/**
	 * Read the next message; there must be no control frame before its end.
	 * @return the message
	 * @throws IOException as {@link #read()}
	 */
	public RawMessage readMessage() throws IOException {
		List<RawFrame> frames = new ArrayList<>();
		do {
			RawFrame frame = read();
			boolean expected = frames.isEmpty() ? (frame.opcode() == RawFrame.TEXT || frame.opcode() == RawFrame.BINARY)
					: frame.opcode() == RawFrame.CONTINUATION;
			if (!expected) {
				throw new AssertionError("Unexpected " + frame + " after " + frames);
			}
			frames.add(frame);
		}
		while (!frames.get(frames.size() - 1).fin());
		return new RawMessage(frames);
	}

	/**
	 * Read the next frame, which must be a close frame.
	 * @return the status
	 * @throws IOException as {@link #read()}
	 */
	public CloseStatus readClose() throws IOException {
		return read().closeStatus();
	}

	/**
	 * Read whatever comes until the TCP connection ends.
	 * @return the frames and the end
	 * @throws IOException if there is no end in time
	 */
	public RawEnd readEnd() throws IOException {
		List<RawFrame> frames = new ArrayList<>();
		while (true) {
			try {
				frames.add(read());
			}
			catch (EOFException ex) {
				return new RawEnd(frames, false);
			}
			catch (SocketException ex) {
				return new RawEnd(frames, true);
			}
		}
	}

	/**
	 * Return whether something has arrived that was not read. What TLS itself sends, such
	 * as tickets of its sessions, does not count, so that this has to try.
	 * @return whether there are bytes, or there is the end
	 */
	public boolean hasReceived() {
		try {
			this.socket.setSoTimeout(1);
			this.input.mark(1);
			if (this.input.read() >= 0) {
				this.input.reset();
			}
			return true;
		}
		catch (SocketTimeoutException ex) {
			return false;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Wait until the other end refuses what is sent: until then its connection may be
	 * half closed at most.
	 * @throws InterruptedException if the thread is interrupted
	 */
	public void awaitRefusal() throws InterruptedException {
		long start = System.nanoTime();
		try {
			while (System.nanoTime() - start < PATIENCE.toNanos()) {
				this.tcp.getOutputStream().write(0);
				TimeUnit.MILLISECONDS.sleep(1);
			}
		}
		catch (IOException ex) {
			return;
		}
		throw new AssertionError("The connection was not dropped");
	}

	/**
	 * End this direction: the other end sees a FIN.
	 * @throws IOException if the socket is closed
	 */
	public void finish() throws IOException {
		this.tcp.shutdownOutput();
	}

	/**
	 * Reset the TCP connection: the other end sees an RST.
	 * @throws IOException if the socket is closed
	 */
	public void reset() throws IOException {
		this.tcp.setSoLinger(true, 0);
		this.tcp.close();
	}

	@Override
	public void close() throws IOException {
		this.tcp.close();
	}

	private byte[] nextMask() {
		byte[] mask = new byte[4];
		this.masks.nextBytes(mask);
		return mask;
	}

	/**
	 * How the TCP connection ended.
	 *
	 * @param frames the frames before the end, without one that was cut
	 * @param reset whether it was reset
	 */
	public record RawEnd(List<RawFrame> frames, boolean reset) {

	}

}
