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

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.IgnoreErrorsBindHandler;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;

/**
 * Registers a socket factory for each of the client's tunnels: lazy, and injected only
 * where the tunnel's name is asked for with {@link Qualifier @Qualifier}. The name of the
 * bean has a prefix, so that a tunnel may be called as any other bean.
 */
final class TunnelSocketFactoryRegistrar implements ImportBeanDefinitionRegistrar {

	static final String BEAN_NAME_PREFIX = "wsTunnelSocketFactory-";

	private final Environment environment;

	TunnelSocketFactoryRegistrar(Environment environment) {
		this.environment = environment;
	}

	@Override
	public void registerBeanDefinitions(AnnotationMetadata importingClassMetadata, BeanDefinitionRegistry registry) {
		for (String name : getTunnels().keySet()) {
			registry.registerBeanDefinition(BEAN_NAME_PREFIX + name, createDefinition(name));
		}
	}

	/**
	 * What cannot be bound is reported by the client.
	 */
	private Map<String, ClientTunnelProperties> getTunnels() {
		Map<String, ClientTunnelProperties> tunnels = Binder.get(this.environment)
			.bind("wstunnel.client.tunnels", Bindable.mapOf(String.class, ClientTunnelProperties.class),
					new IgnoreErrorsBindHandler())
			.orElseGet(LinkedHashMap::new);
		TunnelIds.removeDuplicates(tunnels);
		return tunnels;
	}

	private static RootBeanDefinition createDefinition(String name) {
		RootBeanDefinition definition = new RootBeanDefinition(TunnelSocketFactoryBean.class);
		definition.setAutowireMode(AbstractBeanDefinition.AUTOWIRE_CONSTRUCTOR);
		definition.getConstructorArgumentValues().addIndexedArgumentValue(0, name);
		definition.addQualifier(new AutowireCandidateQualifier(Qualifier.class, name));
		definition.setDefaultCandidate(false);
		definition.setLazyInit(true);
		return definition;
	}

}
