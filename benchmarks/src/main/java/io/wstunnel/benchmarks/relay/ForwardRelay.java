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

package io.wstunnel.benchmarks.relay;

import java.util.ArrayList;
import java.util.List;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * The starter's forward: a path and a target for each tunnel in the configuration, and no
 * code. Idle tunnels lead to the echo, which is not in this process: they have both their
 * sockets.
 */
final class ForwardRelay implements RelayServer {

	private final String[] properties;

	ForwardRelay(String[] properties) {
		this.properties = properties;
	}

	@Override
	public String start(Targets targets) {
		List<String> all = new ArrayList<>(List.of(this.properties));
		forward(all, "sink", targets.sink());
		forward(all, "source", targets.source());
		forward(all, "echo", targets.echo());
		forward(all, "idle", targets.echo());
		return SpringServer.start(Application.class, targets, all.toArray(String[]::new));
	}

	private static void forward(List<String> properties, String name, int port) {
		properties.add("wstunnel.server.tunnels." + name + ".path=/" + name);
		properties.add("wstunnel.server.tunnels." + name + ".target=127.0.0.1:" + port);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(IdleController.class)
	static class Application {

	}

}
