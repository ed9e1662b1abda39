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

package io.wstunnel.autoconfigure;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.TreeSet;

import io.wstunnel.WsConnectionSettings;
import io.wstunnel.client.ClientTunnel;
import io.wstunnel.client.HttpProxy;
import io.wstunnel.client.SslEngineFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.util.StringUtils;

/**
 * Makes a {@link ClientTunnel} of its properties. What is wrong with one is reported with
 * its name, and without its value, which may be a secret.
 */
final class ClientTunnelFactory {

	private final String name;

	private final ClientTunnelProperties properties;

	private final @Nullable SslBundles sslBundles;

	/**
	 * Create a factory.
	 * @param name the name of the tunnel
	 * @param properties its properties
	 * @param sslBundles the SSL bundles, {@code null} if the application has none
	 */
	ClientTunnelFactory(String name, ClientTunnelProperties properties, @Nullable SslBundles sslBundles) {
		this.name = name;
		this.properties = properties;
		this.sslBundles = sslBundles;
	}

	/**
	 * Create the tunnel.
	 * @param general the settings of connections that hold where the tunnel says nothing
	 * @return the tunnel
	 */
	ClientTunnel create(WsConnectionSettings general) {
		URI uri = getUri();
		ClientTunnel.Builder builder = check("uri", () -> ClientTunnel.builder(uri));
		builder.settings(new ConnectionPropertiesMapper(property(null), this.properties).apply(general));
		this.properties.getHeaders()
			.forEach((header, value) -> check("headers." + header, () -> builder.header(header, value)));
		if (this.properties.getSubprotocols() != null) {
			String[] subprotocols = this.properties.getSubprotocols().toArray(String[]::new);
			check("subprotocols", () -> builder.subprotocols(subprotocols));
		}
		Duration connectTimeout = this.properties.getConnectTimeout();
		if (connectTimeout != null) {
			check("connect-timeout", () -> builder.connectTimeout(connectTimeout));
		}
		String bundle = this.properties.getSsl().getBundle();
		if (StringUtils.hasLength(bundle)) {
			SslEngineFactory engines = createEngineFactory(bundle);
			check("ssl.bundle", () -> builder.sslEngineFactory(engines));
		}
		HttpProxy proxy = createProxy(this.properties.getProxy());
		return ((proxy != null) ? builder.proxy(proxy) : builder).build();
	}

	private URI getUri() {
		String uri = this.properties.getUri();
		if (!StringUtils.hasText(uri)) {
			throw new FailureAnalyzedException("Tunnel '" + this.name + "' has no URI.",
					"Set '" + property("uri") + "' to the URI to connect to, such as 'wss://host/path'.");
		}
		try {
			return new URI(uri.trim());
		}
		catch (URISyntaxException ex) {
			String reason = ex.getReason() + ((ex.getIndex() >= 0) ? " at index " + ex.getIndex() : "");
			// Not as the cause, which shows the user information
			throw new FailureAnalyzedException("Property '" + property("uri") + "' is invalid: " + reason + ".",
					"Correct the property to a URI such as 'wss://host/path'.");
		}
	}

	private SslEngineFactory createEngineFactory(String bundle) {
		if (this.sslBundles == null) {
			throw new FailureAnalyzedException(
					"Property '" + property("ssl.bundle") + "' is set, but the application has no SSL bundles.",
					"Do not exclude SslAutoConfiguration, or add a bean of type SslBundles.");
		}
		try {
			return BundleSslEngineFactory.create(bundle, this.sslBundles);
		}
		catch (NoSuchSslBundleException ex) {
			throw new FailureAnalyzedException(
					"Property '" + property("ssl.bundle") + "' names the SSL bundle '" + bundle
							+ "', but there are only " + new TreeSet<>(this.sslBundles.getBundleNames()) + ".",
					"Correct the name, or define the bundle, for example with 'spring.ssl.bundle.pem." + bundle
							+ ".truststore.certificate'.",
					ex);
		}
		catch (RuntimeException ex) {
			throw new FailureAnalyzedException("The SSL bundle '" + bundle + "' of property '" + property("ssl.bundle")
					+ "' cannot be used: " + ex.getMessage(),
					"Check the files, passwords, protocols and ciphers of the bundle.", ex);
		}
	}

	private @Nullable HttpProxy createProxy(ClientTunnelProperties.Proxy proxy) {
		String host = proxy.getHost();
		if (!StringUtils.hasText(host)) {
			checkAlone("proxy.port", proxy.getPort());
			checkAlone("proxy.username", proxy.getUsername());
			checkAlone("proxy.password", proxy.getPassword());
			return null;
		}
		Integer port = proxy.getPort();
		if (port == null) {
			throw new FailureAnalyzedException(
					"Property '" + property("proxy.host") + "' is set, but '" + property("proxy.port") + "' is not.",
					"Set '" + property("proxy.port") + "', often 3128 or 8080.");
		}
		check("proxy.host", () -> HttpProxy.of(host, 1));
		check("proxy.port", () -> HttpProxy.of(host, port));
		if (proxy.getUsername() != null) {
			check("proxy.username", () -> new HttpProxy(host, port, proxy.getUsername(), null));
		}
		return check("proxy.password", () -> new HttpProxy(host, port, proxy.getUsername(), proxy.getPassword()));
	}

	private void checkAlone(String property, @Nullable Object value) {
		if (value != null) {
			throw new FailureAnalyzedException(
					"Property '" + property(property) + "' is set, but '" + property("proxy.host") + "' is not.",
					"Set '" + property("proxy.host") + "', or remove the former.");
		}
	}

	private <T> T check(String property, Check<T> check) {
		try {
			return check.run();
		}
		catch (IllegalArgumentException ex) {
			throw invalid(property, String.valueOf(ex.getMessage()).replaceFirst("^'[^']*' ", ""), ex);
		}
	}

	private FailureAnalyzedException invalid(String property, String problem, Exception cause) {
		return new FailureAnalyzedException("Property '" + property(property) + "' is invalid: " + problem + ".",
				"Correct the property.", cause);
	}

	private String property(@Nullable String property) {
		return "wstunnel.client.tunnels." + this.name + ((property != null) ? "." + property : "");
	}

	/**
	 * Something that refuses its arguments with an {@link IllegalArgumentException}.
	 */
	private interface Check<T> {

		T run();

	}

}
