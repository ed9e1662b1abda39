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

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Modifier;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketImplFactory;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.wstunnel.testsupport.Payloads;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What the table of {@link io.wstunnel.connection.ConnectionSocket} says, method by
 * method.
 */
final class SocketStatements {

	/**
	 * The statements by the signatures of their methods.
	 */
	static final Map<String, SocketStatement> ALL = new LinkedHashMap<>();

	private static final Duration SHORT = Duration.ofMillis(150);

	private static final Duration LONG = Duration.ofSeconds(50);

	static {
		connecting();
		streams();
		addresses();
		ends();
		SocketOptionStatements.addTo(ALL);
		whatTcpHasAndWebSocketHasNot();
	}

	private SocketStatements() {
	}

	private static void connecting() {
		ALL.put("connect(SocketAddress)", (rig) -> {
			assertThat(rig.connected().getRemoteSocketAddress()).isEqualTo(SocketRig.ADDRESS);
			rig.connectToSilence(SHORT, (socket) -> assertTimesOut(socket, () -> socket.connect(SocketRig.ADDRESS)));
		});
		ALL.put("connect(SocketAddress, int)", (rig) -> {
			rig.connectToSilence(SHORT, (socket) -> assertTimesOut(socket, () -> socket.connect(SocketRig.ADDRESS, 0)));
			rig.connectToSilence(LONG, (socket) -> assertTimesOut(socket,
					() -> socket.connect(SocketRig.ADDRESS, (int) SHORT.toMillis())));
		});
		ALL.put("bind(SocketAddress)", (rig) -> {
			for (InetSocketAddress nowhere : new InetSocketAddress[] { null, new InetSocketAddress(0) }) {
				Socket socket = rig.unconnected();
				socket.bind(nowhere);
				assertThat(socket.isBound()).isTrue();
				socket.connect(SocketRig.ADDRESS);
			}
			for (InetSocketAddress somewhere : new InetSocketAddress[] { new InetSocketAddress(9999),
					new InetSocketAddress(InetAddress.getLoopbackAddress(), 0) }) {
				assertRefused(() -> rig.unconnected().bind(somewhere));
			}
		});
		ALL.put("isConnected()", (rig) -> {
			assertThat(rig.unconnected().isConnected()).isFalse();
			assertThat(rig.connection().asSocket().isConnected()).isTrue();
			assertThat(closed(rig.connected()).isConnected()).isTrue();
		});
		ALL.put("isBound()", (rig) -> {
			assertThat(rig.unconnected().isBound()).isFalse();
			assertThat(rig.connection().asSocket().isBound()).isTrue();
			assertThat(closed(rig.connected()).isBound()).isTrue();
		});
	}

	private static void streams() {
		ALL.put("getInputStream()", (rig) -> {
			Socket socket = rig.connected();
			socket.getOutputStream().write(Payloads.bytes(50_000));
			assertThat(socket.getInputStream().readNBytes(50_000)).isEqualTo(Payloads.bytes(50_000));
			socket.getInputStream().close();
			assertThat(socket.isClosed()).isTrue();
		});
		ALL.put("getOutputStream()", (rig) -> {
			Socket socket = rig.connected();
			for (int length : new int[] { 1, 125, 126, 3000, 70_000 }) {
				socket.getOutputStream().write(Payloads.bytes(length));
				RawWebSocket.Frame frame = rig.nextFrame();
				byte[] message = frame.payload();
				while (!frame.fin()) {
					frame = rig.nextFrame();
					message = Payloads.concat(List.of(message, frame.payload()));
				}
				assertThat(message).isEqualTo(Payloads.bytes(length));
			}
			socket.getOutputStream().close();
			assertThat(socket.isClosed()).isTrue();
		});
		ALL.put("setSoTimeout(int)", (rig) -> {
			Socket socket = rig.connected();
			socket.setSoTimeout(10);
			assertTimesOut(() -> socket.getInputStream().read());
			socket.getOutputStream().write(7);
			socket.setSoTimeout(0);
			assertThat(socket.getInputStream().read()).isEqualTo(7);
			assertTimesOut(() -> rig.impatient().getInputStream().read());
			assertThatIllegalArgumentException().isThrownBy(() -> socket.setSoTimeout(-1));
		});
		ALL.put("getSoTimeout()", (rig) -> {
			Socket socket = rig.connected();
			assertThat(socket.getSoTimeout()).isZero();
			socket.setSoTimeout(1234);
			assertThat(socket.getSoTimeout()).isEqualTo(1234);
		});
	}

