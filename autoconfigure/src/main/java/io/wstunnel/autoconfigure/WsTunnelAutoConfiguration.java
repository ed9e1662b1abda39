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

import io.wstunnel.WsReceiveBudget;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.util.unit.DataSize;

/**
 * {@link EnableAutoConfiguration Auto-configuration} of tunnels: the server half in a
 * servlet web application, the client half in any.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = { TaskExecutionAutoConfiguration.class, SslAutoConfiguration.class },
		afterName = "org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration")
@EnableConfigurationProperties(WsTunnelProperties.class)
@Import({ WsTunnelExecutorConfiguration.class, WsTunnelMonitorConfiguration.class, WsTunnelServerConfiguration.class,
		WsTunnelClientConfiguration.class, WsTunnelDriverConfiguration.class })
public final class WsTunnelAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	WsReceiveBudget wsReceiveBudget(WsTunnelProperties properties) {
		DataSize limit = properties.getReceiveBudget();
		if (limit != null && limit.isNegative()) {
			throw new InvalidConfigurationPropertyValueException("wstunnel.receive-budget", limit,
					"must not be negative");
		}
		return (limit != null) ? WsReceiveBudget.of(limit) : WsReceiveBudget.shared();
	}

}
