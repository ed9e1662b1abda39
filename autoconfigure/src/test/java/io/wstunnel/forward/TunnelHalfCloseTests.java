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
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;

import io.wstunnel.WsClosedException;
import io.wstunnel.WsConnection;
import io.wstunnel.WsConnectionPair;
import io.wstunnel.testsupport.Await;
import io.wstunnel.testsupport.Call;
import io.wstunnel.testsupport.CallingThreads;
import io.wstunnel.testsupport.Payloads;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.web.socket.CloseStatus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of {@link TunnelRelay} between a connection that can be half-closed and a real
 * socket: rule H1, across the relay.
 */
@Timeout(120)
class TunnelHalfCloseTests {

	private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);

	private static final TargetDialer DIALER = new TargetDialer(Duration.ofSeconds(5), 10);

	private final WsConnectionPair pair = WsConnectionPair.create();

	private ServerSocket listener;

	private Socket target;

	private CompletionStage<CloseStatus> end;

	@BeforeEach
	void open() throws Exception {
		this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		TargetChannel channel = DIALER.dial(new TargetPattern("127.0.0.1:" + this.listener.getLocalPort(), null),
				Map.of());
		this.end = TunnelRelay.start(this.pair.getServer(), channel);
		this.target = this.listener.accept();
		this.target.setSoTimeout((int) Await.LIMIT.toMillis());
	}

	@AfterEach
	void close() throws IOException {
		this.pair.close();
		this.target.close();
		this.listener.close();
		Awaitility.await().atMost(Await.LIMIT).until(RelayBuffers::getLent, (lent) -> lent == 0);
	}

	@Test
	void anEndOfThePeerIsAFinAndTheAnswerStillComes() throws Exception {
		peer().getOutputStream().write(HELLO);
		peer().shutdownOutput();
		assertThat(this.target.getInputStream().readAllBytes()).isEqualTo(HELLO);
		byte[] answer = Payloads.bytes(1_000_000);
		Call<Void> answering = CallingThreads.PLATFORM.call(() -> {
			this.target.getOutputStream().write(answer);
			this.target.close();
			return null;
		});
		assertThat(peer().getInputStream().readAllBytes()).isEqualTo(answer);
		answering.get();
		assertThat(Await.value(peer().closed()).getCode()).isEqualTo(1000);
		assertThat(Await.value(this.end).getCode()).isEqualTo(1000);
	}

	@Test
	void aFinOfTheTargetIsAnEndAndThePeerMayGoOn() throws Exception {
		this.target.getOutputStream().write(HELLO);
		this.target.shutdownOutput();
		assertThat(peer().getInputStream().readAllBytes()).isEqualTo(HELLO);
		byte[] more = Payloads.bytes(1_000_000);
		Call<byte[]> reading = CallingThreads.PLATFORM.call(() -> this.target.getInputStream().readAllBytes());
		peer().write(ByteBuffer.wrap(more));
		peer().shutdownOutput();
		assertThat(reading.get()).isEqualTo(more);
		assertThat(Await.value(this.end).getCode()).isEqualTo(1000);
		assertThat(Await.value(peer().closed()).getCode()).isEqualTo(1000);
	}

	@Test
	void aCloseOfThePeerBehindTheEndOfTheTargetEndsIt() throws Exception {
		this.target.shutdownOutput();
		assertThat(peer().getInputStream().read()).isEqualTo(-1);
		peer().getOutputStream().write(HELLO);
		peer().close();
		assertThat(this.target.getInputStream().readAllBytes()).isEqualTo(HELLO);
		assertThat(Await.value(this.end).getCode()).isEqualTo(1000);
	}

	@Test
	void aCloseOfThePeerBehindItsEndIsNoResetForATargetThatStillSends() throws Exception {
		peer().shutdownOutput();
		assertThat(this.target.getInputStream().read()).isEqualTo(-1);
		peer().close();
		this.target.getOutputStream().write(Payloads.bytes(100_000));
		assertThat(this.target.getInputStream().read()).isEqualTo(-1);
		assertThat(Await.value(this.end).getCode()).isEqualTo(1000);
	}

	@Test
	void aCutOfThePeerBehindItsEndResetsTheTarget() throws Exception {
		peer().shutdownOutput();
		assertThat(this.target.getInputStream().read()).isEqualTo(-1);
		peer().abort();
		assertTargetIsReset();
	}

	@Test
	void aCutOfThePeerBehindTheEndOfTheTargetResetsIt() throws Exception {
		this.target.shutdownOutput();
		assertThat(peer().getInputStream().read()).isEqualTo(-1);
		peer().abort();
		assertThatExceptionOfType(SocketException.class).isThrownBy(() -> this.target.getInputStream().readAllBytes())
			.withMessageContaining("reset");
	}

	@Test
	void aCutOfThePeerWhileTheTargetThatHasEndedTakesNothingResetsIt() throws Exception {
		this.target.shutdownOutput();
		assertThat(peer().getInputStream().read()).isEqualTo(-1);
		Call<Void> writer = CallingThreads.PLATFORM.call(() -> {
			while (true) {
				peer().getOutputStream().write(new byte[64 * 1024]);
			}
		});
		writer.awaitBlocked();
		peer().abort();
		assertThat(writer.getFailure()).isInstanceOf(IOException.class);
		assertThatExceptionOfType(SocketException.class).isThrownBy(() -> this.target.getInputStream().readAllBytes())
			.withMessageContaining("reset");
	}

	@Test
	void aResetOfTheTargetBehindThePeersEndIsNoEnd() throws Exception {
		this.target.getOutputStream().write(HELLO);
		peer().shutdownOutput();
		assertThat(this.target.getInputStream().read()).isEqualTo(-1);
		assertThat(peer().getInputStream().readNBytes(HELLO.length)).isEqualTo(HELLO);
		this.target.setSoLinger(true, 0);
		this.target.close();
		assertThatExceptionOfType(WsClosedException.class).isThrownBy(() -> peer().getInputStream().read())
			.satisfies((ex) -> assertThat(ex.getStatus().getCode()).isEqualTo(1011));
	}

	@Test
	void aTargetThatHasEndedAndTakesNoMoreIsToldToThePeer() throws Exception {
		this.target.close();
		assertThat(peer().getInputStream().read()).isEqualTo(-1);
		assertThatExceptionOfType(WsClosedException.class).isThrownBy(() -> {
			while (true) {
				peer().getOutputStream().write(HELLO);
			}
		}).satisfies((ex) -> assertThat(ex.getStatus().getCode()).isEqualTo(1011));
	}

	@Test
	void bothEndsAtOnceCloseWith1000() throws Exception {
		for (int i = 0; i < 50; i++) {
			try (WsConnectionPair other = WsConnectionPair.create()) {
				TargetChannel channel = DIALER
					.dial(new TargetPattern("127.0.0.1:" + this.listener.getLocalPort(), null), Map.of());
				CompletionStage<CloseStatus> end = TunnelRelay.start(other.getServer(), channel);
				try (Socket socket = this.listener.accept()) {
					Call<Void> fin = CallingThreads.PLATFORM.call(() -> {
						socket.shutdownOutput();
						return null;
					});
					other.getClient().shutdownOutput();
					fin.get();
					assertThat(other.getClient().getInputStream().read()).isEqualTo(-1);
					assertThat(socket.getInputStream().read()).isEqualTo(-1);
				}
				assertThat(Await.value(end).getCode()).isEqualTo(1000);
			}
		}
	}

	private WsConnection peer() {
		return this.pair.getClient();
	}

	/**
	 * The end was read before, so that only a write shows it.
	 */
	private void assertTargetIsReset() {
		Awaitility.await().atMost(Await.LIMIT).until(() -> {
			try {
				this.target.getOutputStream().write(1);
				return false;
			}
			catch (SocketException ex) {
				return true;
			}
		});
	}

}
