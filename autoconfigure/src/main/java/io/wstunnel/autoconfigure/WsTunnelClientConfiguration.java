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

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executor;

import io.wstunnel.WsConnectionSettings;
import io.wstunnel.WsReceiveBudget;
import io.wstunnel.WsTunnelClient;
import io.wstunnel.WsTunnelClientCustomizer;
import io.wstunnel.client.DefaultWsTunnelClient;
import io.wstunnel.monitor.TunnelMonitor;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * The client half.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty(name = "wstunnel.client.enabled", matchIfMissing = true)
@Import(TunnelSocketFactoryRegistrar.class)
class WsTunnelClientConfiguration {

	@Bean
	@ConditionalOnMissingBean(WsTunnelClient.class)
	DefaultWsTunnelClient wsTunnelClient(WsTunnelProperties properties, WsReceiveBudget receiveBudget,
			@Qualifier(WsTunnelExecutorConfiguration.TASK_EXECUTOR) Executor executor,
			ObjectProvider<WsTunnelClientCustomizer> customizers, ObjectProvider<SslBundles> sslBundles,
			TunnelMonitor monitor) {
		Duration connectTimeout = properties.getClient().getConnectTimeout();
		if (connectTimeout.isNegative() || connectTimeout.isZero()) {
			throw new InvalidConfigurationPropertyValueException("wstunnel.client.connect-timeout", connectTimeout,
					"must be positive");
		}
		WsConnectionSettings settings = new ConnectionPropertiesMapper("wstunnel", properties)
			.apply(WsConnectionSettings.builder().receiveBudget(receiveBudget).build());
		DefaultWsTunnelClient.Builder builder = DefaultWsTunnelClient.builder()
			.settings(settings)
			.connectTimeout(connectTimeout)
			.customizers(() -> customizers.orderedStream().toList())
			.executor(executor)
			.monitor(monitor);
		getTunnels(properties).forEach((name, tunnel) -> builder.tunnel(name,
				new ClientTunnelFactory(name, tunnel, sslBundles.getIfAvailable()).create(settings)));
		return builder.build();
	}

	@Bean
	TunnelListenerLifecycle wsTunnelListenerLifecycle(WsTunnelProperties properties,
			ObjectProvider<WsTunnelClient> client,
			@Qualifier(WsTunnelExecutorConfiguration.TASK_EXECUTOR) Executor executor, TunnelMonitor monitor,
			ConfigurableEnvironment environment) {
		return new TunnelListenerLifecycle(getTunnels(properties), client, executor, monitor, environment);
	}

	@Bean
	static LazyInitializationExcludeFilter eagerWsTunnelListeners() {
		return LazyInitializationExcludeFilter.forBeanTypes(TunnelListenerLifecycle.class);
	}

	private static Map<String, ClientTunnelProperties> getTunnels(WsTunnelProperties properties) {
		Map<String, ClientTunnelProperties> tunnels = new LinkedHashMap<>(properties.getClient().getTunnels());
		TunnelIds.removeDuplicates(tunnels);
		return tunnels;
	}

}
