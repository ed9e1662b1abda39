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

import io.micrometer.context.ThreadLocalAccessor;
import org.jspecify.annotations.Nullable;

/**
 * Lets Micrometer's context propagation carry the {@link WsTunnelContext} to other
 * threads. Found there by itself.
 *
 * @since 0.1.0
 */
public final class WsTunnelContextThreadLocalAccessor implements ThreadLocalAccessor<WsTunnelContext> {

	/**
	 * Key of the context.
	 */
	public static final String KEY = WsTunnelContext.class.getName();

	@Override
	public Object key() {
		return KEY;
	}

	@Override
	public @Nullable WsTunnelContext getValue() {
		return WsTunnelContextHolder.getContext();
	}

	@Override
	public void setValue(WsTunnelContext context) {
		WsTunnelContextHolder.setContext(context);
	}

	@Override
	public void setValue() {
		WsTunnelContextHolder.resetContext();
	}

}
