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
import java.nio.ByteBuffer;

import io.wstunnel.transport.frame.FrameChannel;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import org.apache.catalina.Container;
import org.apache.catalina.Engine;
import org.apache.catalina.Globals;
import org.apache.catalina.WebResourceRoot;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.http11.Http11NioProtocol;
import org.jspecify.annotations.Nullable;

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
	 * Let the connection be taken over after the response, whose status is then 101.
	 * @param request the request
	 * @param callback given the connection
	 * @throws IOException if the upgrade failed
	 * @throws ServletException if the upgrade failed
	 * @throws IllegalStateException if the request did not come through a NIO connector
	 * of Tomcat
	 */
	public static void upgrade(HttpServletRequest request, Callback callback) throws IOException, ServletException {
		checkConnector(request);
		request.upgrade(TomcatUpgradeHandler.class).setCallback(callback);
	}

	private static void checkConnector(HttpServletRequest request) {
		Object resources = request.getServletContext().getAttribute(Globals.RESOURCES_ATTR);
		Assert.state(resources instanceof WebResourceRoot, () -> "Tunnels need Tomcat, but the request came through '"
				+ request.getServletContext().getServerInfo() + "': use spring-boot-starter-tomcat as the web server");
		Container container = ((WebResourceRoot) resources).getContext();
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

	/**
	 * Told what became of an upgrade: one of the two methods is called, once, on a thread
	 * of the container.
	 */
	public interface Callback {

		/**
		 * The connection is taken over. Must not block.
		 * @param channel the connection, not yet started
		 * @param received bytes that were received behind the request, or {@code null}
		 */
		void opened(FrameChannel channel, @Nullable ByteBuffer received);

		/**
		 * The connection was lost before it could be taken over.
		 */
		void failed();

	}

}
