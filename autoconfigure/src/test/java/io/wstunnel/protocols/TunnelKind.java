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

import io.wstunnel.testsupport.ServerKind;

/**
 * What tunnels run over: a server, and TCP or TLS.
 */
enum TunnelKind {

	TOMCAT(ServerKind.TOMCAT, false), TOMCAT_OVER_TLS(ServerKind.TOMCAT, true), JETTY(ServerKind.JETTY, false),
	JETTY_OVER_TLS(ServerKind.JETTY, true);

	private final ServerKind server;

	private final boolean tls;

	TunnelKind(ServerKind server, boolean tls) {
		this.server = server;
		this.tls = tls;
	}

	ServerKind getServer() {
		return this.server;
	}

	boolean isOverTls() {
		return this.tls;
	}

}
