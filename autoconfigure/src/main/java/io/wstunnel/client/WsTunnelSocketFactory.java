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
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.URISyntaxException;

import javax.net.SocketFactory;

import org.springframework.util.Assert;

/**
 * The socket factory of drivers that are configured with the name of a class and a text.
 * The text is the name of a tunnel that the application has configured below
 * {@code wstunnel.client.tunnels}, or a URI:
 *
 * <table class="striped">
 * <caption>Drivers</caption> <thead>
 * <tr>
 * <th>Driver</th>
 * <th>Class</th>
 * <th>Text</th>
 * </tr>
 * </thead> <tbody>
 * <tr>
 * <td>PostgreSQL</td>
 * <td>{@code socketFactory}</td>
 * <td>{@code socketFactoryArg}</td>
 * </tr>
 * <tr>
 * <td>SQL Server</td>
 * <td>{@code socketFactoryClass}</td>
 * <td>{@code socketFactoryConstructorArg}</td>
 * </tr>
 * <tr>
 * <td>MariaDB</td>
 * <td>{@code socketFactory}, with {@link MariaDbSocketFactory}</td>
 * <td>{@code socketFactoryArg}, or the host</td>
 * </tr>
 * </tbody>
 * </table>
 *
 * <p>
 * The host and port that the driver is given are only what it believes to connect to, and
 * whose certificate it verifies if it uses TLS inside the tunnel. SQL Server's driver
 * wants the host's name to resolve: give it {@code localhost}.
 *
 * <p>
 * <strong>A name</strong> is looked up whenever a socket is created: the factory itself
 * may be older than the application context. The client of that context connects, with
 * all that is configured for the tunnel. While several open application contexts have a
 * tunnel of that name, creating a socket fails; with the name of the context in front,
 * which each publishes as the property {@code wstunnel.client.context}, the name is
 * always unique: <code>&#36;{wstunnel.client.context}/db</code>. Once the context is
 * closed creating a socket fails.
 *
 * <p>
 * <strong>A URI</strong>, {@code ws} or {@code wss}, needs no application context. All
 * factories share one client with the default settings, which has no thread while it has
 * no connections.
 *
 * @since 0.1.0
 */
public class WsTunnelSocketFactory extends SocketFactory {

	private final Target target;

	private final String description;

	/**
	 * Create a factory.
	 * @param nameOrUri the name of a tunnel, alone or behind that of its application
	 * context and a slash, or a URI
	 */
	public WsTunnelSocketFactory(String nameOrUri) {
		Assert.hasText(nameOrUri, "'nameOrUri' must be the name of a tunnel, or its ws or wss URI: give the driver "
				+ "one, PostgreSQL's as 'socketFactoryArg'");
		if (nameOrUri.contains("://") || nameOrUri.startsWith("ws:") || nameOrUri.startsWith("wss:")) {
			TunnelEndpoint endpoint = TunnelEndpoint.of(parse(nameOrUri));
			SocketFactory factory = SharedClient.INSTANCE.socketFactory(parse(nameOrUri));
			this.target = () -> factory;
			this.description = TunnelEndpoint.describe(endpoint.uri());
		}
		else {
			this.target = () -> TunnelRegistry.shared().find(nameOrUri);
			this.description = nameOrUri;
		}
	}

	/**
	 * Not supported, as no tunnel is the default: hides the method of
	 * {@link SocketFactory}, whose sockets would bypass every tunnel. It is for those who
	 * know of the class alone, such as JNDI's LDAP.
	 * @return nothing
	 * @throws UnsupportedOperationException always
	 */
	public static SocketFactory getDefault() {
		throw new UnsupportedOperationException(
				"There is no default tunnel: use an instance, which has the name or " + "the URI of its own");
	}

	@Override
	public Socket createSocket() throws IOException {
		return this.target.find().createSocket();
	}

	@Override
	public Socket createSocket(String host, int port) throws IOException {
		return this.target.find().createSocket(host, port);
	}

	@Override
	public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
		return this.target.find().createSocket(host, port, localHost, localPort);
	}

	@Override
	public Socket createSocket(InetAddress host, int port) throws IOException {
		return this.target.find().createSocket(host, port);
	}

	@Override
	public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort)
			throws IOException {
		return this.target.find().createSocket(address, port, localAddress, localPort);
	}

	@Override
	public String toString() {
		return "WsTunnelSocketFactory[" + this.description + "]";
	}

	/**
	 * Parse a URI, and keep what may be a password out of the exception.
	 */
	private static URI parse(String uri) {
		try {
			return new URI(uri);
		}
		catch (URISyntaxException ex) {
			throw new IllegalArgumentException(
					"The URI of the tunnel is not valid: " + ex.getReason() + " at index " + ex.getIndex());
		}
	}

	private interface Target {

		SocketFactory find() throws SocketException;

	}

	/**
	 * Created when the first URI is used.
	 */
	private static final class SharedClient {

		static final DefaultWsTunnelClient INSTANCE = DefaultWsTunnelClient.create();

	}

}
