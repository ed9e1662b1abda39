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
import java.util.concurrent.atomic.AtomicInteger;

import io.wstunnel.MessageType;
import io.wstunnel.testsupport.Call;
import io.wstunnel.testsupport.RawFrame;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.web.socket.CloseStatus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * What happens instead of what {@link SessionExceptions} except, on both servers.
 */
interface SessionInstead extends ContractSupport {

	@Test
	default void insteadOfC7ThePeersCloseIsAnsweredAtOnceAndWritesFailFromThenOn() throws Exception {
		ConnectionRig rig = open((settings) -> settings.closeTimeout(NEVER));
		rig.peer().sendClose(4321, "mine");
		assertThat(rig.peer().readClose().getCode()).isEqualTo(4321);
		assertThat(forEver(() -> write(rig.connection(), "x")).getFailure()).isInstanceOf(IOException.class);
		assertThatIOException().isThrownBy(() -> readOne(rig.connection())).withMessageContaining("4321");
	}

	@Test
	default void insteadOfT1NothingIsReadBehindAPingThatWaitsForTheFrameOnItsWay() throws Exception {
		ConnectionRig rig = open();
		Call<Integer> write = blockedWrite(rig.connection());
		int sent = sendUntilNothingArrives(rig, RawFrame.of(RawFrame.PING), RawFrame.binary((byte) 'x'));
		Call<Boolean> peer = forEver(() -> rig.peer().read());
		assertThat(read(rig.connection(), sent)).hasSize(sent);
		write.get();
		rig.connection().abort();
		assertThat(peer.getFailure()).isInstanceOf(IOException.class);
	}

	/**
	 * Send frames with one byte of payload until they do not arrive any more.
	 * @param rig the connection, which nobody reads
	 * @param frames the frames
	 * @return how often they were sent
	 */
	default int sendUntilNothingArrives(ConnectionRig rig, RawFrame... frames) {
		AtomicInteger sent = new AtomicInteger();
		Awaitility.await().pollInterval(Duration.ofMillis(300)).until(() -> {
			boolean arrived = available(rig.connection()) == sent.get();
			rig.peer().send(frames);
			sent.incrementAndGet();
			return !arrived;
		});
		return sent.get();
	}

	@Test
	default void insteadOfW3TheTextInFrontOfWhatIsMalformedIsLost() throws Exception {
		ConnectionRig rig = open((settings) -> settings.messageType(MessageType.TEXT));
		rig.peer().send(RawFrame.of(RawFrame.TEXT, (byte) 'a', (byte) 0xff));
		assertThatIOException().isThrownBy(() -> readOne(rig.connection())).withMessageContaining("1007");
		assertThat(rig.peer().readClose().getCode()).isEqualTo(1007);
	}

	@Test
	default void insteadOf1014TheStatus1011IsSent() throws Exception {
		ConnectionRig rig = open();
		Call<Boolean> close = run(() -> rig.connection().close(new CloseStatus(1014, "said")));
		assertThat(rig.peer().readClose()).isEqualTo(CloseStatus.SERVER_ERROR.withReason("said"));
		rig.peer().sendClose(1011);
		close.get();
	}

}
