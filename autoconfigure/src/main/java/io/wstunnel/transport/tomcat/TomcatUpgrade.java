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

package io.wstunnel.transport.tomcat;

import java.io.IOException;

import io.wstunnel.transport.frame.UpgradeCallback;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import org.apache.catalina.Container;
import org.apache.catalina.Engine;
import org.apache.catalina.Globals;
import org.apache.catalina.WebResourceRoot;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.http11.Http11NioProtocol;

import org.springframework.util.Assert;

/**
 * Takes the connection of a request over from Tomcat, once the request is done.
 *
 * @since 0.1.0
 */
public final class TomcatUpgrade {

	private TomcatUpgrade() {
	}

	/**
	 * Whether a request came through Tomcat.
	 * @param request the request, perhaps wrapped
	 * @return whether it did
	 */
	public static boolean supports(HttpServletRequest request) {
		return request.getServletContext().getAttribute(Globals.RESOURCES_ATTR) instanceof WebResourceRoot;
	}

	/**
	 * Let the connection be taken over after the response, whose status is then 101.
	 * @param request the request, which came through Tomcat
	 * @param callback given the connection
	 * @throws IOException if the upgrade failed
	 * @throws ServletException if the upgrade failed
	 * @throws IllegalStateException if the request did not come through a NIO connector
	 */
	public static void upgrade(HttpServletRequest request, UpgradeCallback callback)
			throws IOException, ServletException {
		checkConnector(request);
		request.upgrade(TomcatUpgradeHandler.class).setCallback(callback);
	}

	private static void checkConnector(HttpServletRequest request) {
		WebResourceRoot resources = (WebResourceRoot) request.getServletContext().getAttribute(Globals.RESOURCES_ATTR);
		Container container = resources.getContext();
		while (container != null && !(container instanceof Engine)) {
			container = container.getParent();
		}
		if (container instanceof Engine engine) {
			for (Connector connector : engine.getService().findConnectors()) {
				Assert.state(
						connector.getLocalPort() != request.getLocalPort()
								|| connector.getProtocolHandler() instanceof Http11NioProtocol,
						() -> "Tunnels need a connector with the protocol " + Http11NioProtocol.class.getName()
								+ ", but the one of port " + request.getLocalPort() + " has "
								+ connector.getProtocolHandlerClassName()
								+ ": configure Tomcat with its default protocol");
			}
		}
	}

}
