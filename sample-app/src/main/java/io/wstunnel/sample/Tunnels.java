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

package io.wstunnel.sample;

import java.io.IOException;

import io.wstunnel.MessageType;
import io.wstunnel.WsConnection;
import io.wstunnel.WsTunnel;

import org.springframework.stereotype.Component;

/**
 * The tunnels of this application that have a handler: one method each. The one to the
 * database has none, and is in {@code application.yml}.
 */
@Component
class Tunnels {

	@WsTunnel("/tunnels/echo")
	void echo(WsConnection connection) throws IOException {
		connection.getInputStream().transferTo(connection.getOutputStream());
	}

	@WsTunnel(path = "/tunnels/text-echo", messageType = MessageType.TEXT)
	void textEcho(WsConnection connection) throws IOException {
		connection.getInputStream().transferTo(connection.getOutputStream());
	}

}
