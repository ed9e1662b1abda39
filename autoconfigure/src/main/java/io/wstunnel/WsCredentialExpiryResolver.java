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

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import org.springframework.http.server.ServerHttpRequest;

/**
 * Tells when the credential of a handshake expires: its tunnel is then closed with 3000,
 * and its reads and writes fail with a {@link WsClosedException}. All beans of this type
 * are asked, on the thread of the request, and the earliest answer counts. What one
 * throws fails the handshake.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface WsCredentialExpiryResolver {

	/**
	 * Return when the credential of the request expires.
	 * @param request the handshake request
	 * @return the instant, one in the past for at once; {@code null} if it does not
	 * expire
	 */
	@Nullable Instant resolve(ServerHttpRequest request);

}
