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

import java.io.IOException;
import java.time.Duration;

import io.wstunnel.testsupport.Payloads;
import io.wstunnel.testsupport.RawFrame;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * R6: what a full window hides from a connection that nobody reads.
 */
interface PauseContract extends ContractSupport {

	@Test
	default void r6PingsAndClosesBehindAFullWindowWaitForTheReader() throws Exception {
		ConnectionRig rig = openFull();
		rig.peer().send(RawFrame.of(RawFrame.PING, "?".getBytes()), RawFrame.close(1000, ""));
		Awaitility.await()
			.during(Duration.ofMillis(200))
			.until(() -> !rig.peer().hasReceived() && !isClosed(rig) && rig.connection().isOpen());
		readPattern(rig.connection(), 0, 100_000);
		assertThat(readOne(rig.connection())).isEqualTo(-1);
		RawFrame pong = rig.peer().read();
		assertThat(pong.opcode()).isEqualTo(RawFrame.PONG);
		assertThat(pong.payloadAsText()).isEqualTo("?");
		assertThat(rig.peer().readClose().getCode()).isEqualTo(1000);
	}

	@Test
	default void r6ALossBehindAFullWindowIsNoticedByWritesOnly() throws Exception {
		ConnectionRig rig = openFull();
		rig.peer().reset();
		Awaitility.await().during(Duration.ofMillis(200)).until(() -> !isClosed(rig) && rig.connection().isOpen());
		assertThat(forEver(() -> write(rig.connection(), "anybody there?")).getFailure())
			.isInstanceOf(IOException.class);
	}

	private ConnectionRig openFull() throws Exception {
		ConnectionRig rig = open((settings) -> settings.receiveWindow(DataSize.ofKilobytes(1)).closeTimeout(NEVER));
		rig.peer().sendBinary(Payloads.bytes(100_000));
		awaitAvailable(rig.connection(), 1);
		return rig;
	}

	private boolean isClosed(ConnectionRig rig) {
		return rig.connection().closed().toCompletableFuture().isDone();
	}

}
