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

import org.springframework.core.MethodParameter;

/**
 * Resolves parameters of {@link WsTunnel @WsTunnel} methods. Beans of this type are asked
 * in their order, after the built-in ones.
 *
 * @since 0.1.0
 */
public interface WsTunnelArgumentResolver {

	/**
	 * Whether this resolver supports the parameter; asked once, at start-up.
	 * @param parameter the parameter
	 * @return whether it is supported
	 */
	boolean supportsParameter(MethodParameter parameter);

	/**
	 * Resolve the argument on the handler's thread, before the method is called.
	 * @param parameter the parameter
	 * @param connection the connection
	 * @return the argument
	 * @throws Exception to end the connection as if the method had thrown it
	 */
	@Nullable Object resolveArgument(MethodParameter parameter, WsConnection connection) throws Exception;

}
