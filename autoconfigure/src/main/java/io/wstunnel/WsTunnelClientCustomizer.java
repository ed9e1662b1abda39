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

/**
 * Sees every handshake of a {@link WsTunnelClient} before it is sent, and may add headers
 * to it: a token, a trace. Beans of this type apply to all tunnels, in their order.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface WsTunnelClientCustomizer {

	/**
	 * Customize one handshake. Runs on the thread that connects, for each attempt anew
	 * and before anything is dialled, so that it may block. The time it takes counts
	 * against the connect timeout, which does not end it, though. What it throws is what
	 * connecting throws.
	 * @param request the request to be sent
	 */
	void customize(WsHandshakeRequest request);

}
