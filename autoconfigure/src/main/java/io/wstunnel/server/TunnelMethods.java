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

package io.wstunnel.server;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import io.wstunnel.MessageType;
import io.wstunnel.WsConnectionSettings;
import io.wstunnel.WsTunnel;
import io.wstunnel.WsTunnelArgumentResolver;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedObject;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.scheduling.annotation.Async;
import org.springframework.stereotype.Component;
import org.springframework.util.Assert;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

/**
 * Finds the {@link WsTunnel @WsTunnel} methods of all beans, by the beans' types: none is
 * created for it.
 */
final class TunnelMethods {

	private static final Log logger = LogFactory.getLog(TunnelMethods.class);

	private final ConfigurableListableBeanFactory beanFactory;

	private final RequestArgumentResolvers requestResolvers;

	private final List<WsTunnelArgumentResolver> customResolvers;

	private final OpenTunnels tunnels;

	TunnelMethods(ConfigurableListableBeanFactory beanFactory, RequestArgumentResolvers requestResolvers,
			List<WsTunnelArgumentResolver> customResolvers, OpenTunnels tunnels) {
		this.beanFactory = beanFactory;
		this.requestResolvers = requestResolvers;
		this.customResolvers = customResolvers;
		this.tunnels = tunnels;
	}

	List<TunnelDeclaration> find() {
		List<TunnelDeclaration> declarations = new ArrayList<>();
		for (String beanName : this.beanFactory.getBeanNamesForType(Object.class)) {
			if (!ScopedProxyUtils.isScopedTarget(beanName)) {
				findMethods(beanName).forEach((method) -> declarations.add(declare(beanName, method)));
			}
		}
		return declarations;
	}

	private Set<Method> findMethods(String beanName) {
		try {
			Class<?> type = getTargetClass(beanName);
			if (type == null || isOfSpring(type)) {
				return Set.of();
			}
			return MethodIntrospector.selectMethods(type,
					(Method method) -> AnnotatedElementUtils.hasAnnotation(method, WsTunnel.class));
		}
		catch (RuntimeException | LinkageError ex) {
			logger.debug("The methods of bean '" + beanName + "' cannot be looked at", ex);
			return Set.of();
		}
	}

	private static boolean isOfSpring(Class<?> type) {
		return type.getName().startsWith("org.springframework.")
				&& !AnnotatedElementUtils.isAnnotated(ClassUtils.getUserClass(type), Component.class);
	}

	private @Nullable Class<?> getTargetClass(String beanName) {
		Class<?> type = AutoProxyUtils.determineTargetClass(this.beanFactory, beanName);
		if (type == null || !ScopedObject.class.isAssignableFrom(type)) {
			return type;
		}
		Class<?> targetType = AutoProxyUtils.determineTargetClass(this.beanFactory,
				ScopedProxyUtils.getTargetBeanName(beanName));
		return (targetType != null) ? targetType : type;
	}

	private TunnelDeclaration declare(String beanName, Method method) {
		WsTunnel tunnel = AnnotatedElementUtils.findMergedAnnotation(method, WsTunnel.class);
		Assert.state(tunnel != null, "The method is not annotated");
		TunnelMethod handler = new TunnelMethod(beanName, method, this.beanFactory, this.requestResolvers,
				this.customResolvers, this.tunnels);
		checkInvocable(beanName, method, handler);
		checkNotAbandoned(method, handler);
		String id = (StringUtils.hasText(tunnel.id())) ? resolve(tunnel.id(), handler) : toKebabCase(method.getName());
		List<String> subprotocols = Stream.of(tunnel.subprotocols())
			.flatMap((value) -> Stream.of(StringUtils.tokenizeToStringArray(resolve(value, handler), ",")))
			.toList();
		return new TunnelDeclaration(id, resolve(tunnel.path(), handler), subprotocols, getSettings(tunnel, handler),
				handler, handler, List.of(), handler.toString());
	}

	private void checkInvocable(String beanName, Method method, TunnelMethod handler) {
		Class<?> type = this.beanFactory.getType(beanName);
		try {
			if (type != null) {
				AopUtils.selectInvocableMethod(method, type);
			}
		}
		catch (IllegalStateException ex) {
			throw new InvalidTunnelException(
					"The " + handler + " cannot be called through the proxy of its bean '" + beanName + "'.",
					"Make the method public, and let the proxy be one of its class (proxyTargetClass) or declare the "
							+ "method in an interface.",
					ex);
		}
	}

	/**
	 * A tunnel ends with its method, which an asynchronous one seems to do at once.
	 */
	private static void checkNotAbandoned(Method method, TunnelMethod handler) {
		boolean async = AnnotatedElementUtils.hasAnnotation(method, Async.class)
				|| AnnotatedElementUtils.hasAnnotation(method.getDeclaringClass(), Async.class);
		if (async && !CompletableFuture.class.isAssignableFrom(method.getReturnType())) {
			throw new InvalidTunnelException(
					"The " + handler + " is @Async, and its tunnel would be closed before it has run.",
					"Remove @Async, as a handler runs on a thread of its own anyway, or let the method return a "
							+ "CompletableFuture.");
		}
	}

	private static UnaryOperator<WsConnectionSettings> getSettings(WsTunnel tunnel, TunnelMethod handler) {
		MessageType[] types = tunnel.messageType();
		if (types.length > 1) {
			throw new InvalidTunnelException("The " + handler + " has more than one message type.",
					"Give it one at most.");
		}
		return (types.length == 0) ? UnaryOperator.identity()
				: (settings) -> settings.mutate().messageType(types[0]).build();
	}

	private String resolve(String value, TunnelMethod handler) {
		try {
			String resolved = this.beanFactory.resolveEmbeddedValue(value);
			return (resolved != null) ? resolved.trim() : "";
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidTunnelException(
					"The @WsTunnel of " + handler + " has '" + value + "', which cannot be resolved: "
							+ ex.getMessage(),
					"Define the property, or give the placeholder a default as in ${name:default}.", ex);
		}
	}

	private static String toKebabCase(String name) {
		return name.replaceAll("([a-z0-9])([A-Z])", "$1-$2")
			.replaceAll("([A-Z]+)([A-Z][a-z])", "$1-$2")
			.toLowerCase(Locale.ROOT);
	}

}
