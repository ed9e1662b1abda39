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

import io.wstunnel.WsAddress;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A1 and A2.
 */
interface AddressContract extends ContractSupport {

	@Test
	default void a1TheRemoteAddressIsTheHandshakes() throws Exception {
		ConnectionRig rig = open();
		assertThat(rig.connection().getRemoteAddress())
			.hasToString("127.0.0.1:" + rig.peer().getSocket().getLocalPort());
		assertThat(rig.connection().getLocalAddress()).hasToString("127.0.0.1:" + rig.peer().getSocket().getPort());
	}

	@Test
	default void a1TheRemoteAddressIsWhateverTheSettingsSay() throws Exception {
		ConnectionRig rig = open((settings) -> settings.remoteAddress("the host's name, of any form"));
		assertThat(rig.connection().getRemoteAddress()).hasToString("the host's name, of any form");
		assertThat(rig.connection().getRemoteAddress().getNetwork()).isEqualTo("websocket");
	}

	@Test
	default void a2AnAddressOfWhichNothingIsKnownIsThePlaceholder() throws Exception {
		ConnectionRig rig = open((settings) -> settings.remoteAddress(""));
		assertThat(rig.connection().getRemoteAddress()).hasToString("websocket/unknown-addr")
			.isEqualTo(WsAddress.unknown());
		assertThat(rig.connection().getRemoteAddress().getNetwork()).isEqualTo("websocket");
	}

}
