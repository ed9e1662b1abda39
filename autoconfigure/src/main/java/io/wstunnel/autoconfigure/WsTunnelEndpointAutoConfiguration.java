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

import io.wstunnel.monitor.TunnelMonitor;
import io.wstunnel.monitor.TunnelSampler;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} of the {@link WsTunnelsEndpoint}.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = WsTunnelAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnAvailableEndpoint(WsTunnelsEndpoint.class)
@ConditionalOnBean(TunnelMonitor.class)
public final class WsTunnelEndpointAutoConfiguration {

	@Bean
	TunnelSampler wsTunnelSampler(TunnelMonitor monitor) {
		return new TunnelSampler(monitor);
	}

	/**
	 * Depends on the sampler, which would otherwise not exist where beans are lazy.
	 */
	@Bean
	@ConditionalOnMissingBean
	WsTunnelsEndpoint wsTunnelsEndpoint(TunnelMonitor monitor, TunnelSampler sampler) {
		return new WsTunnelsEndpoint(monitor);
	}

	@Bean
	@ConditionalOnMissingBean
	WsTunnelsEndpointWebExtension wsTunnelsEndpointWebExtension(WsTunnelsEndpoint endpoint) {
		return new WsTunnelsEndpointWebExtension(endpoint);
	}

}
