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

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The opening handshake as a server reads it (sections 4.2.1 and 4.2.2). The client's
 * half of it is in the client's own tests.
 */
final class HandshakeTable {

	private static final String HEAD = """
			GET /binary HTTP/1.1
			Host: localhost
			Upgrade: websocket
			Connection: Upgrade
			Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
			Sec-WebSocket-Version: 13
			""";

	private final List<Row> rows = new ArrayList<>();

	private HandshakeTable() {
	}

	static List<Row> rows() {
		HandshakeTable table = new HandshakeTable();
		table.accepted();
		table.refused();
		table.refusedBySpring();
		return table.rows;
	}

	private void accepted() {
		row("as in the RFC", "", "", 101, "s3pplmbitxaq9kygzzhzrbk+xoo=", "upgrade: websocket", "connection: upgrade");
		row("upgrade in other case", "Upgrade: websocket", "UPGRADE: WebSocket", 101);
		row("connection in other case", "Connection: Upgrade", "connection: upgrade", 101);
		row("connection with other tokens", "Connection: Upgrade", "Connection: keep-alive, Upgrade", 101);
		row("an extension offered", "Host", "Sec-WebSocket-Extensions: permessage-deflate\nHost", 101);
		row("a broken extension offered", "Host", "Sec-WebSocket-Extensions: a;b=\"c\nHost", 101);
		row("the starter's own extension offered", "Host",
				"Sec-WebSocket-Extensions: permessage-deflate\nSec-WebSocket-Extensions: io.wstunnel.control\nHost",
				101, "sec-websocket-extensions: io.wstunnel.control");
		row("the same among others of that name", "Host",
				"Sec-WebSocket-Extensions: io.wstunnel.control; a=b, io.wstunnel.control\nHost", 101,
				"sec-websocket-extensions: io.wstunnel.control");
		row("a subprotocol that the tunnel does not speak", "Host", "Sec-WebSocket-Protocol: chat\nHost", 101);
		row("unknown headers", "Host", "X-Test: 1\nSec-WebSocket-Accept: a\nHost", 101);
		row("a query", "/binary", "/binary?a=b", 101);
		row("white space around values", "Version: 13", "Version: \t 13 ", 101);
	}

	private void refused() {
		row("POST", "GET", "POST", 404);
		row("PUT", "GET", "PUT", 404);
		row("HTTP/1.0", "HTTP/1.1", "HTTP/1.0", 400);
		row("HTTP/2.0", "HTTP/1.1", "HTTP/2.0", List.of(505, 426));
		row("no Host", "Host: localhost\n", "", 400);
		row("two Hosts", "Host", "Host: other\nHost", 400);
		row("no upgrade", "Upgrade: websocket\n", "", 404);
		row("an upgrade to something else", "Upgrade: websocket", "Upgrade: h2c", 404);
		row("an upgrade to almost the same", "Upgrade: websocket", "Upgrade: websocket2", 404);
		row("an upgrade to nothing", "Upgrade: websocket", "Upgrade:", 404);
		row("no connection token", "Connection: Upgrade\n", "", 400);
		row("another connection token", "Connection: Upgrade", "Connection: keep-alive", 400);
		row("no key", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\n", "", 400);
		row("an empty key", "dGhlIHNhbXBsZSBub25jZQ==", "", 400);
		row("a short key", "dGhlIHNhbXBsZSBub25jZQ==", "c2hvcnQ=", 400);
		row("a key of 17 bytes", "dGhlIHNhbXBsZSBub25jZQ==", "dGhlIHNhbXBsZSBub25jZTE=", 400);
		row("a key without padding", "jZQ==", "jZQ", 400);
		row("a key that is not Base64", "dGhl", "d?hl", 400);
		row("two keys", "Host", "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\nHost", 400);
		row("no version", "Sec-WebSocket-Version: 13\n", "", 426, "sec-websocket-version: 13");
		row("version 0", "Version: 13", "Version: 0", 426, "sec-websocket-version: 13");
		row("version 8", "Version: 13", "Version: 8", 426, "sec-websocket-version: 13");
		row("version 12", "Version: 13", "Version: 12", 426, "sec-websocket-version: 13");
		row("version 14", "Version: 13", "Version: 14", 426, "sec-websocket-version: 13");
		row("version 256", "Version: 13", "Version: 256", 426, "sec-websocket-version: 13");
		row("a version that is no number", "Version: 13", "Version: thirteen", 426, "sec-websocket-version: 13");
	}

	/**
	 * Where Spring's handshake, which ours builds on, is stricter than the RFC. Jetty
	 * writes the value in its own way before Spring sees it.
	 */
	private void refusedBySpring() {
		row("connection neither Upgrade nor upgrade", "Connection: Upgrade", "Connection: UPGRADE", List.of(400, 101));
	}

	private void row(String name, String find, String replacement, int status, String... headers) {
		row(name, find, replacement, List.of(status), headers);
	}

	private void row(String name, String find, String replacement, List<Integer> statuses, String... headers) {
		String head = find.isEmpty() ? HEAD : HEAD.replaceFirst(Pattern.quote(find), replacement);
		this.rows.add(new Row(name, head.replace("\n", "\r\n") + "\r\n", statuses, List.of(headers)));
	}

	/**
	 * A row of the table.
	 *
	 * @param name what is special about it
	 * @param request the request
	 * @param statuses the status it must be answered with, several if the servers differ
	 * @param headers what the head of the response must contain, in lower case
	 */
	record Row(String name, String request, List<Integer> statuses, List<String> headers) {

		@Override
		public String toString() {
			return this.name + ": " + this.statuses;
		}

	}

}
