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

import java.net.URI;
import java.net.URISyntaxException;

import io.wstunnel.WsAddress;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;
import org.springframework.util.StringUtils;

/**
 * Where to connect to, taken from a URI.
 *
 * @param uri the URI without user information
 * @param secure whether TLS is used
 * @param host the host as an address or name to resolve, without brackets
 * @param port the port
 * @param userInfo the decoded user information, or {@code null}
 */
record TunnelEndpoint(URI uri, boolean secure, String host, int port, @Nullable String userInfo) {

	private static final int HTTP_PORT = 80;

	private static final int HTTPS_PORT = 443;

	static TunnelEndpoint of(URI uri) {
		Assert.notNull(uri, "'uri' must not be null");
		boolean secure = "wss".equalsIgnoreCase(uri.getScheme());
		if (!secure && !"ws".equalsIgnoreCase(uri.getScheme())) {
			throw invalid(uri, "its scheme must be ws or wss");
		}
		if (!StringUtils.hasLength(uri.getHost())) {
			throw invalid(uri, "it must have a host: ws://host[:port]/path, and no '_' in the host's name");
		}
		if (uri.getRawFragment() != null) {
			throw invalid(uri, "it must not have a fragment: write '#' as %23");
		}
		if (uri.getPort() == 0 || uri.getPort() > 0xFFFF) {
			throw invalid(uri, "its port must be between 1 and 65535");
		}
		int port = (uri.getPort() != -1) ? uri.getPort() : (secure ? HTTPS_PORT : HTTP_PORT);
		String host = uri.getHost().startsWith("[") ? uri.getHost().substring(1, uri.getHost().length() - 1)
				: uri.getHost();
		return new TunnelEndpoint(withoutUserInfo(uri), secure, host, port, uri.getUserInfo());
	}

	/**
	 * Return the value of the {@code Host} header.
	 * @return the host, and the port unless it is the scheme's own
	 */
	String hostHeader() {
		return (this.port == (this.secure ? HTTPS_PORT : HTTP_PORT)) ? uriHost() : authority();
	}

	/**
	 * Return the host by the name that certificates have: without the dot that may end a
	 * name in a URI.
	 * @return the address or name
	 */
	String certifiedName() {
		return this.host.endsWith(".") ? this.host.substring(0, this.host.length() - 1) : this.host;
	}

	/**
	 * Return host and port, as a proxy is asked for them.
	 * @return {@code host:port}
	 */
	String authority() {
		return uriHost() + ":" + this.port;
	}

	/**
	 * Return the URI that a proxy selector understands: scheme, host, port and path.
	 * @return the URI, {@code http} or {@code https}
	 */
	URI toHttpUri() {
		String path = requestTarget();
		int query = path.indexOf('?');
		return URI.create(
				(this.secure ? "https://" : "http://") + authority() + ((query < 0) ? path : path.substring(0, query)));
	}

	private String uriHost() {
		if (this.host.indexOf(':') < 0) {
			return this.host;
		}
		int zone = this.host.indexOf('%');
		return "[" + ((zone < 0) ? this.host : this.host.substring(0, zone)) + "]";
	}

	/**
	 * Return the target of the HTTP request.
	 * @return path and query, in ASCII
	 */
	String requestTarget() {
		URI ascii = URI.create(this.uri.toASCIIString());
		String path = StringUtils.hasLength(ascii.getRawPath()) ? ascii.getRawPath() : "/";
		return (ascii.getRawQuery() != null) ? path + "?" + ascii.getRawQuery() : path;
	}

	/**
	 * Return the host and port.
	 * @return {@code host:port}
	 */
	@Override
	public String toString() {
		return WsAddress.of(this.host, this.port).toString();
	}

	private static URI withoutUserInfo(URI uri) {
		if (uri.getRawUserInfo() == null) {
			return uri;
		}
		try {
			String text = uri.toString();
			String userInfo = uri.getRawUserInfo() + "@";
			int start = text.indexOf(userInfo);
			return new URI(text.substring(0, start) + text.substring(start + userInfo.length()));
		}
		catch (URISyntaxException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Leave out what may be a secret: user information, query and fragment, and what a
	 * URI without a server says.
	 */
	static String describe(URI uri) {
		if (uri.getScheme() != null && uri.getRawAuthority() == null) {
			return uri.getScheme() + ":";
		}
		return uri.toString().replaceFirst("//[^/?#]*@", "//").replaceFirst("[?#].*", "");
	}

	private static IllegalArgumentException invalid(URI uri, String reason) {
		return new IllegalArgumentException("Cannot connect to '" + describe(uri) + "': " + reason);
	}

}
