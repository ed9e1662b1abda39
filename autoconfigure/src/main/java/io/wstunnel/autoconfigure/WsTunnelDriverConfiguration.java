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

import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.ImportRuntimeHints;

/**
 * Tunnels by name for drivers that are configured with the name of a class.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty(name = "wstunnel.client.enabled", matchIfMissing = true)
@ImportRuntimeHints(DriverRuntimeHints.class)
class WsTunnelDriverConfiguration {

	@Bean
	static TunnelContextRegistrar wsTunnelContextRegistrar(ConfigurableApplicationContext context) {
		return new TunnelContextRegistrar(context);
	}

}
