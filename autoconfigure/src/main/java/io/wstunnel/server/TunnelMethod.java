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

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.wstunnel.WsConnection;
import io.wstunnel.WsConnectionHandler;
import io.wstunnel.WsTunnelArgumentResolver;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.core.MethodParameter;
import org.springframework.core.annotation.AnnotatedMethod;
import org.springframework.util.Assert;
import org.springframework.util.ReflectionUtils;
import org.springframework.util.StringUtils;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.util.UriTemplate;

/**
 * A {@link io.wstunnel.WsTunnel @WsTunnel} method as a handler. Its bean is looked up for
 * each connection, as scopes and laziness have it.
 */
final class TunnelMethod implements WsConnectionHandler, RequestArguments {

	private final String beanName;

	private final BeanFactory beanFactory;

	private final Method method;

	private final MethodParameter[] parameters;

	private final RequestArgumentResolvers requestResolvers;

	private final List<WsTunnelArgumentResolver> customResolvers;

	private final OpenTunnels tunnels;

	TunnelMethod(String beanName, Method method, BeanFactory beanFactory, RequestArgumentResolvers requestResolvers,
			List<WsTunnelArgumentResolver> customResolvers, OpenTunnels tunnels) {
		this.beanName = beanName;
		this.beanFactory = beanFactory;
		this.method = method;
		this.parameters = new AnnotatedMethod(method).getMethodParameters();
		this.requestResolvers = requestResolvers;
		this.customResolvers = customResolvers;
		this.tunnels = tunnels;
		checkSignature();
	}

	private void checkSignature() {
		Class<?> returnType = this.method.getReturnType();
		if (returnType != void.class && !CompletionStage.class.isAssignableFrom(returnType)) {
			throw new InvalidTunnelException(this + " returns " + returnType.getName() + ".",
					"Let it return void, or a CompletionStage until whose completion the tunnel lives.");
		}
		for (MethodParameter parameter : this.parameters) {
			if (!isSupported(parameter)) {
				throw new InvalidTunnelException(
						"Parameter " + (parameter.getParameterIndex() + 1) + " ('" + parameter.getParameterName()
								+ "') of " + this + " has the type " + parameter.getGenericParameterType().getTypeName()
								+ ", which is not supported.",
						"Use " + TunnelArguments.describeTypes() + ", annotate it with @PathVariable, "
								+ "@RequestHeader or @RequestParam, or declare a WsTunnelArgumentResolver bean that "
								+ "supports it.");
			}
		}
	}

	private boolean isSupported(MethodParameter parameter) {
		return this.requestResolvers.supports(parameter) || TunnelArguments.supports(parameter)
				|| this.customResolvers.stream().anyMatch((resolver) -> resolver.supportsParameter(parameter));
	}

	@Override
	public @Nullable Object[] resolve(NativeWebRequest request) throws Exception {
		@Nullable Object[] arguments = new Object[this.parameters.length];
		for (int i = 0; i < arguments.length; i++) {
			if (this.requestResolvers.supports(this.parameters[i])) {
				arguments[i] = this.requestResolvers.resolve(this.parameters[i], request);
			}
		}
		return arguments;
	}

	@Override
	public void checkPath(String path) {
		Set<String> variables = new UriTemplate(path).getVariableNames()
			.stream()
			.map((name) -> StringUtils.trimLeadingCharacter(name, '*'))
			.collect(Collectors.toSet());
		for (MethodParameter parameter : this.parameters) {
			PathVariable annotation = parameter.getParameterAnnotation(PathVariable.class);
			if (annotation == null || !annotation.required() || parameter.isOptional()
					|| Map.class.isAssignableFrom(parameter.getParameterType())) {
				continue;
			}
			String name = (annotation.name().isEmpty()) ? parameter.getParameterName() : annotation.name();
			if (!variables.contains(name)) {
				throw new InvalidTunnelException(
						"The path '" + path + "' of " + this + " has no variable '" + name
								+ "' for its @PathVariable parameter.",
						"Add {" + name + "} to the path, correct the name, or let the parameter not be required.");
			}
		}
	}

	@Override
	public void handle(WsConnection connection) throws Exception {
		handleAsync(connection).toCompletableFuture().get();
	}

	@Override
	public CompletionStage<?> handleAsync(WsConnection connection) throws Exception {
		ServerTunnel tunnel = this.tunnels.get(connection);
		Assert.state(tunnel != null, "The tunnel is not open");
		Object bean = this.beanFactory.getBean(this.beanName);
		Method method = AopUtils.selectInvocableMethod(this.method, bean.getClass());
		ReflectionUtils.makeAccessible(method);
		try {
			Object result = method.invoke(bean, getArguments(tunnel.getSession(), connection));
			return (result != null) ? (CompletionStage<?>) result : CompletableFuture.completedFuture(null);
		}
		catch (InvocationTargetException ex) {
			ReflectionUtils.rethrowException(ex.getTargetException());
			throw ex;
		}
	}

	private @Nullable Object[] getArguments(WebSocketSession session, WsConnection connection) throws Exception {
		@Nullable Object[] arguments = HandshakeFacts.of(session).arguments().clone();
		for (int i = 0; i < arguments.length; i++) {
			MethodParameter parameter = this.parameters[i];
			if (!this.requestResolvers.supports(parameter)) {
				arguments[i] = (TunnelArguments.supports(parameter))
						? TunnelArguments.resolve(parameter, session, connection)
						: resolveCustom(parameter, connection);
			}
		}
		return arguments;
	}

	private @Nullable Object resolveCustom(MethodParameter parameter, WsConnection connection) throws Exception {
		for (WsTunnelArgumentResolver resolver : this.customResolvers) {
			if (resolver.supportsParameter(parameter)) {
				return resolver.resolveArgument(parameter, connection);
			}
		}
		return null;
	}

	@Override
	public String toString() {
		return Stream.of(this.method.getParameterTypes())
			.map(Class::getSimpleName)
			.collect(Collectors.joining(", ",
					"method " + this.method.getDeclaringClass().getName() + "." + this.method.getName() + "(", ")"));
	}

}