	private static void addresses() {
		ALL.put("getRemoteSocketAddress()", (rig) -> {
			assertThat(rig.unconnected().getRemoteSocketAddress()).isNull();
			assertThat(rig.connected().getRemoteSocketAddress()).isEqualTo(SocketRig.ADDRESS);
			assertThat(rig.connection().asSocket().getRemoteSocketAddress())
				.isEqualTo(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), rig.serverPort()));
		});
		ALL.put("getInetAddress()", (rig) -> {
			assertThat(rig.unconnected().getInetAddress()).isNull();
			assertThat(rig.connected().getInetAddress()).hasToString("db.internal/127.0.0.1");
			assertThat(rig.connection().asSocket().getInetAddress()).isEqualTo(InetAddress.getByName("127.0.0.1"));
		});
		ALL.put("getPort()", (rig) -> {
			assertThat(rig.unconnected().getPort()).isZero();
			assertThat(rig.connected().getPort()).isEqualTo(5432);
			assertThat(rig.connection().asSocket().getPort()).isEqualTo(rig.serverPort());
		});
		ALL.put("getLocalSocketAddress()", (rig) -> {
			assertThat(rig.unconnected().getLocalSocketAddress()).isNull();
			assertThat(rig.connected().getLocalSocketAddress())
				.isEqualTo(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), rig.clientPort()));
		});
		ALL.put("getLocalAddress()", (rig) -> {
			assertThat(rig.unconnected().getLocalAddress().isAnyLocalAddress()).isTrue();
			assertThat(rig.connected().getLocalAddress()).isEqualTo(InetAddress.getByName("127.0.0.1"));
		});
		ALL.put("getLocalPort()", (rig) -> {
			assertThat(rig.unconnected().getLocalPort()).isEqualTo(-1);
			assertThat(rig.connected().getLocalPort()).isEqualTo(rig.clientPort());
		});
		ALL.put("toString()", (rig) -> {
			assertThat(rig.unconnected()).hasToString("ConnectionSocket[unconnected]");
			assertThat(rig.connected().toString()).contains("127.0.0.1:" + rig.serverPort());
		});
	}

	private static void ends() {
		ALL.put("close()", (rig) -> {
			Socket socket = closed(rig.connected());
			RawWebSocket.Frame frame = rig.nextFrame();
			assertThat(frame.opcode()).isEqualTo(8);
			assertThat(frame.payload()).isEqualTo(SocketRig.NORMAL);
			socket.close();
		});
		ALL.put("isClosed()", (rig) -> {
			Socket socket = rig.closedByTheServer();
			assertThat(socket.isClosed()).isFalse();
			assertThat(closed(socket).isClosed()).isTrue();
			assertThat(closed(rig.unconnected()).isClosed()).isTrue();
		});
		ALL.put("shutdownInput()", (rig) -> {
			Socket socket = rig.connected();
			InputStream in = socket.getInputStream();
			socket.shutdownInput();
			socket.getOutputStream().write(Payloads.bytes(1000));
			assertThat(rig.nextFrame().payload()).hasSize(1000);
			assertThat(in.read()).isEqualTo(-1);
			assertThat(in.available()).isZero();
			assertRefused(socket::shutdownInput);
			socket.close();
			assertThat(rig.nextFrame().payload()).isEqualTo(SocketRig.NORMAL);
		});
		ALL.put("isInputShutdown()", (rig) -> {
			Socket socket = rig.connected();
			assertThat(socket.isInputShutdown()).isFalse();
			socket.shutdownInput();
			assertThat(socket.isInputShutdown()).isTrue();
		});
		ALL.put("shutdownOutput()", (rig) -> {
			Socket socket = rig.connected();
			assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(socket::shutdownOutput);
			socket.getOutputStream().write(7);
			assertThat(socket.getInputStream().read()).isEqualTo(7);
		});
		ALL.put("isOutputShutdown()", (rig) -> {
			assertThat(rig.connected().isOutputShutdown()).isFalse();
			assertThat(closed(rig.connected()).isOutputShutdown()).isFalse();
		});
	}

	private static void whatTcpHasAndWebSocketHasNot() {
		ALL.put("sendUrgentData(int)", (rig) -> {
			Socket socket = rig.connected();
			assertRefused(() -> socket.sendUrgentData(1));
			socket.getOutputStream().write(7);
			assertThat(rig.nextFrame().payload()).containsExactly(7);
		});
		ALL.put("getChannel()", (rig) -> {
			assertThat(rig.unconnected().getChannel()).isNull();
			assertThat(rig.connected().getChannel()).isNull();
		});
		// Nobody may call it: it would be for the whole JVM
		ALL.put("setSocketImplFactory(SocketImplFactory)",
				(rig) -> assertThat(Modifier
					.isStatic(Socket.class.getMethod("setSocketImplFactory", SocketImplFactory.class).getModifiers()))
					.isTrue());
	}

	private static Socket closed(Socket socket) throws IOException {
		socket.close();
		return socket;
	}

	private static void assertTimesOut(Socket socket, ThrowingCallable connect) {
		assertTimesOut(connect);
		assertThat(socket.isClosed()).isTrue();
	}

	private static void assertTimesOut(ThrowingCallable operation) {
		assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(operation);
	}

	private static void assertRefused(ThrowingCallable operation) {
		assertThatExceptionOfType(SocketException.class).isThrownBy(operation);
	}

}
