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

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.core.MethodParameter;
import org.springframework.core.convert.ConversionService;
import org.springframework.util.Assert;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.support.ConfigurableWebBindingInitializer;
import org.springframework.web.bind.support.DefaultDataBinderFactory;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.annotation.RequestHeaderMapMethodArgumentResolver;
import org.springframework.web.method.annotation.RequestHeaderMethodArgumentResolver;
import org.springframework.web.method.annotation.RequestParamMapMethodArgumentResolver;
import org.springframework.web.method.annotation.RequestParamMethodArgumentResolver;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.HandlerMethodArgumentResolverComposite;
import org.springframework.web.servlet.mvc.method.annotation.PathVariableMapMethodArgumentResolver;
import org.springframework.web.servlet.mvc.method.annotation.PathVariableMethodArgumentResolver;

/**
 * The resolvers of Spring MVC for the arguments of a handler method that come from its
 * handshake request.
 */
final class RequestArgumentResolvers {

	private final HandlerMethodArgumentResolverComposite resolvers = new HandlerMethodArgumentResolverComposite();

	private final WebDataBinderFactory binderFactory;

	RequestArgumentResolvers(ConversionService conversionService, ConfigurableBeanFactory beanFactory) {
		List<HandlerMethodArgumentResolver> resolvers = List.of(new PathVariableMethodArgumentResolver(),
				new PathVariableMapMethodArgumentResolver(), new RequestHeaderMethodArgumentResolver(beanFactory),
				new RequestHeaderMapMethodArgumentResolver(),
				new RequestParamMethodArgumentResolver(beanFactory, false),
				new RequestParamMapMethodArgumentResolver());
		this.resolvers.addResolvers(resolvers);
		ConfigurableWebBindingInitializer initializer = new ConfigurableWebBindingInitializer();
		initializer.setConversionService(conversionService);
		this.binderFactory = new DefaultDataBinderFactory(initializer);
	}

	boolean supports(MethodParameter parameter) {
		return (parameter.hasParameterAnnotation(PathVariable.class)
				|| parameter.hasParameterAnnotation(RequestHeader.class)
				|| parameter.hasParameterAnnotation(RequestParam.class)) && this.resolvers.supportsParameter(parameter);
	}

	@Nullable Object resolve(MethodParameter parameter, NativeWebRequest request) throws Exception {
		Assert.state(supports(parameter), "Check with supports() first");
		return this.resolvers.resolveArgument(parameter, null, request, this.binderFactory);
	}

}
