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
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.AsynchronousCloseException;
import java.util.ArrayList;
import java.util.List;

import io.wstunnel.WsProxyException;

import org.springframework.http.HttpStatusCode;

/**
 * Opens a channel to a server by one route after the other, until one leads there.
 */
final class RouteDial {

	private final TunnelEndpoint endpoint;

	private final ClientServices services;

	private final DialWait wait;

	private final Runnable onClose;

	RouteDial(TunnelEndpoint endpoint, ClientServices services, DialWait wait, Runnable onClose) {
		this.endpoint = endpoint;
		this.services = services;
		this.wait = wait;
		this.onClose = onClose;
	}

	DialledChannel connect(Routes routes) throws IOException {
		List<IOException> failures = new ArrayList<>();
		for (Route route : routes.all()) {
			this.wait.share(routes.all().size() - failures.size());
			try {
				DialledChannel channel = connect(routes, route);
				this.wait.unshare();
				return channel;
			}
			catch (AsynchronousCloseException ex) {
				throw ex;
			}
			catch (IOException ex) {
				failures.add(ex);
				if (this.wait.isOver() || isForbidden(ex)) {
					break;
				}
			}
		}
		throw failure(failures);
	}

	/**
	 * A proxy's no is not a way around it.
	 */
	private static boolean isForbidden(IOException ex) {
		HttpStatusCode status = (ex instanceof WsProxyException refusal) ? refusal.getStatusCode() : null;
		return status != null && status.is4xxClientError();
	}

	private DialledChannel connect(Routes routes, Route route) throws IOException {
		HttpProxy proxy = route.proxy();
		if (proxy == null) {
			InetAddress[] addresses = this.services.names().resolve(this.endpoint.host(), this.wait);
			return connectTcp(this.endpoint.toString(), addresses, this.endpoint.port());
		}
		DialledChannel channel = reach(routes, route, proxy);
		boolean connected = false;
		try {
			new ProxyConnect(proxy, this.endpoint).open(channel);
			channel.proxied();
			connected = true;
			return channel;
		}
		finally {
			if (!connected) {
				channel.getChannel().close();
			}
		}
	}

	private DialledChannel reach(Routes routes, Route route, HttpProxy proxy) throws IOException {
		try {
			return connectTcp("the proxy " + proxy, resolve(route, proxy), proxy.port());
		}
		catch (ConnectException | UnknownHostException | SocketTimeoutException ex) {
			routes.unreachable(route, ex);
			throw ex;
		}
	}

	private InetAddress[] resolve(Route route, HttpProxy proxy) throws IOException {
		InetAddress resolved = route.resolved();
		if (resolved != null) {
			return new InetAddress[] { resolved };
		}
		try {
			return this.services.names().resolve(proxy.host(), this.wait);
		}
		catch (UnknownHostException ex) {
			UnknownHostException exception = new UnknownHostException("The proxy " + ex.getMessage());
			exception.initCause(ex);
			throw exception;
		}
	}

	private DialledChannel connectTcp(String peer, InetAddress[] addresses, int port) throws IOException {
		return new TcpDial(peer, this.services.loop(), this.wait, this.onClose).connect(addresses, port);
	}

	/**
	 * The preferred route's failure tells most, unless time is over.
	 */
	private IOException failure(List<IOException> failures) {
		IOException failure = failures.remove(this.wait.isOver() ? failures.size() - 1 : 0);
		failures.forEach(failure::addSuppressed);
		return failure;
	}

}
