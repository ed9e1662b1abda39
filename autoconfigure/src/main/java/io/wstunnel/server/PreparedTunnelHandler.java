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

package io.wstunnel.server;

import java.util.Map;
import java.util.concurrent.CompletionStage;

import io.wstunnel.WsConnection;
import io.wstunnel.WsConnectionHandler;

import org.springframework.util.Assert;

/**
 * The handler of a tunnel whose connections are each served by a handler of their own.
 */
final class PreparedTunnelHandler implements WsConnectionHandler {

	private static final String ATTRIBUTE = PreparedHandler.class.getName();

	private final TunnelPreparation preparation;

	private final OpenTunnels tunnels;

	PreparedTunnelHandler(TunnelPreparation preparation, OpenTunnels tunnels) {
		this.preparation = preparation;
		this.tunnels = tunnels;
	}

	/**
	 * Prepare the handler of a connection.
	 * @param attributes the attributes of its session
	 * @param place its place, whose end is the handler's
	 */
	void prepare(Map<String, Object> attributes, Place place) throws HandshakeRefusal, InterruptedException {
		PreparedHandler handler = this.preparation.prepare(HandshakeFacts.of(attributes).pathVariables());
		attributes.put(ATTRIBUTE, handler);
		place.onFree(handler::discard);
	}

	@Override
	public void handle(WsConnection connection) throws Exception {
		getHandler(connection).handle(connection);
	}

	@Override
	public CompletionStage<?> handleAsync(WsConnection connection) throws Exception {
		return getHandler(connection).handleAsync(connection);
	}

	private PreparedHandler getHandler(WsConnection connection) {
		ServerTunnel tunnel = this.tunnels.get(connection);
		Assert.state(tunnel != null, "The tunnel was not opened");
		PreparedHandler handler = (PreparedHandler) tunnel.getSession().getAttributes().get(ATTRIBUTE);
		Assert.state(handler != null, "The handler was not prepared");
		return handler;
	}

}
