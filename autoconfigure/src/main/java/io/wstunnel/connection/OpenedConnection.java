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

package io.wstunnel.connection;

import io.wstunnel.MessageType;
import io.wstunnel.WsAddress;
import io.wstunnel.WsConnection;
import io.wstunnel.WsConnectionSettings;
import io.wstunnel.WsHandshake;
import io.wstunnel.transport.Transport;

/**
 * What a connection was opened with, and keeps.
 */
abstract class OpenedConnection implements WsConnection {

	private final String id;

	private final Transport transport;

	private final MessageType messageType;

	private final WsHandshake handshake;

	private final WsAddress localAddress;

	private final WsAddress remoteAddress;

	OpenedConnection(String id, Transport transport, WsHandshake handshake, WsAddress localAddress,
			WsAddress remoteAddress, WsConnectionSettings settings) {
		this.id = id;
		this.transport = transport;
		this.messageType = settings.getMessageType();
		this.handshake = handshake;
		this.localAddress = localAddress;
		String given = settings.getRemoteAddress();
		this.remoteAddress = (given != null) ? WsAddress.of(given) : remoteAddress;
	}

	@Override
	public String getId() {
		return this.id;
	}

	@Override
	public MessageType getMessageType() {
		return this.messageType;
	}

	@Override
	public WsAddress getLocalAddress() {
		return this.localAddress;
	}

	@Override
	public WsAddress getRemoteAddress() {
		return this.remoteAddress;
	}

	@Override
	public String getTransportName() {
		return this.transport.getName();
	}

	@Override
	public WsHandshake getHandshake() {
		return this.handshake;
	}

	Transport getTransport() {
		return this.transport;
	}

	@Override
	public String toString() {
		return "WsConnection[" + this.id + ", " + this.remoteAddress + "]";
	}

}
