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

import org.jspecify.annotations.Nullable;
import org.mariadb.jdbc.Configuration;
import org.mariadb.jdbc.util.ConfigurableSocketFactory;

import org.springframework.util.Assert;
import org.springframework.util.StringUtils;

/**
 * The {@link WsTunnelSocketFactory} of MariaDB's driver, which is given the name of a
 * class alone, as {@code socketFactory}. The name or the URI of the tunnel is the
 * connection's option {@code socketFactoryArg}, which the driver itself does not know;
 * without it the host is the name, and so each of several hosts can have a tunnel of its
 * own.
 *
 * @since 0.1.0
 */
public class MariaDbSocketFactory extends ConfigurableSocketFactory {

	private static final String OPTION = "socketFactoryArg";

	private @Nullable WsTunnelSocketFactory factory;

	@Override
	public void setConfiguration(Configuration configuration, String host) {
		String option = configuration.nonMappedOptions().getProperty(OPTION);
		this.factory = new WsTunnelSocketFactory(StringUtils.hasText(option) ? option : host);
	}

	@Override
	public Socket createSocket() throws IOException {
		return factory().createSocket();
	}

	@Override
	public Socket createSocket(String host, int port) throws IOException {
		return factory().createSocket(host, port);
	}

	@Override
	public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
		return factory().createSocket(host, port, localHost, localPort);
	}

	@Override
	public Socket createSocket(InetAddress host, int port) throws IOException {
		return factory().createSocket(host, port);
	}

	@Override
	public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort)
			throws IOException {
		return factory().createSocket(address, port, localAddress, localPort);
	}

	private WsTunnelSocketFactory factory() {
		Assert.state(this.factory != null, "The driver has not yet given its configuration");
		return this.factory;
	}

}
