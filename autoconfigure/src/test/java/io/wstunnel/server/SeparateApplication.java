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

import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

import io.wstunnel.testsupport.ServerKind;

import org.springframework.util.StringUtils;

/**
 * An {@link AotApplication} whose classes, and all that they use, are its own: with a
 * class path other than that of the tests.
 */
final class SeparateApplication implements AutoCloseable {

	private final ClassLoader original = Thread.currentThread().getContextClassLoader();

	private final URLClassLoader classLoader;

	private final Class<?> application;

	private int port;

	/**
	 * Load the application.
	 * @param first what its class path begins with
	 * @param others which files and directories of the tests' class path follow
	 * @throws IOException if the class path has something that cannot be
	 * @throws ClassNotFoundException if the application is not on the class path
	 */
	SeparateApplication(List<Path> first, Predicate<Path> others) throws IOException, ClassNotFoundException {
		this.classLoader = new URLClassLoader(getUrls(first, others), this.original.getParent());
		this.application = this.classLoader.loadClass(AotApplication.class.getName());
	}

	/**
	 * Start the application.
	 * @param kind the server it runs on
	 * @param arguments more arguments
	 * @throws ReflectiveOperationException if it does not start
	 */
	void start(ServerKind kind, String... arguments) throws ReflectiveOperationException {
		Thread.currentThread().setContextClassLoader(this.classLoader);
		if (kind == ServerKind.TOMCAT) {
			// There is one per JVM
			this.classLoader.loadClass("org.apache.catalina.webresources.TomcatURLStreamHandlerFactory")
				.getMethod("disable")
				.invoke(null);
		}
		this.application.getMethod("main", String[].class).invoke(null, (Object) getArguments(kind, arguments));
		this.port = (int) this.application.getMethod("getPort").invoke(null);
	}

	/**
	 * Return the arguments of an application.
	 * @param kind the server it runs on
	 * @param arguments more arguments
	 * @return all of them
	 */
	static String[] getArguments(ServerKind kind, String... arguments) {
		return StringUtils.concatenateStringArrays(new String[] { "--server.port=0", "--spring.main.banner-mode=off",
				"--" + kind.toProperty(), "--wstunnel.server.tunnels.published.path=/published",
				"--wstunnel.client.tunnels.no-where.uri=ws://localhost:1/" }, arguments);
	}

	private static URL[] getUrls(List<Path> first, Predicate<Path> others) throws MalformedURLException {
		List<Path> paths = new ArrayList<>(first);
		Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
			.map(Path::of)
			.filter(others)
			.forEach(paths::add);
		URL[] urls = new URL[paths.size()];
		for (int i = 0; i < urls.length; i++) {
			urls[i] = paths.get(i).toUri().toURL();
		}
		return urls;
	}

	boolean hasClass(String name) {
		try {
			this.classLoader.loadClass(name);
			return true;
		}
		catch (ClassNotFoundException ex) {
			return false;
		}
	}

	/**
	 * Receive one message of a tunnel that then closes.
	 * @param path the tunnel's path
	 * @return the message
	 * @throws IOException if there is none, or no close
	 */
	String receive(String path) throws IOException {
		try (RawWebSocket socket = RawWebSocket.open(this.port, path)) {
			String message = socket.receiveBinary();
			socket.sendClose(socket.receiveClose());
			return message;
		}
	}

	String connectToNowhere() throws ReflectiveOperationException {
		return (String) this.application.getMethod("connectToNowhere").invoke(null);
	}

	@Override
	public void close() throws IOException, ReflectiveOperationException {
		try (this.classLoader) {
			if (this.port > 0) {
				this.application.getMethod("stop").invoke(null);
			}
		}
		finally {
			Thread.currentThread().setContextClassLoader(this.original);
		}
	}

}
