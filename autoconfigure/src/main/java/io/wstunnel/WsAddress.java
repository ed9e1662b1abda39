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

import java.io.Serial;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;
import org.springframework.util.StringUtils;

/**
 * Address of one end of a {@link WsConnection}: a text to show and log, given by the
 * handshake, the configuration or the caller. Where nothing is known it prints
 * {@value #UNKNOWN}.
 *
 * @since 0.1.0
 */
public final class WsAddress extends SocketAddress {

	/**
	 * What an address prints of which nothing is known.
	 */
	public static final String UNKNOWN = "websocket/unknown-addr";

	private static final String NETWORK = "websocket";

	@Serial
	private static final long serialVersionUID = 1L;

	private final String text;

	private WsAddress(String text) {
		this.text = text;
	}

	/**
	 * Return the address that prints the given text.
	 * @param text the text; {@code null} or empty for the {@link #unknown() placeholder}
	 * @return the address
	 */
	public static WsAddress of(@Nullable String text) {
		return StringUtils.hasLength(text) ? new WsAddress(text) : unknown();
	}

	/**
	 * Return the address that prints {@code ip:port} ({@code [ip]:port} for IPv6). A name
	 * that was never resolved stays a name.
	 * @param address the socket address; {@code null} for the placeholder
	 * @return the address
	 */
	public static WsAddress of(@Nullable InetSocketAddress address) {
		if (address == null) {
			return unknown();
		}
		String host = (address.getAddress() != null) ? address.getAddress().getHostAddress() : address.getHostString();
		return of(host, address.getPort());
	}

	/**
	 * Return the address that prints {@code host:port} ({@code [host]:port} for IPv6).
	 * @param host the host name or IP address
	 * @param port the port
	 * @return the address
	 */
	public static WsAddress of(String host, int port) {
		Assert.notNull(host, "'host' must not be null");
		return new WsAddress(
				(host.indexOf(':') < 0 || host.startsWith("[")) ? host + ":" + port : "[" + host + "]:" + port);
	}

	/**
	 * Return the placeholder for an address of which nothing is known.
	 * @return the placeholder
	 */
	public static WsAddress unknown() {
		return new WsAddress(UNKNOWN);
	}

	/**
	 * Return the name of the network, {@code websocket}.
	 * @return the name of the network
	 */
	public String getNetwork() {
		return NETWORK;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return (this == other) || (other instanceof WsAddress address && this.text.equals(address.text));
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.text);
	}

	@Override
	public String toString() {
		return this.text;
	}

}
