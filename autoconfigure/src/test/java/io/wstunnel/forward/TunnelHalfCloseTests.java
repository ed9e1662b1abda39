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
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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

	private RelayRig rig;

	@BeforeEach
	void start() throws Exception {
		this.rig = new RelayRig(WsConnectionPair.create());
	}

	@AfterEach
	void close() throws IOException {
		this.rig.close();
	}

	@Test
	void anEndOfThePeerIsAFinAndTheAnswerStillComes() throws Exception {
		peer().getOutputStream().write(HELLO);
		peer().shutdownOutput();
		assertThat(target().getInputStream().readAllBytes()).isEqualTo(HELLO);
		byte[] answer = Payloads.bytes(1_000_000);
		Call<Void> answering = CallingThreads.PLATFORM.call(() -> {
			target().getOutputStream().write(answer);
			target().close();
			return null;
		});
		assertThat(peer().getInputStream().readAllBytes()).isEqualTo(answer);
		answering.get();
		assertThat(Await.value(peer().closed()).getCode()).isEqualTo(1000);
		assertThat(this.rig.awaitEnd().getCode()).isEqualTo(1000);
	}

	@Test
	void aFinOfTheTargetIsAnEndAndThePeerMayGoOn() throws Exception {
		target().getOutputStream().write(HELLO);
		target().shutdownOutput();
		assertThat(peer().getInputStream().readAllBytes()).isEqualTo(HELLO);
		byte[] more = Payloads.bytes(1_000_000);
		Call<byte[]> reading = CallingThreads.PLATFORM.call(() -> target().getInputStream().readAllBytes());
		peer().write(ByteBuffer.wrap(more));
		peer().shutdownOutput();
		assertThat(reading.get()).isEqualTo(more);
		assertThat(this.rig.awaitEnd().getCode()).isEqualTo(1000);
		assertThat(Await.value(peer().closed()).getCode()).isEqualTo(1000);
	}

	@Test
	void aCloseOfThePeerBehindTheEndOfTheTargetEndsIt() throws Exception {
		target().shutdownOutput();
		assertThat(peer().getInputStream().read()).isEqualTo(-1);
		peer().getOutputStream().write(HELLO);
		peer().close();
		assertThat(target().getInputStream().readAllBytes()).isEqualTo(HELLO);
		assertThat(this.rig.awaitEnd().getCode()).isEqualTo(1000);
	}

	@Test
	void aCloseOfThePeerBehindItsEndIsNoResetForATargetThatStillSends() throws Exception {
		peer().shutdownOutput();
		assertThat(target().getInputStream().read()).isEqualTo(-1);
		peer().close();
		target().getOutputStream().write(Payloads.bytes(100_000));
		assertThat(target().getInputStream().read()).isEqualTo(-1);
		assertThat(this.rig.awaitEnd().getCode()).isEqualTo(1000);
	}

	@Test
	void aCutOfThePeerBehindItsEndResetsTheTarget() throws Exception {
		peer().shutdownOutput();
		assertThat(target().getInputStream().read()).isEqualTo(-1);
		peer().abort();
		assertTargetIsReset();
	}

	@Test
	void aCutOfThePeerBehindTheEndOfTheTargetResetsIt() throws Exception {
		target().shutdownOutput();
		assertThat(peer().getInputStream().read()).isEqualTo(-1);
		peer().abort();
		RelayRig.assertReset(target());
	}

	@Test
	void aCutOfThePeerWhileTheTargetThatHasEndedTakesNothingResetsIt() throws Exception {
		target().shutdownOutput();
		assertThat(peer().getInputStream().read()).isEqualTo(-1);
		Call<Void> writer = CallingThreads.PLATFORM.call(() -> {
			while (true) {
				peer().getOutputStream().write(new byte[64 * 1024]);
			}
		});
		writer.awaitBlocked();
		peer().abort();
		assertThat(writer.getFailure()).isInstanceOf(IOException.class);
		RelayRig.assertReset(target());
	}

	@Test
	void aResetOfTheTargetBehindThePeersEndIsNoEnd() throws Exception {
		target().getOutputStream().write(HELLO);
		peer().shutdownOutput();
		assertThat(target().getInputStream().read()).isEqualTo(-1);
		assertThat(peer().getInputStream().readNBytes(HELLO.length)).isEqualTo(HELLO);
		RelayRig.reset(target());
		assertThatExceptionOfType(WsClosedException.class).isThrownBy(() -> peer().getInputStream().read())
			.satisfies((ex) -> assertThat(ex.getStatus().getCode()).isEqualTo(1011));
	}

	@Test
	void aTargetThatHasEndedAndTakesNoMoreIsToldToThePeer() throws Exception {
		target().close();
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
				CompletionStage<CloseStatus> end = TunnelRelay.start(other.getServer(), this.rig.dial());
				try (Socket socket = this.rig.accept()) {
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
		return this.rig.getPeer();
	}

	private Socket target() {
		return this.rig.getTarget();
	}

	/**
	 * The end was read before, so that only a write shows it.
	 */
	private void assertTargetIsReset() {
		Awaitility.await().atMost(Await.LIMIT).until(() -> {
			try {
				target().getOutputStream().write(1);
				return false;
			}
			catch (SocketException ex) {
				return true;
			}
		});
	}

}
