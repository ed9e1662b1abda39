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

package io.wstunnel.contract;

import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

import io.wstunnel.WsConnection;
import io.wstunnel.WsConnectionHandler;
import io.wstunnel.WsConnectionSettings;
import io.wstunnel.WsTunnelRegistration;
import io.wstunnel.client.DefaultWsTunnelClient;
import io.wstunnel.server.OpenTunnels;
import io.wstunnel.server.ServerSettings;
import io.wstunnel.server.TunnelHandlerMapping;
import io.wstunnel.server.TunnelRegistrar;
import io.wstunnel.testsupport.RawPeer;
import io.wstunnel.testsupport.ServerKind;
import io.wstunnel.testsupport.TestTls;
import jakarta.servlet.http.HttpServletRequest;
import org.apache.coyote.http11.Http11NioProtocol;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.ssl.SslBundleRegistrar;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.boot.tomcat.TomcatConnectorCustomizer;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.web.context.support.GenericWebApplicationContext;
import org.springframework.web.servlet.HandlerExecutionChain;
import org.springframework.web.servlet.HandlerMapping;

/**
 * A Boot application on a real server, whose tunnels are added while it runs: each with
 * settings of its own, for one connection.
 */
final class ContractServer implements Closeable {

	private static final String HANDLERS = "contract-handler-";

	private final @Nullable TestTls tls;

	private final ServletWebServerApplicationContext context;

	private final Queue<CompletableFuture<Void>> handlers = new ConcurrentLinkedQueue<>();

	ContractServer(ServerKind kind, @Nullable TestTls tls, String... moreProperties) {
		this.tls = tls;
		SpringApplication application = new SpringApplication(Application.class);
		Map<String, Object> properties = new HashMap<>();
		properties.put("server.port", "0");
		properties.put(ServerKind.PROPERTY, kind);
		properties.put("server.tomcat.threads.max", "4");
		// Far from enough for a TLS handshake on a busy machine
		String timeout = (tls != null) ? "20s" : "1s";
		properties.put("server.tomcat.connection-timeout", timeout);
		properties.put("server.jetty.threads.max", "8");
		properties.put("server.jetty.connection-idle-timeout", timeout);
		properties.put("spring.main.banner-mode", "off");
		properties.put("logging.level.io.wstunnel.monitor", "warn");
		if (tls != null) {
			properties.put("server.ssl.bundle", "contract");
			SslStoreBundle stores = SslStoreBundle.of(tls.keyStore(), TestTls.PASSWORD, null);
			SslBundleRegistrar registrar = (registry) -> registry.registerBundle("contract", SslBundle.of(stores));
			application
				.addInitializers((context) -> context.getBeanFactory().registerSingleton("contractTls", registrar));
		}
		for (String property : moreProperties) {
			int separator = property.indexOf('=');
			properties.put(property.substring(0, separator), property.substring(separator + 1));
		}
		application.setDefaultProperties(properties);
		this.context = (ServletWebServerApplicationContext) application.run();
	}

	RawPeer connectPeer(Tunnel tunnel, String... headers) throws IOException {
		return RawPeer.connect((this.tls != null) ? this.tls.context() : null, getPort(), tunnel.path, headers);
	}

	WsConnection connectClient(Tunnel tunnel, WsConnectionSettings settings) throws IOException {
		DefaultWsTunnelClient.Builder builder = DefaultWsTunnelClient.builder().settings(settings);
		if (this.tls != null) {
			builder.sslContext(this.tls.context());
		}
		String scheme = (this.tls != null) ? "wss" : "ws";
		return builder.build().connect(URI.create(scheme + "://localhost:" + getPort() + tunnel.path));
	}

	private int getPort() {
		return this.context.getWebServer().getPort();
	}

	/**
	 * Add a tunnel.
	 * @param settings the settings of its connection
	 * @return the tunnel
	 */
	Tunnel addTunnel(WsConnectionSettings settings) {
		Tunnel tunnel = new Tunnel();
		this.handlers.add(tunnel.end);
		String path = "/" + UUID.randomUUID();
		GenericWebApplicationContext child = new GenericWebApplicationContext(this.context.getServletContext());
		child.setParent(this.context);
		child.registerBean(WsTunnelRegistration.class,
				() -> WsTunnelRegistration.builder("contract", tunnel).path(path).settings(settings).build());
		child.registerBean(TunnelHandlerMapping.class,
				() -> new TunnelHandlerMapping(new TunnelRegistrar(child, this.context.getBean(ServerSettings.class),
						this.context.getBean(OpenTunnels.class),
						this.context.getBean("wsTunnelTaskExecutor", SimpleAsyncTaskExecutor.class),
						ApplicationConversionService.getSharedInstance())));
		child.refresh();
		this.context.getBean(AddedTunnels.class).mappings.put(path, child.getBean(TunnelHandlerMapping.class));
		tunnel.path = path;
		return tunnel;
	}

	/**
	 * Let all handlers end.
	 */
	void release() {
		while (!this.handlers.isEmpty()) {
			this.handlers.remove().complete(null);
		}
		this.context.getBean(AddedTunnels.class).mappings.clear();
	}

	boolean isHandlersThread(Thread thread) {
		return thread.getName().startsWith(HANDLERS);
	}

	@Override
	public void close() {
		release();
		this.context.close();
	}

	/**
	 * A tunnel that hands its connection to the test.
	 */
	static class Tunnel implements WsConnectionHandler {

		private final CompletableFuture<WsConnection> connection = new CompletableFuture<>();

		private final CompletableFuture<Thread> thread = new CompletableFuture<>();

		private final CompletableFuture<Void> end = new CompletableFuture<>();

		private String path = "";

		WsConnection getConnection() throws Exception {
			return this.connection.get(20, TimeUnit.SECONDS);
		}

		Thread getThread() throws Exception {
			return this.thread.get(20, TimeUnit.SECONDS);
		}

		@Override
		public void handle(WsConnection connection) throws Exception {
			this.thread.complete(Thread.currentThread());
			this.connection.complete(connection);
			this.end.get();
		}

	}

	static class AddedTunnels implements HandlerMapping, Ordered {

		private final Map<String, HandlerMapping> mappings = new ConcurrentHashMap<>();

		@Override
		public @Nullable HandlerExecutionChain getHandler(HttpServletRequest request) throws Exception {
			HandlerMapping mapping = this.mappings.get(request.getRequestURI());
			return (mapping != null) ? mapping.getHandler(request) : null;
		}

		@Override
		public boolean usesPathPatterns() {
			return true;
		}

		@Override
		public int getOrder() {
			return HIGHEST_PRECEDENCE;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(exclude = { DataSourceAutoConfiguration.class, ServletWebSecurityAutoConfiguration.class })
	static class Application {

		/**
		 * A session's abort ends with the next selection: a second is too long for a peer
		 * in every test.
		 */
		@Bean
		@ConditionalOnProperty("wstunnel.server.transport")
		TomcatConnectorCustomizer selectorTimeout() {
			return (connector) -> ((Http11NioProtocol) connector.getProtocolHandler()).setSelectorTimeout(50);
		}

		@Bean
		AddedTunnels addedTunnels() {
			return new AddedTunnels();
		}

		@Bean
		SimpleAsyncTaskExecutor wsTunnelTaskExecutor() {
			return new SimpleAsyncTaskExecutor(HANDLERS);
		}

	}

}
