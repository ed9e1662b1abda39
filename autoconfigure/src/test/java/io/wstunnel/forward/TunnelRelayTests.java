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
import java.lang.ref.WeakReference;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
 * Tests of {@link TunnelRelay} between a connection that cannot be half-closed and a real
 * socket.
 */
@Timeout(120)
class TunnelRelayTests {

	private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);

	private RelayRig rig;

	@BeforeEach
	void start() throws Exception {
		this.rig = RelayRig.withoutHalfClose();
	}

	@AfterEach
	void close() throws IOException {
		this.rig.close();
	}

	@Test
	void bytesGoBothWays() throws Exception {
		peer().getOutputStream().write(HELLO);
		assertThat(target().getInputStream().readNBytes(HELLO.length)).isEqualTo(HELLO);
		target().getOutputStream().write(HELLO);
		assertThat(peer().getInputStream().readNBytes(HELLO.length)).isEqualTo(HELLO);
	}

	@Test
	void manyBytesGoBothWaysAtOnce() throws Exception {
		int total = 8 * 1024 * 1024;
		Call<Void> up = CallingThreads.PLATFORM.call(() -> {
			for (int position = 0; position < total; position += 50_000) {
				peer().getOutputStream().write(Payloads.bytes(position, Math.min(50_000, total - position)));
			}
			return null;
		});
		Call<Void> down = CallingThreads.PLATFORM.call(() -> {
			for (int position = 0; position < total; position += 50_000) {
				target().getOutputStream().write(Payloads.bytes(position, Math.min(50_000, total - position)));
			}
			return null;
		});
		Call<byte[]> atTarget = CallingThreads.PLATFORM.call(() -> target().getInputStream().readNBytes(total));
		Payloads.check(ByteBuffer.wrap(peer().getInputStream().readNBytes(total)), 0);
		Payloads.check(ByteBuffer.wrap(atTarget.get()), 0);
		up.get();
		down.get();
	}

	@Test
	void anOrderlyEndOfTheTargetClosesWith1000BehindItsBytes() throws Exception {
		target().getOutputStream().write(HELLO);
		target().close();
		assertThat(peer().getInputStream().readAllBytes()).isEqualTo(HELLO);
		assertThat(Await.value(peer().closed()).getCode()).isEqualTo(1000);
		assertThat(this.rig.awaitEnd().getCode()).isEqualTo(1000);
	}

	@Test
	void aResetOfTheTargetIsNoEnd() throws Exception {
		target().getOutputStream().write(HELLO);
		assertThat(peer().getInputStream().readNBytes(HELLO.length)).isEqualTo(HELLO);
		RelayRig.reset(target());
		assertPeerReadsFailure(CloseStatus.SERVER_ERROR.getCode());
	}

	@Test
	void anOrderlyCloseOfThePeerEndsTheStreamBehindItsBytes() throws Exception {
		peer().getOutputStream().write(HELLO);
		peer().close();
		assertThat(target().getInputStream().readAllBytes()).isEqualTo(HELLO);
		assertThat(this.rig.awaitEnd().getCode()).isEqualTo(1000);
	}

	@Test
	void aTargetThatStillSendsSeesTheEndAndNoReset() throws Exception {
		peer().close();
		target().getOutputStream().write(Payloads.bytes(100_000));
		assertThat(target().getInputStream().readAllBytes()).isEmpty();
	}

	@Test
	void aCutOfThePeerResetsTheTarget() {
		peer().abort();
		RelayRig.assertReset(target());
	}

	@Test
	void aCloseOfThePeerWithAnErrorResetsTheTarget() throws Exception {
		peer().close(new CloseStatus(4000));
		RelayRig.assertReset(target());
	}

	@Test
	void aCloseAtThisEndResetsTheTarget() throws Exception {
		CallingThreads.PLATFORM.call(() -> {
			this.rig.getRelayed().close(CloseStatus.SERVICE_RESTARTED);
			return null;
		});
		RelayRig.assertReset(target());
		assertPeerReadsFailure(CloseStatus.SERVICE_RESTARTED.getCode());
	}

	@Test
	void theDeathOfTheProcessResetsTheTarget() throws Exception {
		Process process = RelayProcess.start(this.rig.getPort());
		try (Socket other = this.rig.accept()) {
			assertThat(other.getInputStream().readNBytes(HELLO.length)).isEqualTo(HELLO);
			process.destroyForcibly();
			assertThatExceptionOfType(SocketException.class).isThrownBy(() -> other.getInputStream().read())
				.withMessageContaining("reset");
		}
		finally {
			process.destroyForcibly();
		}
	}

	/**
	 * What was to happen later to a connection that has ended must not hold it until
	 * then.
	 */
	@Test
	void aRelayThatHasEndedIsNotKeptInMemory() throws Exception {
		WeakReference<TargetChannel> ended = relayToTheEnd();
		Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> {
			System.gc();
			return ended.get() == null;
		});
	}

	private WeakReference<TargetChannel> relayToTheEnd() throws Exception {
		TargetChannel channel = this.rig.dial();
		WsConnectionPair other = WsConnectionPair.create();
		CompletionStage<CloseStatus> otherEnd = TunnelRelay.start(other.getServer(), channel);
		try (Socket accepted = this.rig.accept()) {
			other.getClient().getOutputStream().write(HELLO);
			other.getClient().close();
			assertThat(accepted.getInputStream().readAllBytes()).isEqualTo(HELLO);
			assertThat(Await.value(otherEnd).getCode()).isEqualTo(1000);
		}
		other.close();
		Awaitility.await().atMost(Await.LIMIT).until(channel::isClosed);
		return new WeakReference<>(channel);
	}

	@Test
	void relaysThatRestHaveNoThreads() throws Exception {
		int before = Thread.activeCount();
		List<WsConnectionPair> pairs = new ArrayList<>();
		List<Socket> targets = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			WsConnectionPair other = WsConnectionPair.create();
			pairs.add(other);
			TunnelRelay.start(other.getServer(), this.rig.dial());
			targets.add(this.rig.accept());
		}
		Awaitility.await().atMost(Await.LIMIT).until(() -> Thread.activeCount() <= before + 5);
		assertThat(RelayBuffers.getLent()).isZero();
		for (int i = 0; i < 100; i++) {
			targets.get(i).getOutputStream().write(HELLO);
			assertThat(pairs.get(i).getClient().getInputStream().readNBytes(HELLO.length)).isEqualTo(HELLO);
			pairs.get(i).close();
			targets.get(i).close();
		}
	}

	private WsConnection peer() {
		return this.rig.getPeer();
	}

	private Socket target() {
		return this.rig.getTarget();
	}

	private void assertPeerReadsFailure(int code) {
		assertThatExceptionOfType(WsClosedException.class).isThrownBy(() -> peer().getInputStream().readAllBytes())
			.satisfies((ex) -> assertThat(ex.getStatus().getCode()).isEqualTo(code));
	}

}
