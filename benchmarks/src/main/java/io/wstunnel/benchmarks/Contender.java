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

package io.wstunnel.benchmarks;

import java.util.List;
import java.util.Locale;

/**
 * A system that relays: a column of the table.
 */
enum Contender {

	/**
	 * What all are compared with.
	 */
	NETTY("Netty NIO", "netty"),

	/**
	 * No WebSocket at all: the relay of two threads and plain sockets.
	 */
	TCP("plain TCP", "tcp"),

	/**
	 * The starter on Tomcat, a platform thread per tunnel.
	 */
	TOMCAT("starter, Tomcat", "tunnel", Properties.TOMCAT),

	/**
	 * The starter on Tomcat, a virtual thread per tunnel.
	 */
	TOMCAT_VIRTUAL("starter, Tomcat, virtual", "tunnel", Properties.TOMCAT, Properties.VIRTUAL),

	/**
	 * The starter on Jetty, a platform thread per tunnel.
	 */
	JETTY("starter, Jetty", "tunnel", Properties.JETTY),

	/**
	 * The starter on Jetty, a virtual thread per tunnel.
	 */
	JETTY_VIRTUAL("starter, Jetty, virtual", "tunnel", Properties.JETTY, Properties.VIRTUAL),

	/**
	 * The forward on Tomcat: paths with a target, and no code.
	 */
	FORWARD_TOMCAT("forward, Tomcat", "forward", Properties.TOMCAT),

	/**
	 * The forward on Jetty.
	 */
	FORWARD_JETTY("forward, Jetty", "forward", Properties.JETTY),

	/**
	 * The starter on the WebSocket of Tomcat.
	 */
	SESSION("starter, session", "tunnel", Properties.TOMCAT, "wstunnel.server.transport=session"),

	/**
	 * A handler by hand with Tomcat's default of a buffer.
	 */
	HANDLER_8K("handler, 8 KiB", "handler", Properties.TOMCAT, "relay.buffer=8192"),

	/**
	 * A handler by hand with a buffer for the messages of the bulk workloads.
	 */
	HANDLER_64K("handler, 64 KiB", "handler", Properties.TOMCAT, "relay.buffer=65536"),

	/**
	 * The same on virtual threads.
	 */
	HANDLER_64K_VIRTUAL("handler, 64 KiB, virtual", "handler", Properties.TOMCAT, "relay.buffer=65536",
			Properties.VIRTUAL),

	/**
	 * Vert.x with pipes.
	 */
	VERTX("Vert.x", "vertx");

	private static final int FIRST_WITH_VIRTUAL_THREADS = 21;

	private final String title;

	private final String kind;

	private final List<String> properties;

	Contender(String title, String kind, String... properties) {
		this.title = title;
		this.kind = kind;
		this.properties = List.of(properties);
	}

	String title() {
		return this.title;
	}

	/**
	 * Return the name that the command line knows.
	 * @return such as {@code tomcat-virtual}
	 */
	String option() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	String kind() {
		return this.kind;
	}

	List<String> properties() {
		return this.properties;
	}

	boolean isWebSocket() {
		return this != TCP;
	}

	boolean isHttpServer() {
		return !this.properties.isEmpty();
	}

	boolean runsOn(Runtime.Version jdk) {
		return !this.properties.contains(Properties.VIRTUAL) || jdk.feature() >= FIRST_WITH_VIRTUAL_THREADS;
	}

	private static final class Properties {

		private static final String VIRTUAL = "spring.threads.virtual.enabled=true";

		private static final String TOMCAT = without("jetty.autoconfigure.servlet.Jetty");

		private static final String JETTY = without("tomcat.autoconfigure.servlet.Tomcat");

		private static String without(String server) {
			return "spring.autoconfigure.exclude=org.springframework.boot." + server
					+ "ServletWebServerAutoConfiguration";
		}

	}

}
