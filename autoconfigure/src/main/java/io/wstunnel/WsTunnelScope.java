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

package io.wstunnel;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.core.annotation.AliasFor;

/**
 * Makes a bean live as long as a tunnel: each tunnel has one of its own, created when its
 * handler first uses it. It can be injected into any singleton, as a proxy.
 *
 * <p>
 * The scope is there on the thread of the handler, and where
 * {@link WsTunnelContextHolder} has carried it to; elsewhere the bean cannot be used.
 * When the tunnel has ended, its beans are destroyed, each once, the youngest first: with
 * the handler's return or, for one that returned a stage, the stage's completion, or the
 * end of the connection if that comes first. Destruction callbacks run on the executor of
 * the handlers and still see the scope's beans; one that fails is logged and leaves the
 * others alone.
 *
 * @since 0.1.0
 */
@Target({ ElementType.TYPE, ElementType.METHOD })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Scope(WsTunnelScope.NAME)
public @interface WsTunnelScope {

	/**
	 * Name of the scope.
	 */
	String NAME = "ws-tunnel";

	/**
	 * Alias for {@link Scope#proxyMode()}.
	 * @return how the bean is injected
	 */
	@AliasFor(annotation = Scope.class)
	ScopedProxyMode proxyMode() default ScopedProxyMode.TARGET_CLASS;

}
