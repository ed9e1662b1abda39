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

package io.wstunnel.contract;

import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;

import javax.net.ssl.SSLSocket;

import io.wstunnel.DeadlineAction;
import io.wstunnel.testsupport.Call;
import io.wstunnel.testsupport.TestTls;
import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * S1 and H2.
 */
interface SocketViewContract extends ContractSupport {

	@Test
	default void s1TheSocketIsConnected() throws Exception {
		ConnectionRig rig = open();
		Socket socket = rig.connection().asSocket();
		assertThat(socket).isSameAs(rig.connection().asSocket());
		assertThat(socket.isConnected()).isTrue();
		assertThat(socket.isBound()).isTrue();
		assertThat(socket.isClosed()).isFalse();
		assertThat(socket.isInputShutdown()).isFalse();
		assertThat(socket.isOutputShutdown()).isFalse();
		assertThat(socket.getRemoteSocketAddress()).isNotNull();
		assertThat(socket.getLocalSocketAddress()).isNotNull();
		assertThat(socket.toString()).isNotEmpty();
		assertThatExceptionOfType(SocketException.class)
			.isThrownBy(() -> socket.connect(new InetSocketAddress("localhost", 1)));
	}

	@Test
	default void s1TheStreamsAreTheConnections() throws Exception {
		ConnectionRig rig = open();
		Socket socket = rig.connection().asSocket();
		socket.getOutputStream().write("out".getBytes());
		assertThat(rig.peer().readMessage().payloadAsText()).isEqualTo("out");
		rig.peer().sendBinary("in".getBytes());
		assertThat(socket.getInputStream().readNBytes(2)).asString().isEqualTo("in");
		rig.peer().sendClose(1000);
		assertThat(socket.getInputStream().read()).isEqualTo(-1);
	}

	@Test
	default void s1ReadingGoesOnAfterASoTimeoutWhateverTheDeadlineAction() throws Exception {
		for (DeadlineAction action : DeadlineAction.values()) {
			ConnectionRig rig = open((settings) -> settings.deadlineAction(action));
			Socket socket = rig.connection().asSocket();
			socket.setSoTimeout(1);
			assertThat(socket.getSoTimeout()).isEqualTo(1);
			for (int i = 0; i < 3; i++) {
				assertThatExceptionOfType(SocketTimeoutException.class)
					.isThrownBy(() -> socket.getInputStream().read());
			}
			rig.peer().sendBinary("ab".getBytes());
			awaitAvailable(rig.connection(), 2);
			assertThat(socket.getInputStream().read()).isEqualTo('a');
			socket.setSoTimeout(0);
			assertThat(socket.getInputStream().read()).isEqualTo('b');
			write(rig.connection(), "still open");
			assertThat(rig.peer().readMessage().payloadAsText()).isEqualTo("still open");
		}
	}

	@Test
	default void s1TheSoTimeoutIsOfTheSocketAlone() throws Exception {
		ConnectionRig rig = open();
		rig.connection().asSocket().setSoTimeout(1);
		Call<Integer> read = blockedRead(rig.connection());
		read.staysBlocked();
		rig.peer().sendBinary((byte) 1);
		assertThat(read.get()).isOne();
	}

	@Test
	default void s1OptionsAreAccepted() throws Exception {
		Socket socket = open().connection().asSocket();
		socket.setTcpNoDelay(true);
		assertThat(socket.getTcpNoDelay()).isTrue();
		socket.setKeepAlive(true);
		socket.getKeepAlive();
		socket.setSoLinger(true, 1);
		socket.getSoLinger();
		socket.setSendBufferSize(8192);
		assertThat(socket.getSendBufferSize()).isPositive();
		socket.setReceiveBufferSize(8192);
		assertThat(socket.getReceiveBufferSize()).isPositive();
		socket.setReuseAddress(true);
		socket.getReuseAddress();
		socket.setTrafficClass(0x10);
		socket.getTrafficClass();
		socket.setOOBInline(true);
		socket.getOOBInline();
		socket.setPerformancePreferences(1, 2, 3);
		assertThat(socket.supportedOptions()).isNotNull();
		assertThatIllegalArgumentException().isThrownBy(() -> socket.setSoTimeout(-1));
	}

