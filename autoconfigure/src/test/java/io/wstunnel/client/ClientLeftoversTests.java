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
import java.net.InetAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import javax.net.ServerSocketFactory;

import io.wstunnel.WsConnection;
import io.wstunnel.WsConnectionSettings;
import io.wstunnel.testsupport.Await;
import io.wstunnel.testsupport.Call;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests of what is left of a client's connections once they are closed, in whichever way:
 * no thread, no selector and no socket.
 */
@Timeout(60)
class ClientLeftoversTests {

	private static final int CONNECTIONS = 10;

	private static final byte CLOSE = 1;

	private static final byte CUT = 2;

	private static final byte ECHO = 3;

	@TempDir
	private static Path directory;

	private static TestCertificate certificate;

	@BeforeAll
	static void createCertificate() {
		certificate = TestCertificate.create(directory, "dns:localhost");
	}

	@ParameterizedTest
	@EnumSource
	void nothingIsLeft(Ending ending) throws Exception {
		check(ending, "ws", ServerSocketFactory.getDefault());
	}

	@ParameterizedTest
	@EnumSource
	void nothingIsLeftOverTls(Ending ending) throws Exception {
		check(ending, "wss", certificate.serverContext().getServerSocketFactory());
	}

	private static void check(Ending ending, String scheme, ServerSocketFactory sockets) throws Exception {
		try (RawServer server = new RawServer(sockets.createServerSocket(0, 50, InetAddress.getLoopbackAddress()),
				ClientLeftoversTests::serve); DefaultWsTunnelClient client = client()) {
			URI uri = URI.create(scheme + "://localhost:" + server.getPort() + "/");
			// Whatever is created once and for all
			connect(client, uri).close();
			awaitThreads(0);
			Map<String, Long> before = Descriptors.countOpen();
			List<WsConnection> connections = new ArrayList<>();
			for (int i = 0; i < CONNECTIONS; i++) {
				connections.add(connect(client, uri));
			}
			awaitThreads(1);
			assertThat(Descriptors.countOpen()).isNotEqualTo(before);
			ending.end(client, connections);
			awaitThreads(0);
			Awaitility.await()
				.atMost(Await.LIMIT)
				.untilAsserted(() -> assertThat(Descriptors.countOpen()).allSatisfy((kind,
						count) -> assertThat(count).as(kind).isLessThanOrEqualTo(before.getOrDefault(kind, 0L))));
		}
	}

	private static void serve(RawWebSocket socket) throws IOException {
		socket.accept();
		while (true) {
			RawWebSocket.Frame frame = socket.readFrame();
			if (frame.opcode() == 8) {
				socket.send(RawWebSocket.frame(0x88, frame.payload()));
				return;
			}
			switch (frame.payload()[0]) {
				case CLOSE -> {
					socket.send(RawWebSocket.frame(0x88, SocketRig.NORMAL));
					socket.awaitEnd();
					return;
				}
				case CUT -> {
					return;
				}
				default -> socket.send(RawWebSocket.frame(0x80 | frame.opcode(), frame.payload()));
			}
		}
	}

	private static DefaultWsTunnelClient client() {
		return DefaultWsTunnelClient.builder()
			.connectTimeout(Await.LIMIT)
			.settings(WsConnectionSettings.builder().closeTimeout(Duration.ofSeconds(5)).build())
			.sslContext(certificate.trustingContext())
			.build();
	}

	private static WsConnection connect(DefaultWsTunnelClient client, URI uri) throws IOException {
		WsConnection connection = client.connect(uri);
		send(connection, ECHO);
		assertThat(connection.getInputStream().read()).isEqualTo(ECHO);
		return connection;
	}

	private static void send(WsConnection connection, byte octet) throws IOException {
		connection.write(ByteBuffer.wrap(new byte[] { octet }));
	}

	/**
	 * One that resolved a name may still be about to end.
	 */
	private static void awaitThreads(int count) {
		Awaitility.await().atMost(Await.LIMIT).until(() -> ClientConnectTests.countThreads("wstunnel-client") == count);
	}

	enum Ending {

		CLOSE {

			@Override
			void end(WsConnection connection) throws IOException {
				connection.close();
			}

		},

		ABORT {

			@Override
			void end(WsConnection connection) {
				connection.abort();
			}

		},

		STREAM {

			@Override
			void end(WsConnection connection) throws IOException {
				connection.getOutputStream().close();
			}

		},

		SOCKET {

			@Override
			void end(WsConnection connection) throws IOException {
				connection.asSocket().close();
			}

		},

		RESET {

			@Override
			void end(WsConnection connection) throws IOException {
				connection.asSocket().setSoLinger(true, 0);
				connection.asSocket().close();
			}

		},

		INTERRUPT {

			@Override
			void end(WsConnection connection) {
				Call<Void> read = DefaultWsTunnelClientTests.run(() -> connection.getInputStream().read());
				read.interrupt();
				assertThat(read.getFailure()).isInstanceOf(ClosedByInterruptException.class);
			}

		},

		CLOSE_OF_THE_PEER {

			@Override
			void end(WsConnection connection) throws IOException {
				send(connection, ClientLeftoversTests.CLOSE);
				assertThat(connection.getInputStream().read()).isEqualTo(-1);
				connection.close();
			}

		},

		CUT_BY_THE_PEER {

			@Override
			void end(WsConnection connection) throws IOException {
				send(connection, CUT);
				assertThatIOException().isThrownBy(() -> connection.getInputStream().read());
				connection.close();
			}

		},

		CLOSE_OF_THE_CLIENT {

			@Override
			void end(DefaultWsTunnelClient client, List<WsConnection> connections) {
				client.close();
			}

			@Override
			void end(WsConnection connection) {
			}

		};

		void end(DefaultWsTunnelClient client, List<WsConnection> connections) throws IOException {
			for (WsConnection connection : connections) {
				end(connection);
			}
		}

		abstract void end(WsConnection connection) throws IOException;

	}

}
