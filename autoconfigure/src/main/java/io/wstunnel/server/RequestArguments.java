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

import org.jspecify.annotations.Nullable;

import org.springframework.web.bind.ServletRequestBindingException;
import org.springframework.web.context.request.NativeWebRequest;

/**
 * The arguments of a handler that come from its handshake request.
 */
@FunctionalInterface
interface RequestArguments {

	/**
	 * Those of a handler that has no arguments.
	 */
	RequestArguments NONE = (request) -> new Object[0];

	/**
	 * Resolve the arguments.
	 * @param request the handshake request
	 * @return an array with an element for each parameter, {@code null} for those that do
	 * not come from the request
	 * @throws ServletRequestBindingException if a value is missing
	 * @throws org.springframework.beans.TypeMismatchException if a value cannot be
	 * converted
	 * @throws Exception if the resolution failed
	 */
	@Nullable Object[] resolve(NativeWebRequest request) throws Exception;

	/**
	 * Check, at start-up, that the path has the variables that the arguments need.
	 * @param path the path of the tunnel
	 * @throws InvalidTunnelException if it has not
	 */
	default void checkPath(String path) {
	}

}
