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
import java.util.Arrays;

import io.wstunnel.transport.frame.UpgradeCallback;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import org.apache.catalina.Container;
import org.apache.catalina.Engine;
import org.apache.catalina.Globals;
import org.apache.catalina.WebResourceRoot;
import org.apache.coyote.http11.Http11NioProtocol;

/**
 * Takes the connection of a request over from Tomcat, once the request is done.
 *
 * @since 0.1.0
 */
public final class TomcatUpgrade {

	private TomcatUpgrade() {
	}

	/**
	 * Whether a request came through a NIO connector of Tomcat.
	 * @param request the request, perhaps wrapped
	 * @return whether it did
	 */
	public static boolean supports(HttpServletRequest request) {
		return request.getServletContext().getAttribute(Globals.RESOURCES_ATTR) instanceof WebResourceRoot resources
				&& hasNioConnector(resources.getContext(), request.getLocalPort());
	}

	/**
	 * Let the connection be taken over after the response, whose status is then 101.
	 * @param request the request, which came through a NIO connector of Tomcat
	 * @param callback given the connection
	 * @throws IOException if the upgrade failed
	 * @throws ServletException if the upgrade failed
	 */
	public static void upgrade(HttpServletRequest request, UpgradeCallback callback)
			throws IOException, ServletException {
		request.upgrade(TomcatUpgradeHandler.class).setCallback(callback);
	}

	private static boolean hasNioConnector(Container context, int port) {
		Container container = context;
		while (container != null && !(container instanceof Engine)) {
			container = container.getParent();
		}
		return !(container instanceof Engine engine) || Arrays.stream(engine.getService().findConnectors())
			.noneMatch((connector) -> connector.getLocalPort() == port
					&& !(connector.getProtocolHandler() instanceof Http11NioProtocol));
	}

}
