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

package io.wstunnel.docs;

import java.io.IOException;

import io.wstunnel.WsClosedException;
import io.wstunnel.WsConnection;
import io.wstunnel.WsTunnel;

import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.socket.CloseStatus;

// tag::shell[]
@Component
class ShellTunnel {

	private static final CloseStatus UNKNOWN_HOST = new CloseStatus(4004, "No such host");

	@WsTunnel("/tunnels/shell/{host}")
	void shell(WsConnection connection, @PathVariable String host) throws IOException {
		if (!host.startsWith("db")) {
			throw new WsClosedException(UNKNOWN_HOST, "No such host: " + host, null);
		}
		connection.getOutputStream().write((host + "> ").getBytes());
		// ...
	}

}
// end::shell[]
