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

import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

import io.wstunnel.testsupport.Payloads;
import io.wstunnel.testsupport.RawFrame;
import io.wstunnel.testsupport.RawPeer;
import org.jspecify.annotations.Nullable;

/**
 * A client that cuts each of its connections at another point, or has it cut.
 *
 * @param port the server's port
 * @param tls speaks TLS below, or {@code null}
 */
record CutPeer(int port, @Nullable SSLContext tls) {

	void run(Random random) throws IOException {
		try {
			switch (random.nextInt((this.tls != null) ? 4 : 6)) {
				case 0 -> inFrame(random);
				case 1 -> inClose(random);
				case 2 -> byHandler(random, "/abort");
				case 3 -> byHandler(random, "/close");
				case 4 -> inRequest(random);
				case 5 -> behindRequest(random);
			}
		}
		catch (SocketException | EOFException | SSLException ex) {
			// Cut by the other end
		}
	}

	private void inRequest(Random random) throws IOException {
		byte[] request = RawPeer.request(this.port, "/echo");
		try (Socket socket = new Socket("localhost", this.port)) {
			socket.getOutputStream().write(request, 0, random.nextInt(request.length));
			Storm.cut(socket, random);
		}
	}

	private void behindRequest(Random random) throws IOException {
		byte[] request = RawPeer.request(this.port, "/echo");
		byte[] frame = RawFrame.binary(Storm.payload(random, 300)).masked(new byte[] { 1, 2, 3, 4 }).toBytes();
		byte[] both = Payloads.concat(List.of(request, frame));
		try (Socket socket = new Socket("localhost", this.port)) {
			socket.getOutputStream().write(both, 0, request.length + random.nextInt(frame.length));
			Storm.cut(socket, random);
		}
	}

	private void inFrame(Random random) throws IOException {
		try (RawPeer peer = connect("/echo")) {
			for (int i = random.nextInt(3); i > 0; i--) {
				byte[] payload = Storm.payload(random, 5000);
				peer.sendBinary(payload);
				receive(peer, payload);
			}
			byte[] frame = peer.encode(RawFrame.binary(Storm.payload(random, 20_000)));
			peer.sendBytes(Arrays.copyOf(frame, random.nextInt(frame.length)));
			Storm.cut(peer.getSocket(), random);
		}
	}

	private void inClose(Random random) throws IOException {
		try (RawPeer peer = connect("/echo")) {
			byte[] frames = peer.encode(RawFrame.binary(Storm.payload(random, 1000)), RawFrame.close(1000, "bye"));
			peer.sendBytes(Arrays.copyOf(frames, frames.length - random.nextInt(8)));
			if (random.nextBoolean()) {
				peer.finish();
				peer.readEnd();
			}
			Storm.cut(peer.getSocket(), random);
		}
	}

	private void byHandler(Random random, String path) throws IOException {
		try (RawPeer peer = connect(path)) {
			byte[] payload = Storm.payload(random, 8000);
			peer.sendBinary(payload);
			for (int i = random.nextInt(100); i > 0; i--) {
				RawFrame frame = peer.read();
				if (frame.opcode() == RawFrame.CLOSE) {
					peer.sendClose(1000);
				}
				else {
					checkRepeated(frame, payload);
				}
			}
			Storm.cut(peer.getSocket(), random);
		}
	}

	private RawPeer connect(String path) throws IOException {
		return RawPeer.connect(this.tls, this.port, path);
	}

	/**
	 * The handler repeats what it has read first, which may not be all.
	 */
	private static void checkRepeated(RawFrame frame, byte[] payload) {
		check(frame.payload(), Arrays.copyOf(payload, frame.payload().length));
	}

	private static void receive(RawPeer peer, byte[] payload) throws IOException {
		for (int position = 0; position < payload.length;) {
			byte[] part = peer.read().payload();
			check(part, Arrays.copyOfRange(payload, position, position + part.length));
			position += part.length;
		}
	}

	private static void check(byte[] actual, byte[] expected) {
		if (!Arrays.equals(actual, expected)) {
			throw new AssertionError("A foreign byte");
		}
	}

}
