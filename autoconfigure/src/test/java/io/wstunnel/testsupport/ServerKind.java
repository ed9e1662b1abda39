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

package io.wstunnel.testsupport;

import java.util.Locale;

/**
 * The servers that the starter supports. The tests' class path has all of them.
 */
public enum ServerKind {

	TOMCAT, JETTY;

	/**
	 * Which server an application runs on; Tomcat, if it does not say.
	 */
	public static final String PROPERTY = "test.server";

	/**
	 * Return the property of an application that chooses this server.
	 * @return the property
	 */
	public String toProperty() {
		return PROPERTY + "=" + this;
	}

	/**
	 * Return what the names of this server's properties begin with.
	 * @return the prefix
	 */
	public String getPrefix() {
		return "server." + name().toLowerCase(Locale.ROOT) + ".";
	}

	/**
	 * Whether a class belongs to Boot's support of this server.
	 * @param className the class
	 * @return whether it does
	 */
	boolean owns(String className) {
		return className.startsWith("org.springframework.boot." + name().toLowerCase(Locale.ROOT) + ".");
	}

}
