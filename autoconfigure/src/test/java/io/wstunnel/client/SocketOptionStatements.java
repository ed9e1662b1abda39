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
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * The {@link SocketStatements} about options.
 */
final class SocketOptionStatements {

	private SocketOptionStatements() {
	}

	static void addTo(Map<String, SocketStatement> statements) {
		flags(statements);
		sizes(statements);
		otherOptions(statements);
	}

	private static void flags(Map<String, SocketStatement> statements) {
		remembers(statements, "TcpNoDelay", "boolean", true, Socket::setTcpNoDelay, Socket::getTcpNoDelay, true, false);
		remembers(statements, "KeepAlive", "boolean", true, Socket::setKeepAlive, Socket::getKeepAlive, true, false);
		remembers(statements, "ReuseAddress", "boolean", false, Socket::setReuseAddress, Socket::getReuseAddress, true,
				false);
		remembers(statements, "OOBInline", "boolean", false, Socket::setOOBInline, Socket::getOOBInline, true, false);
	}

	private static void sizes(Map<String, SocketStatement> statements) {
		remembers(statements, "SendBufferSize", "int", 64 * 1024, Socket::setSendBufferSize, Socket::getSendBufferSize,
				1, 9999);
		remembers(statements, "ReceiveBufferSize", "int", 64 * 1024, Socket::setReceiveBufferSize,
				Socket::getReceiveBufferSize, 1, 9999);
		remembers(statements, "TrafficClass", "int", 0, Socket::setTrafficClass, Socket::getTrafficClass, 8, 255);
		remembers(statements, "SoLinger", "boolean, int", -1,
				(socket, seconds) -> socket.setSoLinger(seconds >= 0, seconds), Socket::getSoLinger, 5, -1, 0);
		SocketStatement remembered = statements.get("setSoLinger(boolean, int)");
		statements.put("setSoLinger(boolean, int)", (rig) -> {
			remembered.check(rig);
			assertThat(rig.endsWithAClose()).as("Close frame after a linger of 0").isFalse();
		});
	}

	private static void otherOptions(Map<String, SocketStatement> statements) {
		statements.put("setPerformancePreferences(int, int, int)", (rig) -> {
			rig.unconnected().setPerformancePreferences(1, 2, 3);
			rig.connected().setPerformancePreferences(3, 2, 1);
		});
		statements.put("setOption(SocketOption, Object)", (rig) -> {
			Socket socket = rig.connected();
			assertThat(socket.setOption(StandardSocketOptions.SO_RCVBUF, 3000)).isSameAs(socket);
			assertThat(socket.getReceiveBufferSize()).isEqualTo(3000);
			for (SocketOption<?> probe : probes()) {
				@SuppressWarnings("unchecked")
				SocketOption<Integer> option = (SocketOption<Integer>) probe;
				socket.setOption(option, 7);
				assertThat(socket.getOption(option)).isEqualTo(7);
				assertThatIOException().isThrownBy(() -> socket.setOption(option, -1));
			}
			assertThatExceptionOfType(UnsupportedOperationException.class)
				.isThrownBy(() -> socket.setOption(StandardSocketOptions.IP_MULTICAST_TTL, 1));
		});
		statements.put("getOption(SocketOption)", (rig) -> {
			Socket socket = rig.connected();
			socket.setTrafficClass(8);
			assertThat(socket.getOption(StandardSocketOptions.IP_TOS)).isEqualTo(8);
			assertThatExceptionOfType(UnsupportedOperationException.class)
				.isThrownBy(() -> socket.getOption(StandardSocketOptions.IP_MULTICAST_TTL));
		});
		statements.put("supportedOptions()", (rig) -> {
			Set<SocketOption<?>> options = new HashSet<>(Set.of(StandardSocketOptions.SO_LINGER,
					StandardSocketOptions.TCP_NODELAY, StandardSocketOptions.SO_KEEPALIVE,
					StandardSocketOptions.SO_SNDBUF, StandardSocketOptions.SO_RCVBUF,
					StandardSocketOptions.SO_REUSEADDR, StandardSocketOptions.IP_TOS));
			options.addAll(probes());
			assertThat(rig.connected().supportedOptions()).isEqualTo(options);
			assertThat(rig.unconnected().supportedOptions()).isEqualTo(options);
		});
	}

	/**
	 * A setter and its getter, before and after the socket is connected.
	 */
	@SafeVarargs
	private static <T> void remembers(Map<String, SocketStatement> statements, String property, String parameters,
			T initially, Setter<T> setter, Getter<T> getter, T... values) {
		statements.put("get" + property + "()", (rig) -> {
			assertThat(getter.get(rig.unconnected())).isEqualTo(initially);
			assertThat(getter.get(rig.connected())).isEqualTo(initially);
		});
		statements.put("set" + property + "(" + parameters + ")", (rig) -> {
			Socket socket = rig.unconnected();
			setter.set(socket, values[0]);
			socket.connect(SocketRig.ADDRESS);
			assertThat(getter.get(socket)).isEqualTo(values[0]);
			for (T value : values) {
				setter.set(socket, value);
				assertThat(getter.get(socket)).isEqualTo(value);
			}
			socket.getOutputStream().write(7);
			assertThat(socket.getInputStream().read()).isEqualTo(7);
			socket.close();
		});
	}

	private static Set<SocketOption<?>> probes() throws IOException {
		try (SocketChannel channel = SocketChannel.open()) {
			Set<SocketOption<?>> probes = new HashSet<>(channel.supportedOptions());
			probes.removeIf((option) -> !option.name().startsWith("TCP_KEEP"));
			return probes;
		}
	}

	interface Setter<T> {

		void set(Socket socket, T value) throws SocketException;

	}

	interface Getter<T> {

		T get(Socket socket) throws SocketException;

	}

}
