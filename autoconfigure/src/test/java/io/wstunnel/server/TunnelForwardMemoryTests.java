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

package io.wstunnel.server;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.wstunnel.WsTunnels;
import io.wstunnel.testsupport.Call;
import io.wstunnel.testsupport.CallingThreads;
import io.wstunnel.testsupport.FileDescriptors;
import io.wstunnel.testsupport.Payloads;
import io.wstunnel.testsupport.ServerKind;
import io.wstunnel.testsupport.UsedHeap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.context.annotation.Configuration;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What tunnels cost that lead to a target and rest, their targets' sockets included.
 */
@Tag("once")
@Timeout(240)
class TunnelForwardMemoryTests {

	private static final int PER_TUNNEL = 40 * 1024;

	private static final int PAYLOAD = 1000;

	@ParameterizedTest
	@EnumSource
	void aTunnelThatRestsHasNoThreadAndLittleMemory(ServerKind kind) throws Exception {
		run(kind, 500);
	}

	@ParameterizedTest
	@EnumSource
	@Tag("endurance")
	@Tag("storm")
	void tenThousandTunnelsThatRestHaveNoThreadsAndLittleMemory(ServerKind kind) throws Exception {
		FileDescriptors.assumeLeft(30_500);
		run(kind, 10_000);
	}

	private static void run(ServerKind kind, int count) throws Exception {
		try (ServerSocketChannel target = ServerSocketChannel.open()) {
			target.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 500);
			int port = ((InetSocketAddress) target.getLocalAddress()).getPort();
			try (TunnelServer server = TunnelServer.start(kind, Application.class,
					"wstunnel.server.tunnels.forward.path=/forward",
					"wstunnel.server.tunnels.forward.target=127.0.0.1:" + port, "server.tomcat.max-connections=20000",
					"wstunnel.server.drain-period=100ms", "wstunnel.close-timeout=1s")) {
				Call<List<SocketChannel>> accepted = CallingThreads.PLATFORM.call(() -> accept(target, count));
				UsedHeap before = UsedHeap.measure();
				int threads = Thread.activeCount();
				try (StrangersProcess strangers = StrangersProcess.start(server.getPort(), "/forward", count,
						PAYLOAD)) {
					List<SocketChannel> channels = accepted.get(Duration.ofMinutes(2));
					assertThat(server.getBean(WsTunnels.class).getAll()).hasSize(count);
					before.awaitGrowthWithin(DataSize.ofBytes((long) count * PER_TUNNEL));
					assertThat(Thread.activeCount()).isLessThan(threads + Math.max(count / 5, 50));
					assertThat(strangers.isRunning()).isTrue();
					for (SocketChannel channel : channels) {
						channel.close();
					}
				}
			}
		}
	}

	/**
	 * Accept connections, and read from each what its peer has sent through its tunnel.
	 */
	private static List<SocketChannel> accept(ServerSocketChannel target, int count) throws Exception {
		List<SocketChannel> channels = new ArrayList<>();
		ByteBuffer buffer = ByteBuffer.allocate(PAYLOAD);
		while (channels.size() < count) {
			SocketChannel channel = target.accept();
			channels.add(channel);
			buffer.clear();
			while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
				continue;
			}
			Payloads.check(buffer.flip(), 0);
			assertThat(buffer.remaining()).isEqualTo(PAYLOAD);
		}
		return channels;
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

	}

}
