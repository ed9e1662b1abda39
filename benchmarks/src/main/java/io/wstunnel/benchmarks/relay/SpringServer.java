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

import java.util.Arrays;
import java.util.stream.Stream;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;

/**
 * Runs a relay in Spring Boot, with the servers' limits out of the way.
 */
final class SpringServer {

	private static final String[] PROPERTIES = { "server.port=0", "server.address=127.0.0.1",
			"server.tomcat.max-connections=20000", "server.tomcat.accept-count=1000",
			"server.tomcat.keep-alive-timeout=1h", "server.tomcat.max-keep-alive-requests=-1",
			"server.jetty.max-connections=20000", "server.jetty.connection-idle-timeout=1h",
			"spring.main.banner-mode=off", "logging.level.root=warn" };

	private SpringServer() {
	}

	static String start(Class<?> configuration, Targets targets, String[] properties) {
		SpringApplication application = new SpringApplication(configuration);
		application.addInitializers((context) -> context.getBeanFactory().registerSingleton("targets", targets));
		String[] arguments = Stream.concat(Arrays.stream(PROPERTIES), Arrays.stream(properties))
			.map((property) -> "--" + property)
			.toArray(String[]::new);
		ServletWebServerApplicationContext context = (ServletWebServerApplicationContext) application.run(arguments);
		return String.valueOf(context.getWebServer().getPort());
	}

}
