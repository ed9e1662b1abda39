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

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectFactory;
import org.springframework.beans.factory.config.Scope;

/**
 * The scope of {@link WsTunnelScope @WsTunnelScope}: that of the current thread's tunnel.
 */
final class TunnelBeanScope implements Scope {

	@Override
	public Object get(String name, ObjectFactory<?> objectFactory) {
		return getBeans().get(name, objectFactory);
	}

	@Override
	public @Nullable Object remove(String name) {
		return getBeans().remove(name);
	}

	@Override
	public void registerDestructionCallback(String name, Runnable callback) {
		getBeans().registerDestructionCallback(name, callback);
	}

	@Override
	public @Nullable String getConversationId() {
		WsTunnelContext context = WsTunnelContextHolder.getContext();
		return (context != null) ? context.getConnection().getId() : null;
	}

	private static TunnelBeans getBeans() {
		return WsTunnelContextHolder.currentContext().getBeans();
	}

}
