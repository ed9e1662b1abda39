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

import java.net.InetSocketAddress;
import java.net.URI;
import java.security.Principal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executor;

import io.wstunnel.connection.TransportConnection;
import io.wstunnel.transport.frame.FrameChannel;
import io.wstunnel.transport.frame.FrameTransport;
import io.wstunnel.transport.frame.Role;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.util.Assert;

/**
 * What one end of a {@link WsConnectionPair} shows and goes by.
 */
final class ConnectionPairEnd {

	private final HttpHeaders headers = new HttpHeaders();

	private final Map<String, String> pathVariables = new LinkedHashMap<>();

	private final Role role;

	private InetSocketAddress address;

	private WsConnectionSettings settings = WsConnectionSettings.defaults();

	private @Nullable Principal principal;

	ConnectionPairEnd(Role role, InetSocketAddress address) {
		this.role = role;
		this.address = address;
	}

	void header(String name, String... values) {
		this.headers.put(name, List.of(values));
	}

	void pathVariable(String name, String value) {
		this.pathVariables.put(name, value);
	}

	void principal(@Nullable Principal principal) {
		this.principal = principal;
	}

	void settings(WsConnectionSettings settings) {
		Assert.notNull(settings, "'settings' must not be null");
		this.settings = settings;
	}

	boolean isSpeakingNotices() {
		return this.settings.isControlExtension();
	}

	InetSocketAddress address() {
		return this.address;
	}

	void address(InetSocketAddress address) {
		Assert.notNull(address, "'address' must not be null");
		this.address = address;
	}

	/**
	 * Open the connection of this end.
	 * @param channel its channel
	 * @param uri the URI of the handshake
	 * @param subprotocol the negotiated subprotocol, or {@code null}
	 * @param notices whether both ends speak the extension for notices
	 * @param executor runs what depends on the end of the connection
	 * @return the connection, started
	 */
	TransportConnection connect(FrameChannel channel, URI uri, @Nullable String subprotocol, boolean notices,
			Executor executor) {
		HttpHeaders copy = new HttpHeaders();
		copy.addAll(this.headers);
		WsHandshake handshake = new WsHandshake(uri, copy, this.principal, this.pathVariables, subprotocol);
		TransportConnection connection = new TransportConnection(UUID.randomUUID().toString(),
				new FrameTransport(channel, this.role, null, notices), handshake,
				WsAddress.of(channel.getLocalAddress()), WsAddress.of(channel.getRemoteAddress()), this.settings,
				executor);
		connection.start();
		return connection;
	}

}
