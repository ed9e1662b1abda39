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

import javax.net.SocketFactory;

import io.wstunnel.WsTunnelClient;

import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.ObjectProvider;

/**
 * The socket factory of one of the client's tunnels.
 */
final class TunnelSocketFactoryBean implements FactoryBean<SocketFactory> {

	private final String name;

	private final ObjectProvider<WsTunnelClient> client;

	/**
	 * Create a factory.
	 * @param name the name of the tunnel
	 * @param client the client
	 */
	TunnelSocketFactoryBean(String name, ObjectProvider<WsTunnelClient> client) {
		this.name = name;
		this.client = client;
	}

	@Override
	public SocketFactory getObject() {
		return this.client.getObject().socketFactory(this.name);
	}

	@Override
	public Class<?> getObjectType() {
		return SocketFactory.class;
	}

}
