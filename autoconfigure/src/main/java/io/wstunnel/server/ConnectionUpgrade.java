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

package io.wstunnel.server;

import java.io.IOException;

import io.wstunnel.transport.frame.UpgradeCallback;
import io.wstunnel.transport.jetty.JettyUpgrade;
import io.wstunnel.transport.tomcat.TomcatUpgrade;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.util.Assert;
import org.springframework.util.ClassUtils;

/**
 * Takes the connection of a request over from the server that the request came through.
 * The request tells which that is, since the class path may have both.
 */
final class ConnectionUpgrade {

	private static final boolean tomcatPresent = isPresent(
			"org.apache.coyote.http11.upgrade.InternalHttpUpgradeHandler");

	private static final boolean jettyPresent = isPresent("org.eclipse.jetty.ee11.servlet.ServletContextRequest");

	private ConnectionUpgrade() {
	}

	private static boolean isPresent(String className) {
		return ClassUtils.isPresent(className, ConnectionUpgrade.class.getClassLoader());
	}

	/**
	 * Whether the connection of a request can be taken over.
	 * @param request the request
	 * @return whether it came through one of the servers that are known
	 */
	static boolean supports(HttpServletRequest request) {
		return isTomcat(request) || isJetty(request);
	}

	/**
	 * Let the connection be taken over after the response, whose status is then 101.
	 * @param request the request
	 * @param callback given the connection
	 * @throws IOException if the upgrade failed
	 * @throws ServletException if the upgrade failed
	 * @throws IllegalStateException if the server is not known, or does not support it
	 */
	static void upgrade(HttpServletRequest request, UpgradeCallback callback) throws IOException, ServletException {
		if (isTomcat(request)) {
			TomcatUpgrade.upgrade(request, callback);
		}
		else {
			Assert.state(isJetty(request),
					() -> "Tunnels need Tomcat or Jetty, but the request came through '"
							+ request.getServletContext().getServerInfo()
							+ "': use spring-boot-starter-tomcat or spring-boot-starter-jetty as the web server");
			JettyUpgrade.upgrade(request, callback);
		}
	}

	private static boolean isTomcat(HttpServletRequest request) {
		return tomcatPresent && TomcatUpgrade.supports(request);
	}

	private static boolean isJetty(HttpServletRequest request) {
		return jettyPresent && JettyUpgrade.supports(request);
	}

}
