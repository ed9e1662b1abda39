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

import io.wstunnel.WsAddress;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;
import org.springframework.util.StringUtils;

/**
 * An HTTP proxy that is asked for a way to the server with {@code CONNECT}. Its
 * credentials are sent to it alone, as Basic authorization.
 *
 * @param host the name or address of the proxy
 * @param port its port
 * @param username the user name, {@code null} to send no credentials
 * @param password the password, {@code null} without a user name
 * @since 0.1.0
 */
public record HttpProxy(String host, int port, @Nullable String username, @Nullable String password) {

	public HttpProxy {
		Assert.hasText(host, "'host' must not be empty");
		Assert.isTrue(
				host.chars().noneMatch((c) -> c <= ' ' || c == '/' || c == '@')
						&& StringUtils.countOccurrencesOf(host, ":") != 1,
				"'host' must be a name or an address, without scheme or port");
		Assert.isTrue(port > 0 && port <= 0xFFFF, "'port' must be between 1 and 65535");
		Assert.isTrue(username == null || username.chars().noneMatch((c) -> c == ':' || Character.isISOControl(c)),
				"'username' must not contain ':' or control characters");
		Assert.isTrue(password == null || username != null, "'password' must not be set without a username");
		Assert.isTrue(password == null || password.chars().noneMatch(Character::isISOControl),
				"'password' must not contain control characters");
	}

	/**
	 * Return a proxy that asks for no credentials.
	 * @param host the name or address of the proxy
	 * @param port its port
	 * @return the proxy
	 */
	public static HttpProxy of(String host, int port) {
		return new HttpProxy(host, port, null, null);
	}

	/**
	 * Return the host and port.
	 * @return {@code host:port}
	 */
	@Override
	public String toString() {
		return WsAddress.of(this.host, this.port).toString();
	}

}
