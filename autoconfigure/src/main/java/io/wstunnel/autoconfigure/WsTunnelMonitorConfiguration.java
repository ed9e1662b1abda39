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

import io.micrometer.observation.ObservationRegistry;
import io.wstunnel.monitor.TunnelMetrics;
import io.wstunnel.monitor.TunnelMonitor;
import io.wstunnel.observation.ClientHandshakeObservationConvention;
import io.wstunnel.observation.ServerHandshakeObservationConvention;
import io.wstunnel.observation.TunnelObservationConvention;
import io.wstunnel.observation.TunnelObservations;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * What both halves tell about their tunnels.
 */
@Configuration(proxyBeanMethods = false)
class WsTunnelMonitorConfiguration {

	@Bean
	TunnelMonitor wsTunnelMonitor(ObjectProvider<ObservationRegistry> observationRegistry,
			ObjectProvider<ServerHandshakeObservationConvention> serverHandshake,
			ObjectProvider<ClientHandshakeObservationConvention> clientHandshake,
			ObjectProvider<TunnelObservationConvention> tunnel) {
		return new TunnelMonitor(new TunnelObservations(observationRegistry.getIfUnique(() -> ObservationRegistry.NOOP),
				serverHandshake.getIfAvailable(), clientHandshake.getIfAvailable(), tunnel.getIfAvailable()));
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(name = "io.micrometer.core.instrument.binder.MeterBinder")
	static class MetricsConfiguration {

		@Bean
		TunnelMetrics wsTunnelMetrics(TunnelMonitor monitor) {
			return new TunnelMetrics(monitor);
		}

	}

}
