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

package io.wstunnel.client;

import java.net.InetAddress;
import java.net.InetSocketAddress;

import org.jspecify.annotations.Nullable;

/**
 * A way to a server: direct, or through a proxy.
 *
 * @param proxy the proxy, {@code null} to go direct
 * @param selected the address by which a proxy selector named the proxy, {@code null} if
 * none did
 */
record Route(@Nullable HttpProxy proxy, @Nullable InetSocketAddress selected) {

	static final Route DIRECT = new Route(null, null);

	static Route of(HttpProxy proxy) {
		return new Route(proxy, null);
	}

	static Route of(InetSocketAddress selected) {
		return new Route(HttpProxy.of(selected.getHostString(), selected.getPort()), selected);
	}

	/**
	 * Return the address of the proxy, if it needs no resolution.
	 * @return the address, or {@code null}
	 */
	@Nullable InetAddress resolved() {
		return (this.selected != null) ? this.selected.getAddress() : null;
	}

}
