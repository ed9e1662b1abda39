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

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.server.standard.ServletServerContainerFactoryBean;

/**
 * A relay by hand, as a good Spring developer writes it without the starter: a
 * {@code BinaryWebSocketHandler} that takes messages in parts, and a thread per
 * connection for the way back.
 */
final class HandlerRelay implements RelayServer {

	private final String[] properties;

	HandlerRelay(String[] properties) {
		this.properties = properties;
	}

	@Override
	public String start(Targets targets) {
		return SpringServer.start(Application.class, targets, this.properties);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EnableWebSocket
	@Import(IdleController.class)
	static class Application {

		@Bean
		ServletServerContainerFactoryBean webSocketContainer(@Value("${relay.buffer}") int buffer) {
			ServletServerContainerFactoryBean container = new ServletServerContainerFactoryBean();
			container.setMaxBinaryMessageBufferSize(buffer);
			return container;
		}

		@Bean
		WebSocketConfigurer relays(Targets targets, @Value("${relay.buffer}") int buffer, Environment environment) {
			SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor("relay-");
			executor.setVirtualThreads(environment.getProperty("spring.threads.virtual.enabled", Boolean.class, false));
			return (registry) -> {
				for (String path : new String[] { "/sink", "/source", "/echo" }) {
					registry.addHandler(new RelayHandler(targets, path, buffer, executor), path);
				}
				registry.addHandler(new EchoHandler(), "/idle");
			};
		}

	}

}
