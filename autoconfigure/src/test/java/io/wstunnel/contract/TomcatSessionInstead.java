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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.wstunnel.WsClosedException;
import io.wstunnel.testsupport.Call;
import io.wstunnel.testsupport.Payloads;
import io.wstunnel.testsupport.RawFrame;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What happens instead of what {@link SessionExceptions} except on Tomcat.
 */
interface TomcatSessionInstead extends SessionInstead {

	/**
	 * More than the server has threads.
	 */
	int CONNECTIONS = 8;

	@Test
	default void insteadOfR6ConnectionsThatNobodyReadsMayTakeEveryThreadOfTheContainer() throws Exception {
		List<ConnectionRig> stuck = new ArrayList<>();
		for (int i = 0; i < CONNECTIONS; i++) {
			stuck.add(open((settings) -> settings.receiveWindow(DataSize.ofKilobytes(1))));
		}
		ConnectionRig other = open();
		for (ConnectionRig rig : stuck) {
			rig.peer().sendBinary(Payloads.bytes(100_000));
		}
		int sent = sendUntilNothingArrives(other, RawFrame.binary((byte) 'x'));
		List<Call<Boolean>> readers = new ArrayList<>();
		for (ConnectionRig rig : stuck) {
			readers.add(run(() -> readPattern(rig.connection(), 0, 100_000)));
		}
		for (Call<Boolean> reader : readers) {
			reader.get();
		}
		assertThat(read(other.connection(), sent)).hasSize(sent);
	}

	@Test
	default void insteadOfR1UpTo8KiBOfAFrameAreKeptUntilMoreHasCome() throws Exception {
		ConnectionRig rig = open();
		rig.peer()
			.sendBytes(rig.peer().encode(new RawFrame(true, 0, RawFrame.BINARY, null, 1L << 40, 8, new byte[1000])));
		Awaitility.await().during(Duration.ofMillis(200)).until(() -> available(rig.connection()) == 0);
		rig.peer().sendBytes(new byte[8 * 1024]);
		awaitAvailable(rig.connection(), 1000);
	}

	@Test
	default void insteadOfR4AndC7ACloseWithoutStatusIsReportedAndAnsweredAs1000() throws Exception {
		ConnectionRig rig = open();
		rig.peer().sendCloseWithoutStatus();
		assertThat(readOne(rig.connection())).isEqualTo(-1);
		assertThat(await(rig.connection().closed()).getCode()).isEqualTo(1000);
		assertThat(rig.peer().readClose().getCode()).isEqualTo(1000);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1012, 1013, 1014 })
	default void insteadOfR5AStatusYoungerThanTheProtocolReadsAs1002(int code) throws Exception {
		ConnectionRig rig = open();
		rig.peer().sendClose(code);
		assertThatExceptionOfType(WsClosedException.class).isThrownBy(() -> readOne(rig.connection()))
			.satisfies((ex) -> assertThat(ex.getStatus().getCode()).isEqualTo(1002));
	}

	@Test
	default void insteadOfC5TheStageCompletesWithOurOwnStatus() throws Exception {
		ConnectionRig rig = open();
		Call<Boolean> close = run(() -> rig.connection().close());
		rig.peer().readClose();
		rig.peer().sendClose(4007, "mine");
		close.get();
		assertThat(await(rig.connection().closed()).getCode()).isEqualTo(1000);
	}

}
