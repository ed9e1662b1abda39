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

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.wstunnel.WsClosedException;
import io.wstunnel.WsConnection;
import io.wstunnel.testsupport.Call;
import io.wstunnel.testsupport.RawFrame;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * D6 and C6.
 */
interface LifetimeContract extends ContractSupport {

	@Test
	default void d6AnIdleConnectionEndsWithItsLifetimeAndThePeerNotices() throws Exception {
		ConnectionRig rig = open((settings) -> settings.lifetime(Duration.ofMillis(200)).closeTimeout(NEVER));
		assertThat(rig.peer().readClose().getCode()).isEqualTo(3008);
		assertThat(rig.peer().readEnd().frames()).isEmpty();
		assertAllFails(rig.connection());
	}

	@Test
	default void d6AnIdleConnectionEndsWithItsIdleTimeoutAndThePeerNotices() throws Exception {
		ConnectionRig rig = open((settings) -> settings.idleTimeout(Duration.ofMillis(200)).closeTimeout(NEVER));
		assertThat(rig.peer().readClose().getCode()).isEqualTo(3008);
		assertThat(rig.peer().readEnd().frames()).isEmpty();
		assertAllFails(rig.connection());
		assertThatIOException().isThrownBy(() -> readOne(rig.connection()))
			.withMessage("The connection was idle for 200ms");
	}

	@Test
	default void d6BlockedReadsAndWritesFailWithTheLifetime() throws Exception {
		CompletableFuture<Void> lifetime = new CompletableFuture<>();
		ConnectionRig rig = open((settings) -> settings.lifetime(lifetime).closeTimeout(NEVER));
		List<Call<Integer>> calls = List.of(blockedRead(rig.connection()), blockedWrite(rig.connection()),
				blockedRead(rig.connection()), blockedWrite(rig.connection()));
		lifetime.complete(null);
		for (Call<Integer> call : calls) {
			assertThat(call.getFailure()).isInstanceOf(WsClosedException.class);
		}
		assertNoEndOfMessageNorClose(rig.peer().readEnd());
		assertAllFails(rig.connection());
	}

	@Test
	default void d6AStageThatCompletesExceptionallyEndsTheConnectionToo() throws Exception {
		CompletableFuture<Void> lifetime = new CompletableFuture<>();
		ConnectionRig rig = open((settings) -> settings.lifetime(lifetime));
		lifetime.completeExceptionally(new IllegalStateException("token revoked"));
		assertThat(rig.peer().readClose().getCode()).isEqualTo(3008);
		assertAllFails(rig.connection());
	}

	@Test
	default void d6AStageThatHasCompletedBeforeEndsTheConnectionAtOnce() throws Exception {
		ConnectionRig rig = open((settings) -> settings.lifetime(CompletableFuture.completedFuture("over")));
		assertThat(rig.peer().readEnd().frames()).allMatch(RawFrame::isControl);
		assertAllFails(rig.connection());
	}

	@Test
	default void d6AConnectionIsUsableWithinItsLifetime() throws Exception {
		CompletableFuture<Void> lifetime = new CompletableFuture<>();
		ConnectionRig rig = open((settings) -> settings.lifetime(lifetime));
		write(rig.connection(), "x");
		assertThat(rig.peer().readMessage().payloadAsText()).isEqualTo("x");
		rig.peer().sendBinary((byte) 1);
		assertThat(readOne(rig.connection())).isOne();
	}

	@Test
	default void d6TheEndOfTheLifetimeOfAClosedConnectionDoesNothing() throws Exception {
		CompletableFuture<Void> lifetime = new CompletableFuture<>();
		ConnectionRig rig = open((settings) -> settings.lifetime(lifetime));
		rig.connection().abort();
		lifetime.complete(null);
		assertThat(rig.peer().readEnd().frames()).isEmpty();
		assertThat(rig.connection().isOpen()).isFalse();
	}

	@Test
	default void d6CloseWorksAfterTheLifetime() throws Exception {
		ConnectionRig rig = open(
				(settings) -> settings.lifetime(CompletableFuture.completedFuture("over")).closeTimeout(NEVER));
		assertAllFails(rig.connection());
		rig.peer().close();
		rig.connection().close();
		assertThat(rig.connection().isOpen()).isFalse();
	}

	@Test
	default void c6AnExpiredStreamNeverEndsWith1000Or1001() throws Exception {
		ConnectionRig expired = open((settings) -> settings.lifetime(Duration.ofMillis(50)));
		assertThat(expired.peer().readEnd().frames()).allMatch((frame) -> frame.closeStatus().getCode() == 3008);
		ConnectionRig timedOut = open((settings) -> settings.closeTimeout(Duration.ofMillis(50)));
		timedOut.connection().setReadDeadline(in(Duration.ofMillis(50)));
		assertThatIOException().isThrownBy(() -> readOne(timedOut.connection()));
		assertThat(timedOut.peer().readEnd().frames()).allMatch((frame) -> frame.closeStatus().getCode() == 3008);
	}

	private void assertAllFails(WsConnection connection) {
		Awaitility.await().untilAsserted(() -> {
			assertThatExceptionOfType(WsClosedException.class).isThrownBy(() -> readOne(connection));
			assertThatExceptionOfType(WsClosedException.class)
				.isThrownBy(() -> connection.write(ByteBuffer.allocate(1)));
		});
	}

}
