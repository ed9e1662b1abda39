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

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.wstunnel.testsupport.ServerKind;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.Assert;

/**
 * An application with tunnels on a Tomcat of its own.
 */
public final class TunnelServer implements AutoCloseable {

	private final ServletWebServerApplicationContext context;

	private TunnelServer(ServletWebServerApplicationContext context) {
		this.context = context;
	}

	/**
	 * Start an application without Spring Security.
	 * @param source what it consists of
	 * @param properties its properties
	 */
	public static TunnelServer start(Class<?> source, String... properties) {
		return start(List.of(WithoutSecurity.class, source), properties);
	}

	/**
	 * Start an application.
	 * @param sources what it consists of
	 * @param properties its properties
	 */
	public static TunnelServer start(List<Class<?>> sources, String... properties) {
		return start(ServerKind.TOMCAT, sources, properties);
	}

	/**
	 * Start an application without Spring Security.
	 * @param kind the server it runs on
	 * @param source what it consists of
	 * @param properties its properties
	 */
	public static TunnelServer start(ServerKind kind, Class<?> source, String... properties) {
		return start(kind, List.of(WithoutSecurity.class, source), properties);
	}

	/**
	 * Start an application.
	 * @param kind the server it runs on
	 * @param sources what it consists of
	 * @param properties its properties
	 */
	public static TunnelServer start(ServerKind kind, List<Class<?>> sources, String... properties) {
		List<String> all = new ArrayList<>(Arrays.asList(properties));
		all.add(kind.toProperty());
		all.add("server.port=0");
		all.add("spring.main.banner-mode=off");
		return new TunnelServer(
				(ServletWebServerApplicationContext) new SpringApplicationBuilder(sources.toArray(Class<?>[]::new))
					.web(WebApplicationType.SERVLET)
					.properties(all.toArray(String[]::new))
					.run());
	}

	public int getPort() {
		return getWebServer().getPort();
	}

	public WebServer getWebServer() {
		WebServer webServer = this.context.getWebServer();
		Assert.state(webServer != null, "The application has no web server");
		return webServer;
	}

	public <T> T getBean(Class<T> type) {
		return this.context.getBean(type);
	}

	public <T> T getBean(String name, Class<T> type) {
		return this.context.getBean(name, type);
	}

	@Override
	public void close() {
		this.context.close();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(exclude = { DataSourceAutoConfiguration.class, ServletWebSecurityAutoConfiguration.class,
			UserDetailsServiceAutoConfiguration.class })
	static class WithoutSecurity {

	}

}
