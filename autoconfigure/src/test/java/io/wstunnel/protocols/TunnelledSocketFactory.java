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

package io.wstunnel.protocols;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import javax.net.SocketFactory;

/**
 * The class that drivers are given by name, and make an instance of with an argument.
 */
public class TunnelledSocketFactory extends SocketFactory {

	private static final Map<String, SocketFactory> FACTORIES = new ConcurrentHashMap<>();

	private static volatile String latest = "";

	private final SocketFactory delegate;

	public TunnelledSocketFactory() {
		this(latest);
	}

	public TunnelledSocketFactory(String argument) {
		this.delegate = FACTORIES.get(argument);
	}

	/**
	 * Keep a factory for a driver, for one without arguments until the next is kept.
	 * @param factory the factory
	 * @return the argument that finds it
	 */
	static String argument(SocketFactory factory) {
		String argument = "tunnel-" + FACTORIES.size();
		FACTORIES.put(argument, factory);
		latest = argument;
		return argument;
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
