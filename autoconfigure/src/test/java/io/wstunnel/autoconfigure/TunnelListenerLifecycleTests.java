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

package io.wstunnel.autoconfigure;

import java.util.Map;

import io.wstunnel.WsTunnelClient;
import io.wstunnel.monitor.TunnelMonitor;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.StandardEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link TunnelListenerLifecycle}.
 */
class TunnelListenerLifecycleTests {

	/**
	 * As those of a context and its parent, which the former's environment takes over.
	 */
	@Test
	void portsOfSeveralContextsStandSideBySideInOneEnvironment() {
		ConfigurableEnvironment environment = new StandardEnvironment();
		TunnelListenerLifecycle one = create("one", environment);
		TunnelListenerLifecycle other = create("other", environment);
		one.start();
		try {
			other.start();
			assertThat(environment.getProperty("local.wstunnel.one.port")).isNotNull();
			assertThat(environment.getProperty("local.wstunnel.other.port")).isNotNull();
			other.stop();
			assertThat(environment.getProperty("local.wstunnel.one.port")).isNotNull();
			assertThat(environment.getProperty("local.wstunnel.other.port")).isNull();
		}
		finally {
			one.stop();
			other.stop();
		}
		assertThat(environment.getPropertySources()).noneMatch((source) -> source.getName().contains("unnel"));
	}

	private static TunnelListenerLifecycle create(String name, ConfigurableEnvironment environment) {
		ClientTunnelProperties tunnel = new ClientTunnelProperties();
		tunnel.setListen("127.0.0.1:0");
		return new TunnelListenerLifecycle(Map.of(name, tunnel),
				new StaticListableBeanFactory().getBeanProvider(WsTunnelClient.class), Runnable::run,
				new TunnelMonitor(), environment);
	}

}
