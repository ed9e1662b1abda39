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

package io.wstunnel.protocols;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ForkJoinPool;

import javax.net.SocketFactory;

import io.wstunnel.WsTunnels;
import io.wstunnel.WsTunnels.OpenTunnel;
import io.wstunnel.autoconfigure.WsTunnelAutoConfiguration;
import io.wstunnel.client.DefaultWsTunnelClient;
import io.wstunnel.forward.TunnelListener;
import io.wstunnel.server.TunnelServer;
import io.wstunnel.testsupport.TestTls;
import io.wstunnel.testsupport.TlsBundle;
import org.awaitility.Awaitility;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * Both ends of tunnels: an application with a {@link Relay}, and a client of it.
 */
final class TunnelEnds implements AutoCloseable {

	private final TunnelKind kind;

	private final TunnelServer server;

	private final DefaultWsTunnelClient client;

	private final String certificate;

	private final List<ConfigurableApplicationContext> applications = new ArrayList<>();

	private TunnelEnds(TunnelKind kind, TunnelServer server, TestTls tls) throws GeneralSecurityException {
		this.kind = kind;
		this.server = server;
		this.client = DefaultWsTunnelClient.builder().sslContext(tls.context()).build();
		this.certificate = tls.certificatePem();
	}

	static TunnelEnds start(TunnelKind kind, String... properties) throws IOException, GeneralSecurityException {
		return start(kind, Application.class, properties);
	}

	/**
	 * Start both ends.
	 * @param kind what the tunnels run over
	 * @param source what the application consists of, with {@link Application}
	 * @param properties more properties of the application
	 */
	static TunnelEnds start(TunnelKind kind, Class<?> source, String... properties)
			throws IOException, GeneralSecurityException {
		List<String> all = new ArrayList<>(List.of(properties));
		all.add("wstunnel.server.drain-period=100ms");
		all.add("wstunnel.close-timeout=2s");
		if (kind.isOverTls()) {
			all.add("server.ssl.bundle=" + TlsBundle.NAME);
		}
		TestTls tls = TestTls.create();
		return new TunnelEnds(kind, TunnelServer.start(kind.getServer(), source, all.toArray(String[]::new)), tls);
	}

	/**
	 * Return the port of the application, which may be a target, too.
	 * @return the port
	 */
	int getPort() {
		return this.server.getPort();
	}

	URI uri(String host, int port) {
		return URI.create((this.kind.isOverTls() ? "wss" : "ws") + "://localhost:" + this.server.getPort() + "/tunnels/"
				+ host + "/" + port);
	}

	/**
	 * Return a factory of sockets that reach a server on this machine.
	 * @param port where the server listens
	 * @return the factory
	 */
	SocketFactory socketFactory(int port) {
		return this.client.socketFactory(uri("localhost", port));
	}

	/**
	 * Create a local port that leads to a server on this machine, for clients that take
	 * no sockets of others.
	 * @param port where the server listens
	 * @return the listener, to be started
	 */
	TunnelListener createListener(int port) {
		URI uri = uri("localhost", port);
		return new TunnelListener("local", new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10,
				() -> this.client.connect(uri), ForkJoinPool.commonPool());
	}

	/**
	 * Return what an application configures to have a tunnel by name, and over TLS to
	 * trust it.
	 * @param name the name
	 * @param host the host that the server is to connect to
	 * @param port its port
	 * @return properties
	 */
	List<String> properties(String name, String host, int port) {
		String tunnel = "wstunnel.client.tunnels." + name;
		List<String> properties = new ArrayList<>(List.of(tunnel + ".uri=" + uri(host, port)));
		if (this.kind.isOverTls()) {
			properties.add(tunnel + ".ssl.bundle=edge");
			properties.add("spring.ssl.bundle.pem.edge.truststore.certificate=" + this.certificate);
		}
		return properties;
	}

	/**
	 * Start an application that has a tunnel by its properties and nothing else, for
	 * drivers that are given its name.
	 * @param name the name of the tunnel
	 * @param host the host that the server is to connect to
	 * @param port its port
	 */
	void configure(String name, String host, int port) {
		List<String> properties = properties(name, host, port);
		properties.add("spring.main.banner-mode=off");
		properties.add("wstunnel.close-timeout=2s");
		this.applications.add(new SpringApplicationBuilder(DriverApplication.class).web(WebApplicationType.NONE)
			.properties(properties.toArray(String[]::new))
			.run());
	}

	List<OpenTunnel> getOpen() {
		return this.server.getBean(WsTunnels.class).getAll();
	}

	int countOpen() {
		return getOpen().size();
	}

	int countEverOpened() {
		return this.server.getBean(Relay.class).countOpened();
	}

	void awaitOpen(int count) {
		Awaitility.await().atMost(Duration.ofSeconds(30)).until(this::countOpen, (open) -> open == count);
	}

	/**
	 * Drop the TCP connections of all tunnels.
	 */
	void cut() {
		getOpen().forEach((tunnel) -> tunnel.getConnection().abort());
	}

	@Override
	public void close() {
		this.applications.forEach(ConfigurableApplicationContext::close);
		this.client.close();
		this.server.close();
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ SslAutoConfiguration.class, WsTunnelAutoConfiguration.class })
	static class DriverApplication {

	}

	@Configuration(proxyBeanMethods = false)
	@Import(TlsBundle.class)
	static class Application {

		@Bean
		Relay relay() {
			return new Relay();
		}

	}

}
