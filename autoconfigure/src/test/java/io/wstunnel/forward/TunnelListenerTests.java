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

package io.wstunnel.forward;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import io.wstunnel.WsClosedException;
import io.wstunnel.WsConnection;
import io.wstunnel.WsConnectionPair;
import io.wstunnel.WsConnectionSettings;
import io.wstunnel.connection.ConnectionFlow;
import io.wstunnel.connection.FlowListener;
import io.wstunnel.testsupport.Await;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests of {@link TunnelListener}.
 */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class TunnelListenerTests {

	private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);

	private final BlockingQueue<WsConnectionPair> pairs = new LinkedBlockingQueue<>();

	private TunnelListener listener;

	@AfterEach
	void stop() {
		this.listener.stop();
		this.pairs.forEach(WsConnectionPair::close);
	}

	@Test
	void eachConnectionHasATunnelOfItsOwn() throws Exception {
		int port = start(2, this::open);
		try (Socket first = connect(port)) {
			WsConnection firstPeer = Await.next(this.pairs).getServer();
			try (Socket second = connect(port)) {
				WsConnection secondPeer = Await.next(this.pairs).getServer();
				first.getOutputStream().write(HELLO);
				assertThat(firstPeer.getInputStream().readNBytes(HELLO.length)).isEqualTo(HELLO);
				secondPeer.getOutputStream().write(HELLO);
				secondPeer.close();
				assertThat(second.getInputStream().readAllBytes()).isEqualTo(HELLO);
			}
			first.shutdownOutput();
			assertThat(firstPeer.getInputStream().readAllBytes()).isEmpty();
		}
	}

	@Test
	void aTunnelThatCannotBeOpenedResetsTheConnectionAndSaysWhy(CapturedOutput output) throws Exception {
		int port = start(1, () -> {
			throw new ConnectException("Nobody is there");
		});
		for (int i = 0; i < 2; i++) {
			assertReset(port);
		}
		assertThat(output).contains("Tunnel 'db' cannot be opened").contains("Nobody is there");
	}

	@Test
	void aTunnelThatCannotBeRelayedIsClosed(CapturedOutput output) throws Exception {
		int port = start(1, () -> {
			WsConnection connection = open();
			ConnectionFlow.open(connection, new IgnoringListener());
			return connection;
		});
		assertReset(port);
		WsConnection peer = Await.next(this.pairs).getServer();
		assertThatExceptionOfType(WsClosedException.class).isThrownBy(() -> peer.getInputStream().read());
		assertThat(output).contains("relayed already");
	}

	@Test
	void anExecutorWithoutAThreadResetsTheConnection(CapturedOutput output) throws Exception {
		int port = start(1, this::open, (task) -> {
			throw new RejectedExecutionException("No thread");
		});
		assertReset(port);
		assertThat(output).contains("No thread");
	}

	@Test
	void connectionsAboveTheLimitAreReset(CapturedOutput output) throws Exception {
		int port = start(1, this::open);
		try (Socket first = connect(port)) {
			Await.next(this.pairs);
			assertReset(port);
			assertThat(first.isConnected()).isTrue();
		}
		assertThat(output).contains("Tunnel 'db' has its 1 connections");
		Awaitility.await().atMost(Await.LIMIT).until(() -> {
			try (Socket next = connect(port)) {
				return this.pairs.poll(100, TimeUnit.MILLISECONDS) != null && next.isConnected();
			}
		});
	}

	@Test
	void stoppedItTakesNoMoreAndLeavesWhatIsOpen() throws Exception {
		int port = start(1, this::open);
		try (Socket open = connect(port)) {
			WsConnection peer = Await.next(this.pairs).getServer();
			this.listener.stop();
			// The kernel closes it once the thread that accepts has left
			Awaitility.await()
				.atMost(Await.LIMIT)
				.untilAsserted(() -> assertThatIOException().isThrownBy(() -> connect(port).close()));
			open.getOutputStream().write(HELLO);
			assertThat(peer.getInputStream().readNBytes(HELLO.length)).isEqualTo(HELLO);
		}
	}

	private int start(int maxConnections, TunnelOpener opener) throws IOException {
		return start(maxConnections, opener, ForkJoinPool.commonPool());
	}

	private int start(int maxConnections, TunnelOpener opener, Executor executor) throws IOException {
		this.listener = new TunnelListener("db", new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0),
				maxConnections, opener, executor);
		return this.listener.start();
	}

	private WsConnection open() {
		WsConnectionPair pair = WsConnectionPair.builder()
			.settings(WsConnectionSettings.builder().controlExtension(false).build())
			.build();
		this.pairs.add(pair);
		return pair.getClient();
	}

	private static Socket connect(int port) throws IOException {
		Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), port);
		socket.setSoTimeout((int) Await.LIMIT.toMillis());
		return socket;
	}

	private static void assertReset(int port) throws IOException {
		try (Socket socket = connect(port)) {
			assertThatExceptionOfType(SocketException.class).isThrownBy(() -> socket.getInputStream().read());
		}
	}

	private static final class IgnoringListener implements FlowListener {

		@Override
		public void onReadable() {
		}

		@Override
		public void onWritable() {
		}

	}

}