	@Test
	default void s1CloseClosesTheConnection() throws Exception {
		ConnectionRig rig = open();
		Socket socket = rig.connection().asSocket();
		Call<Boolean> close = run(socket::close);
		assertThat(rig.peer().readClose().getCode()).isEqualTo(1000);
		rig.peer().sendClose(1000);
		close.get();
		assertThat(socket.isClosed()).isTrue();
		assertThat(rig.connection().isOpen()).isFalse();
	}

	@Test
	default void s1AClosedSocketThrowsAsASocketDoes() throws Exception {
		ConnectionRig rig = open();
		Socket socket = rig.connection().asSocket();
		var input = socket.getInputStream();
		var output = socket.getOutputStream();
		rig.connection().abort();
		assertThat(socket.isClosed()).isTrue();
		assertThat(socket.isConnected()).isTrue();
		assertSocketClosed(input::read);
		assertSocketClosed(() -> output.write(1));
		assertSocketClosed(socket::getInputStream);
		assertSocketClosed(socket::getOutputStream);
		assertSocketClosed(() -> socket.setSoTimeout(1));
		assertSocketClosed(socket::getSoTimeout);
		assertSocketClosed(() -> socket.setTcpNoDelay(true));
		socket.close();
	}

	@Test
	default void s1ABlockedReadOfASocketThatIsClosedThrowsAsASocketDoes() throws Exception {
		ConnectionRig rig = open();
		Socket socket = rig.connection().asSocket();
		Call<Integer> read = call(() -> socket.getInputStream().read()).awaitBlocked();
		rig.connection().abort();
		assertThat(read.getFailure()).isInstanceOf(SocketException.class).hasMessage("Socket closed");
	}

	@Test
	default void s1ClosingAStreamOfTheSocketClosesIt() throws Exception {
		ConnectionRig rig = open();
		Socket socket = rig.connection().asSocket();
		Call<Boolean> close = run(() -> socket.getOutputStream().close());
		rig.peer().readClose();
		rig.peer().sendClose(1000);
		close.get();
		assertThat(socket.isClosed()).isTrue();
	}

	@Test
	default void s1TlsCanBeLayeredOnIt() throws Exception {
		ConnectionPair pair = openPair((settings) -> {
		});
		TestTls tls = TestTls.create();
		SSLSocket server = (SSLSocket) tls.context()
			.getSocketFactory()
			.createSocket(pair.server().asSocket(), null, true);
		Call<Boolean> echo = run(() -> {
			try (server) {
				server.getInputStream().transferTo(server.getOutputStream());
			}
		});
		SSLSocket client = (SSLSocket) tls.context()
			.getSocketFactory()
			.createSocket(pair.client().asSocket(), "localhost", 443, true);
		client.setUseClientMode(true);
		client.getOutputStream().write(LARGE, 0, 100_000);
		assertThat(client.getInputStream().readNBytes(100_000)).startsWith(LARGE[0], LARGE[1]).hasSize(100_000);
		client.close();
		echo.get();
		assertThat(pair.client().isOpen()).isFalse();
	}

	@Test
	default void h2WithoutNegotiationShutdownOutputIsNotSupported() throws Exception {
		ConnectionRig rig = open();
		Socket socket = rig.connection().asSocket();
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(socket::shutdownOutput);
		assertThat(socket.isOutputShutdown()).isFalse();
		write(rig.connection(), "whole");
		assertThat(rig.peer().readMessage().payloadAsText()).isEqualTo("whole");
		rig.peer().sendBinary("whole".getBytes());
		assertThat(readText(rig.connection(), 5)).isEqualTo("whole");
	}

	private void assertSocketClosed(ThrowableAssert.ThrowingCallable call) {
		assertThatExceptionOfType(SocketException.class).isThrownBy(call).withMessage("Socket closed");
	}

}
