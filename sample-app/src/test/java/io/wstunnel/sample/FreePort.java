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

package io.wstunnel.sample;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.Map;
import java.util.Random;

import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;

/**
 * Gives the application a port. The client's properties must name it long before the
 * server has it, so it is none of those that systems give away by themselves.
 */
class FreePort implements ApplicationContextInitializer<ConfigurableApplicationContext> {

	private static final int LOWEST = 20_000;

	private static final int HIGHEST = 30_000;

	@Override
	public void initialize(ConfigurableApplicationContext context) {
		int port = new Random().ints(LOWEST, HIGHEST).limit(100).filter(FreePort::isFree).findFirst().orElseThrow();
		context.getEnvironment()
			.getPropertySources()
			.addFirst(new MapPropertySource("free port", Map.of("server.port", port)));
	}

	private static boolean isFree(int port) {
		try (ServerSocket socket = new ServerSocket(port)) {
			return socket.isBound();
		}
		catch (IOException ex) {
			return false;
		}
	}

}
