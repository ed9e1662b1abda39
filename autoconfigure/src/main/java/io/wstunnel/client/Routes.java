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

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.util.CollectionUtils;

/**
 * The ways to a server, the preferred one first: through the tunnel's own proxy, else
 * what the proxy selector says.
 *
 * @param all the ways
 * @param uri what the selector was asked for
 * @param selector who named the proxies, {@code null} if nobody was asked
 */
record Routes(List<Route> all, URI uri, @Nullable ProxySelector selector) {

	static Routes find(DialTarget target, @Nullable ProxySelector selector) throws IOException {
		URI uri = target.endpoint().toHttpUri();
		HttpProxy proxy = target.settings().proxy();
		if (proxy != null) {
			return new Routes(List.of(Route.of(proxy)), uri, null);
		}
		return new Routes((selector != null) ? select(selector, uri) : List.of(Route.DIRECT), uri, selector);
	}

	/**
	 * Tell the selector, if it named the proxy. What a proxy that was reached says is
	 * none of its business.
	 * @param route the route through the proxy
	 * @param failure why the proxy could not be reached
	 */
	void unreachable(Route route, IOException failure) {
		if (this.selector != null && route.selected() != null) {
			this.selector.connectFailed(this.uri, route.selected(), failure);
		}
	}

	private static List<Route> select(ProxySelector selector, URI uri) throws IOException {
		List<Route> routes = new ArrayList<>();
		try {
			List<Proxy> proxies = selector.select(uri);
			if (CollectionUtils.isEmpty(proxies)) {
				return List.of(Route.DIRECT);
			}
			for (Proxy proxy : proxies) {
				if (proxy.type() == Proxy.Type.DIRECT) {
					routes.add(Route.DIRECT);
				}
				else if (proxy.type() == Proxy.Type.HTTP) {
					routes.add(Route.of((InetSocketAddress) proxy.address()));
				}
			}
		}
		catch (RuntimeException ex) {
			throw new IOException("The ProxySelector " + selector.getClass().getName() + " failed for " + uri, ex);
		}
		if (routes.isEmpty()) {
			throw new ConnectException("The ProxySelector names only SOCKS proxies for " + uri
					+ ", which tunnels cannot go through: give the tunnel an HTTP proxy of its own, or exclude the "
					+ "host from the proxies, for example with the system property socksNonProxyHosts");
		}
		return routes;
	}

}
