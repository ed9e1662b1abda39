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

package io.wstunnel.conformance;

import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.wstunnel.WsConnection;
import io.wstunnel.WsTunnel;

import org.springframework.context.annotation.Configuration;
import org.springframework.web.socket.CloseStatus;

/**
 * Tunnels that strangers may put a load on.
 */
@Configuration(proxyBeanMethods = false)
class Strangers {

	private final Queue<WsConnection> paused = new ConcurrentLinkedQueue<>();

	Queue<WsConnection> getPaused() {
		return this.paused;
	}

	@WsTunnel("/binary")
	void echo(WsConnection connection) throws IOException {
		Echo.echo(connection);
	}

	/**
	 * Waits for no more than its read timeout.
	 */
	@WsTunnel("/impatient")
	void impatient(WsConnection connection) throws IOException {
		Echo.echo(connection);
	}

	/**
	 * Reads nothing, and is open until someone closes it.
	 */
	@WsTunnel("/paused")
	CompletionStage<CloseStatus> paused(WsConnection connection) {
		this.paused.add(connection);
		return connection.closed();
	}

	/**
	 * Closes at once.
	 */
	@WsTunnel("/closing")
	void closing(WsConnection connection) {
		connection.getId();
	}

}
