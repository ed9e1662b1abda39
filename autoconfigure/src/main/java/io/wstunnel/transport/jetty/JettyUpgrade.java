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

package io.wstunnel.transport.jetty;

import io.wstunnel.transport.frame.UpgradeCallback;
import jakarta.servlet.http.HttpServletRequest;
import org.eclipse.jetty.ee11.servlet.ServletApiRequest;
import org.eclipse.jetty.ee11.servlet.ServletContextRequest;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpStream;

import org.springframework.web.util.WebUtils;

/**
 * Takes the connection of a request over from Jetty, once the request is done.
 *
 * @since 0.1.0
 */
public final class JettyUpgrade {

	private JettyUpgrade() {
	}

	/**
	 * Whether a request came through Jetty.
	 * @param request the request, perhaps wrapped
	 * @return whether it did
	 */
	public static boolean supports(HttpServletRequest request) {
		ServletApiRequest jettyRequest = WebUtils.getNativeRequest(request, ServletApiRequest.class);
		return jettyRequest != null && jettyRequest.getServletRequestInfo() instanceof ServletContextRequest;
	}

	/**
	 * Let the connection be taken over after the response, if its status is then 101.
	 * @param request the request, which came through Jetty
	 * @param callback given the connection
	 */
	public static void upgrade(HttpServletRequest request, UpgradeCallback callback) {
		ServletContextRequest jettyRequest = ServletContextRequest.getServletContextRequest(request);
		ConnectionMetaData connectionMetaData = jettyRequest.getConnectionMetaData();
		Connector connector = connectionMetaData.getConnector();
		JettyConnection connection = new JettyConnection(connectionMetaData.getConnection().getEndPoint(), connector,
				callback);
		connector.getEventListeners()
			.stream()
			.filter(Connection.Listener.class::isInstance)
			.forEach(connection::addEventListener);
		jettyRequest.setAttribute(HttpStream.UPGRADE_CONNECTION_ATTRIBUTE, connection);
		jettyRequest.addHttpStreamWrapper((stream) -> new JettyUpgradeStream(stream, jettyRequest, connection));
	}

}
