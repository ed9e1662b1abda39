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

package io.wstunnel;

import java.io.Serial;
import java.util.function.Supplier;

import org.springframework.context.ApplicationEvent;

/**
 * A tunnel without a handler of its own was opened. The event is published on the
 * tunnel's own thread: whoever calls {@link #getConnection()} owns the connection until
 * it is closed, on this thread or another. If none did by the time all listeners have
 * returned, which one that is asynchronous may miss, it is closed with 1011.
 *
 * @since 0.1.0
 */
public class WsTunnelOpenedEvent extends ApplicationEvent {

	@Serial
	private static final long serialVersionUID = 1L;

	private final String tunnelId;

	private final transient Supplier<WsConnection> connection;

	/**
	 * Create an event.
	 * @param source the publisher
	 * @param tunnelId the id of the tunnel
	 * @param connection gives the connection, and is told so
	 */
	public WsTunnelOpenedEvent(Object source, String tunnelId, Supplier<WsConnection> connection) {
		super(source);
		this.tunnelId = tunnelId;
		this.connection = connection;
	}

	/**
	 * Return the id of the tunnel, for a listener that serves only some.
	 * @return the id of the tunnel
	 */
	public String getTunnelId() {
		return this.tunnelId;
	}

	/**
	 * Take the connection over. The caller closes it.
	 * @return the connection
	 */
	public WsConnection getConnection() {
		return this.connection.get();
	}

}
