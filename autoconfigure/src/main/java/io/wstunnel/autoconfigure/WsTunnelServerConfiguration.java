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

import java.util.concurrent.Executor;

import io.wstunnel.WsReceiveBudget;
import io.wstunnel.WsTunnelScopeConfigurer;
import io.wstunnel.WsTunnels;
import io.wstunnel.server.CurrentConnectionFactoryBean;
import io.wstunnel.server.OpenTunnels;
import io.wstunnel.server.ServerSettings;
import io.wstunnel.server.TunnelHandlerMapping;
import io.wstunnel.server.TunnelRegistrar;
import io.wstunnel.server.TunnelServerLifecycle;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Fallback;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.env.Environment;
import org.springframework.web.servlet.DispatcherServlet;

/**
 * The server half.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication(type = Type.SERVLET)
@ConditionalOnClass(DispatcherServlet.class)
@ConditionalOnBooleanProperty(name = "wstunnel.server.enabled", matchIfMissing = true)
@Import(WsTunnelIdentityConfiguration.class)
@ImportRuntimeHints(WsTunnelRuntimeHints.class)
class WsTunnelServerConfiguration {

	@Bean
	ServerSettings wsTunnelServerSettings(WsTunnelProperties properties, WsReceiveBudget receiveBudget,
			Environment environment) {
		return ServerSettingsFactory.create(properties, receiveBudget, environment);
	}

	@Bean
	OpenTunnels wsTunnels(ServerSettings settings) {
		return new OpenTunnels(settings.limits());
	}

	@Bean
	TunnelHandlerMapping wsTunnelHandlerMapping(ConfigurableApplicationContext context, ServerSettings settings,
			OpenTunnels tunnels, @Qualifier(WsTunnelExecutorConfiguration.TASK_EXECUTOR) Executor executor,
			@Qualifier("mvcConversionService") ObjectProvider<ConversionService> conversionService) {
		return new TunnelHandlerMapping(new TunnelRegistrar(context, settings, tunnels, executor,
				conversionService.getIfAvailable(ApplicationConversionService::getSharedInstance)));
	}

	@Bean
	TunnelServerLifecycle wsTunnelServerLifecycle(OpenTunnels tunnels, ServerSettings settings) {
		return new TunnelServerLifecycle(tunnels, settings);
	}

	@Bean
	UnsecuredForwardWarning wsTunnelUnsecuredForwardWarning(WsTunnelProperties properties,
			ListableBeanFactory beanFactory) {
		return new UnsecuredForwardWarning(properties.getServer().getTunnels(), beanFactory);
	}

	@Bean
	static WsTunnelScopeConfigurer wsTunnelScopeConfigurer() {
		return new WsTunnelScopeConfigurer();
	}

	/**
	 * The application's own bean of the type wins over this one, wherever no qualifier
	 * asks for it.
	 */
	@Bean
	@Fallback
	static CurrentConnectionFactoryBean wsTunnelConnection() {
		return new CurrentConnectionFactoryBean();
	}

	@Bean
	static LazyInitializationExcludeFilter eagerWsTunnelServer() {
		return LazyInitializationExcludeFilter.forBeanTypes(TunnelHandlerMapping.class, TunnelServerLifecycle.class,
				WsTunnels.class, UnsecuredForwardWarning.class);
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(name = "org.springframework.boot.web.server.context.WebServerInitializedEvent")
	static class EmbeddedServerConfiguration {

		@Bean
		ConnectionLimitWarning wsTunnelConnectionLimitWarning(ServerSettings settings, Environment environment) {
			return new ConnectionLimitWarning(settings, environment);
		}

	}

}
