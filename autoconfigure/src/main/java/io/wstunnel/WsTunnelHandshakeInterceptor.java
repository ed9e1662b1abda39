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

import org.springframework.web.socket.server.HandshakeInterceptor;

/**
 * A {@link HandshakeInterceptor} for tunnels. Beans of this type are applied, in their
 * order, to the handshake of every tunnel, after the check of its origin; other handshake
 * interceptors of the application are not.
 *
 * @since 0.1.0
 * @see WsTunnelRegistration.Builder#interceptors
 */
public interface WsTunnelHandshakeInterceptor extends HandshakeInterceptor {

}
