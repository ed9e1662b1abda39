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
import java.lang.reflect.Proxy;

import io.wstunnel.WsConnection;
import io.wstunnel.WsTunnelContextHolder;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.FactoryBean;
import org.springframework.util.ReflectionUtils;

/**
 * Makes what is injected as a {@link WsConnection}: a proxy that stands for the
 * connection of the current thread's tunnel. What a factory bean makes is not closed when
 * the application stops, as another bean of a type that can be closed is.
 *
 * @since 0.1.0
 */
public final class CurrentConnectionFactoryBean implements FactoryBean<WsConnection> {

	private final WsConnection proxy = (WsConnection) Proxy.newProxyInstance(WsConnection.class.getClassLoader(),
			new Class<?>[] { WsConnection.class }, CurrentConnectionFactoryBean::invoke);

	@Override
	public WsConnection getObject() {
		return this.proxy;
	}

	@Override
	public Class<?> getObjectType() {
		return WsConnection.class;
	}

	private static @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] args)
			throws Throwable {
		if (ReflectionUtils.isEqualsMethod(method)) {
			return args != null && proxy == args[0];
		}
		if (ReflectionUtils.isHashCodeMethod(method)) {
			return System.identityHashCode(proxy);
		}
		if (ReflectionUtils.isToStringMethod(method) && WsTunnelContextHolder.getContext() == null) {
			return "Connection of the current tunnel";
		}
		try {
			return method.invoke(WsTunnelContextHolder.currentContext().getConnection(), args);
		}
		catch (InvocationTargetException ex) {
			throw ex.getTargetException();
		}
	}

}
