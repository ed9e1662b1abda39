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

package io.wstunnel.postgres;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;

import javax.net.SocketFactory;

import io.wstunnel.client.DefaultWsTunnelClient;

/**
 * What the driver's {@code socketFactory} property names; {@code socketFactoryArg} is the
 * URI of the tunnel.
 */
public class TunnelledSocketFactory extends SocketFactory {

	private static final DefaultWsTunnelClient CLIENT = DefaultWsTunnelClient.create();

	private final SocketFactory delegate;

	public TunnelledSocketFactory(String uri) {
		this.delegate = CLIENT.socketFactory(URI.create(uri));
	}

	@Override
	public Socket createSocket() throws IOException {
		return this.delegate.createSocket();
	}

	@Override
	public Socket createSocket(String host, int port) throws IOException {
		return this.delegate.createSocket(host, port);
	}

	@Override
	public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
		return this.delegate.createSocket(host, port, localHost, localPort);
	}

	@Override
	public Socket createSocket(InetAddress host, int port) throws IOException {
		return this.delegate.createSocket(host, port);
	}

	@Override
	public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort) throws IOException {
		return this.delegate.createSocket(host, port, localHost, localPort);
	}

}
