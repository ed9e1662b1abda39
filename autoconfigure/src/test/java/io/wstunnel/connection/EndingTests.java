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

package io.wstunnel.connection;

import java.nio.ByteBuffer;
import java.nio.charset.MalformedInputException;

import io.wstunnel.MessageType;
import io.wstunnel.WsConnectionPair;
import io.wstunnel.WsConnectionSettings;
import io.wstunnel.testsupport.Await;
import io.wstunnel.testsupport.Call;
import io.wstunnel.testsupport.CallingThreads;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.web.socket.CloseStatus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Ending}, where {@code TunnelEndTests} does not reach.
 */
@Timeout(60)
class EndingTests {

	private WsConnectionPair pair = WsConnectionPair.create();

	@AfterEach
	void closePair() {
		this.pair.close();
	}

	@Test
	void aCloseInsideACharacterIsACut() throws Exception {
		WsConnectionSettings text = WsConnectionSettings.builder().messageType(MessageType.TEXT).build();
		this.pair = WsConnectionPair.builder().serverSettings(text).clientSettings(text).build();
		server().write(ByteBuffer.wrap(new byte[] { (byte) 0xE2, (byte) 0x82 }));
		assertThatExceptionOfType(MalformedInputException.class).isThrownBy(() -> server().close());
		assertThat(server().getEnd())
			.isEqualTo(new ConnectionEnd(true, CloseStatus.BAD_DATA, "Closed inside a character"));
	}

	@Test
	void anAbortBehindThePeersCloseCutsWhatWasToBeSent() throws Exception {
		Call<Void> close = closeByClient();
		server().abort();
		close.get();
		assertThat(server().getEnd()).isEqualTo(new ConnectionEnd(true, CloseStatus.NO_CLOSE_FRAME, "Aborted"));
	}

	@Test
	void anAbortBehindTheAnswerToThePeersCloseCutsNothing() throws Exception {
		Call<Void> close = closeByClient();
		assertThat(server().getInputStream().read()).isEqualTo(-1);
		close.get();
		server().abort();
		assertThat(server().getEnd().here()).isFalse();
		assertThat(server().getEnd().status().getCode()).isEqualTo(1000);
	}

	@Test
	void aCloseThatMayStillBeAnsweredIsNoLoss() throws Exception {
		server().beginClose(CloseStatus.NORMAL);
		assertThat(server().getEnd()).isEqualTo(new ConnectionEnd(true, CloseStatus.NORMAL, null));
		assertThat(client().getInputStream().read()).isEqualTo(-1);
		assertThat(Await.value(server().closed()).getCode()).isEqualTo(1000);
		assertThat(server().getEnd()).isEqualTo(new ConnectionEnd(true, CloseStatus.NORMAL, null));
	}

	private Call<Void> closeByClient() {
		Call<Void> close = CallingThreads.PLATFORM.call(() -> {
			client().close();
			return null;
		});
		Awaitility.await().atMost(Await.LIMIT).until(() -> server().hasEnded());
		return close;
	}

	private TransportConnection server() {
		return (TransportConnection) this.pair.getServer();
	}

	private TransportConnection client() {
		return (TransportConnection) this.pair.getClient();
	}

}
