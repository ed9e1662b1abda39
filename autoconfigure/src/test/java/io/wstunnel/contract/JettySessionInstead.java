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

import io.wstunnel.WsClosedException;
import io.wstunnel.testsupport.Call;
import io.wstunnel.testsupport.RawFrame;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * What happens instead of what {@link SessionExceptions} except on Jetty.
 */
interface JettySessionInstead extends SessionInstead {

	@Test
	default void insteadOfR1AFrameOf2GiBIsRefusedWith1009() throws Exception {
		ConnectionRig rig = open();
		rig.peer()
			.sendBytes(rig.peer().encode(new RawFrame(true, 0, RawFrame.BINARY, null, 1L << 31, 8, new byte[100])));
		assertThat(rig.peer().readClose().getCode()).isEqualTo(1009);
		assertThatIOException().isThrownBy(() -> readOne(rig.connection()));
	}

	@Test
	default void insteadOfR5TheYoungestStatusReadsAsALoss() throws Exception {
		ConnectionRig rig = open();
		rig.peer().sendClose(1014);
		assertThatExceptionOfType(WsClosedException.class).isThrownBy(() -> readOne(rig.connection()))
			.satisfies((ex) -> assertThat(ex.getStatus().getCode()).isEqualTo(1006));
	}

	@Test
	default void insteadOfR5ACloseBehindAnEmptyFrameThatBeginsAMessageReadsAsTheEnd() throws Exception {
		ConnectionRig rig = open();
		rig.peer().send(RawFrame.binary().notFinal(), RawFrame.close(1000, ""));
		assertThat(readOne(rig.connection())).isEqualTo(-1);
	}

	@Test
	default void insteadOfC7TheNetworkConnectionIsClosedAtOnceBehindTheAnswer() throws Exception {
		ConnectionRig rig = open((settings) -> settings.closeTimeout(NEVER));
		rig.peer().sendClose(1000);
		assertThat(rig.peer().readClose().getCode()).isEqualTo(1000);
		rig.peer().awaitRefusal();
	}

	@Test
	default void insteadOfC7TheMessageInFlightIsCut() throws Exception {
		ConnectionRig rig = open((settings) -> settings.closeTimeout(NEVER));
		Call<Integer> write = blockedWrite(rig.connection());
		rig.peer().sendClose(1000);
		assertThat(rig.peer().readEnd().frames()).noneMatch((frame) -> !frame.isControl() && frame.fin());
		assertThat(readOne(rig.connection())).isEqualTo(-1);
		assertThat(write.getFailure()).isInstanceOf(IOException.class);
	}

}
