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

import io.wstunnel.testsupport.KernelTimer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How TCP probes a silent peer, where the TCP connection can be told.
 */
interface TcpProbesContract extends ContractSupport {

	@Test
	@EnabledOnOs(OS.LINUX)
	default void i2TcpProbesASilentPeerAfterHalfOfTheKeepAliveInterval() throws Exception {
		ConnectionRig rig = open((settings) -> settings.keepAliveInterval(Duration.ofSeconds(40)));
		KernelTimer timer = KernelTimer.atOtherEndOf(rig.peer().getSocket());
		assertThat(timer.keepAlive()).isTrue();
		assertThat(timer.left()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(20));
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	default void i2WithoutPingsTcpProbesWhenTheSystemSaysSo() throws Exception {
		ConnectionRig rig = open((settings) -> settings.keepAliveInterval(Duration.ZERO));
		KernelTimer timer = KernelTimer.atOtherEndOf(rig.peer().getSocket());
		assertThat(timer.keepAlive()).isTrue();
		assertThat(timer.left()).isGreaterThan(Duration.ofSeconds(20));
	}

}
