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

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import io.wstunnel.WsTunnelClient;
import io.wstunnel.monitor.TunnelMonitor;
import io.wstunnel.observation.HandshakeOutcome;
import io.wstunnel.observation.TunnelSide;
import io.wstunnel.testsupport.Await;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.task.SimpleAsyncTaskExecutor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

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

	@Test
	void aConnectionAboveTheLimitIsCountedAsRefused() throws Exception {
		ConfigurableEnvironment environment = new StandardEnvironment();
		StaticListableBeanFactory beanFactory = new StaticListableBeanFactory();
		CountDownLatch connecting = new CountDownLatch(1);
		CountDownLatch proceed = new CountDownLatch(1);
		beanFactory.addBean("client", client(() -> {
			connecting.countDown();
			Await.latch(proceed);
		}));
		ClientTunnelProperties tunnel = new ClientTunnelProperties();
		tunnel.setListen("127.0.0.1:0");
		tunnel.setMaxConnections(1);
		TunnelMonitor monitor = new TunnelMonitor();
		TunnelListenerLifecycle lifecycle = new TunnelListenerLifecycle(Map.of("db", tunnel),
				beanFactory.getBeanProvider(WsTunnelClient.class), new SimpleAsyncTaskExecutor(), monitor, environment);
		lifecycle.start();
		InetAddress address = InetAddress.getByName("127.0.0.1");
		int port = environment.getRequiredProperty("local.wstunnel.db.port", Integer.class);
		try (Socket first = new Socket(address, port)) {
			Await.latch(connecting);
			assertThat(first.isConnected()).isTrue();
			try (Socket second = new Socket(address, port)) {
				assertThatExceptionOfType(SocketException.class).isThrownBy(() -> second.getInputStream().read());
			}
			Awaitility.await()
				.atMost(Await.LIMIT)
				.untilAsserted(() -> assertThat(monitor.getTotals(TunnelSide.CLIENT, "db").getRefused())
					.containsOnly(Map.entry(HandshakeOutcome.LIMIT, 1L)));
		}
		finally {
			proceed.countDown();
			lifecycle.stop();
		}
	}

	/**
	 * Return a client that never gets through.
	 */
	private static WsTunnelClient client(Runnable connect) {
		return (WsTunnelClient) Proxy.newProxyInstance(TunnelListenerLifecycleTests.class.getClassLoader(),
				new Class<?>[] { WsTunnelClient.class }, (proxy, method, arguments) -> {
					connect.run();
					throw new IOException("This failure is part of a test");
				});
	}

	private static TunnelListenerLifecycle create(String name, ConfigurableEnvironment environment) {
		ClientTunnelProperties tunnel = new ClientTunnelProperties();
		tunnel.setListen("127.0.0.1:0");
		return new TunnelListenerLifecycle(Map.of(name, tunnel),
				new StaticListableBeanFactory().getBeanProvider(WsTunnelClient.class), Runnable::run,
				new TunnelMonitor(), environment);
	}

}
