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

import org.springframework.core.NamedThreadLocal;
import org.springframework.util.Assert;

/**
 * Holds the {@link WsTunnelContext} of the tunnel that a thread serves. It is there while
 * a handler runs and on its thread only: other threads do not inherit it. Give it to them
 * with {@link WsTunnelContext#wrap(Runnable)}, or let Spring's
 * {@link org.springframework.core.task.support.ContextPropagatingTaskDecorator} do so
 * with Micrometer's context propagation, which knows of it if it is on the class path.
 *
 * @since 0.1.0
 */
public final class WsTunnelContextHolder {

	private static final ThreadLocal<WsTunnelContext> contexts = new NamedThreadLocal<>("Tunnel");

	private WsTunnelContextHolder() {
	}

	/**
	 * Return the context of the thread.
	 * @return the context, or {@code null} if the thread serves no tunnel
	 */
	public static @Nullable WsTunnelContext getContext() {
		return contexts.get();
	}

	/**
	 * Return the context of the thread.
	 * @return the context
	 * @throws IllegalStateException if the thread serves no tunnel
	 */
	public static WsTunnelContext currentContext() {
		WsTunnelContext context = contexts.get();
		Assert.state(context != null,
				"This thread serves no tunnel. An injected WsConnection and the beans of @WsTunnelScope are there "
						+ "for the handler of a tunnel and what it calls on its thread. To use them on another "
						+ "thread, wrap its task on the handler's: WsTunnelContextHolder.currentContext().wrap(task)");
		return context;
	}

	/**
	 * Bind a context to the thread. Who binds one unbinds it.
	 * @param context the context, {@code null} for none
	 */
	public static void setContext(@Nullable WsTunnelContext context) {
		if (context != null) {
			contexts.set(context);
		}
		else {
			contexts.remove();
		}
	}

	/**
	 * Unbind the context from the thread.
	 */
	public static void resetContext() {
		contexts.remove();
	}

}
