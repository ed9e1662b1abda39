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

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import javax.sql.DataSource;

import io.wstunnel.WsTunnelClient;
import io.wstunnel.client.TunnelRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.PriorityOrdered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.util.StringUtils;

/**
 * Makes the tunnels of an application context known to drivers before its first bean is
 * created, publishes the name it is known by, and forgets it after its last bean is
 * destroyed. A context without a client of its own uses its parent's, under the parent's
 * name. Where contexts share an {@link org.springframework.core.env.Environment}, the
 * name it shows is that of the youngest one that is open.
 */
final class TunnelContextRegistrar implements BeanFactoryPostProcessor, PriorityOrdered, DisposableBean {

	static final String CONTEXT_PROPERTY = "wstunnel.client.context";

	private static final String PROPERTY_SOURCE_PREFIX = "wsTunnelContext-";

	private static final String TUNNELS = "wstunnel.client.tunnels";

	private final ConfigurableApplicationContext context;

	private TunnelRegistry.@Nullable Registration registration;

	TunnelContextRegistrar(ConfigurableApplicationContext context) {
		this.context = context;
	}

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		String[] clients = beanFactory.getBeanNamesForType(WsTunnelClient.class, true, false);
		if (clients.length == 0) {
			return;
		}
		ConfigurableEnvironment environment = this.context.getEnvironment();
		TunnelRegistry.Registration registration = TunnelRegistry.shared()
			.register(String.valueOf(this.context.getId()), () -> getTunnels(environment),
					() -> beanFactory.getBean(WsTunnelClient.class));
		this.registration = registration;
		environment.getPropertySources()
			.addFirst(new MapPropertySource(PROPERTY_SOURCE_PREFIX + registration.getContext(),
					Map.of(CONTEXT_PROPERTY, registration.getContext())));
		if (!getTunnels(environment).isEmpty()) {
			createBeforeDataSources(beanFactory, clients);
		}
	}

	@Override
	public void destroy() {
		if (this.registration != null) {
			this.context.getEnvironment()
				.getPropertySources()
				.remove(PROPERTY_SOURCE_PREFIX + this.registration.getContext());
			this.registration.close();
		}
	}

	/**
	 * A data source connects on threads of its driver and its pool, where the client
	 * could not be created while the context's own thread waits for the connection. And
	 * what it does when the context is closed needs the client.
	 */
	private static void createBeforeDataSources(ConfigurableListableBeanFactory beanFactory, String[] clients) {
		for (String dataSource : beanFactory.getBeanNamesForType(DataSource.class, true, false)) {
			String name = dataSource.startsWith("&") ? dataSource.substring(1) : dataSource;
			if (beanFactory.containsBeanDefinition(name)) {
				BeanDefinition definition = beanFactory.getBeanDefinition(name);
				definition.setDependsOn(StringUtils.concatenateStringArrays(definition.getDependsOn(), clients));
			}
		}
	}

	private static Set<String> getTunnels(ConfigurableEnvironment environment) {
		Map<String, Object> tunnels = Binder.get(environment)
			.bind(TUNNELS, Bindable.mapOf(String.class, Object.class))
			.orElseGet(LinkedHashMap::new);
		TunnelIds.removeDuplicates(tunnels);
		return tunnels.keySet();
	}

}
