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
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

import io.wstunnel.WsConnection;
import io.wstunnel.WsTunnel;
import io.wstunnel.testsupport.ServerKind;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;

import org.springframework.aop.framework.autoproxy.DefaultAdvisorAutoProxyCreator;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.NameMatchMethodPointcut;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Role;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.core.annotation.AliasFor;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the beans whose methods are tunnels, and of what surrounds these.
 */
@OnEachServer
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class TunnelBeanTests {

	@Parameter
	private ServerKind kind;

	@Test
	void methodsOfAllKindsOfBeansAreTunnels() throws Exception {
		Counting.created.set(0);
		try (TunnelServer server = TunnelServer.start(this.kind, Beans.class)) {
			assertThat(Counting.created).hasValue(0);
			assertThat(receive(server, "/lazy")).isEqualTo("1");
			assertThat(receive(server, "/lazy")).isEqualTo("1");
			assertThat(receive(server, "/prototype")).isEqualTo("2");
			assertThat(receive(server, "/prototype")).isEqualTo("3");
			assertThat(receive(server, "/scoped")).isEqualTo("4");
			assertThat(receive(server, "/scoped")).isEqualTo("5");
			assertThat(receive(server, "/proxied")).isEqualTo("advised");
			assertThat(receive(server, "/proxied-by-interface")).isEqualTo("by interface");
			assertThat(receive(server, "/inherited")).isEqualTo("inherited");
		}
	}

	@Test
	void conditionsTheServletPathAndAsynchronousMethodsAreHonoured() throws Exception {
		try (TunnelServer server = TunnelServer.start(this.kind, Conditions.class, "server.servlet.context-path=/app",
				"spring.mvc.servlet.path=/mvc", "test.present=true");
				RawWebSocket absent = RawWebSocket.open(server.getPort(), "/app/mvc/absent")) {
			assertThat(receive(server, "/app/mvc/present")).isEqualTo("present");
			assertThat(absent.getStatus()).isEqualTo(404);
			assertThat(receive(server, "/app/mvc/async")).startsWith("task-");
		}
	}

	@Test
	void anExecutorWithoutThreadsRefusesTunnels(CapturedOutput output) throws Exception {
		try (TunnelServer server = TunnelServer.start(this.kind, WithoutThreads.class);
				RawWebSocket socket = RawWebSocket.open(server.getPort(), "/inherited")) {
			assertThat(socket.receiveClose()).isEqualTo(1013);
			assertThat(output).contains("WARN", "Tunnel 'inherited' (connection ", "is refused");
		}
	}

	private static String receive(TunnelServer server, String path) throws IOException {
		try (RawWebSocket socket = RawWebSocket.open(server.getPort(), path)) {
			return socket.receiveBinary();
		}
	}

	private static void send(WsConnection connection, Object text) throws IOException {
		connection.write(ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8)));
	}

	@Configuration(proxyBeanMethods = false)
	static class Beans {

		@Bean
		@Lazy
		LazyTunnel lazyTunnel() {
			return new LazyTunnel();
		}

		@Bean
		@Scope("prototype")
		PrototypeTunnel prototypeTunnel() {
			return new PrototypeTunnel();
		}

		@Bean
		@Scope(scopeName = "prototype", proxyMode = ScopedProxyMode.TARGET_CLASS)
		ScopedTunnel scopedTunnel() {
			return new ScopedTunnel();
		}

		@Bean
		ProxiedTunnel proxiedTunnel() {
			return new ProxiedTunnel();
		}

		@Bean
		InheritedTunnel inheritedTunnel() {
			return new InheritedTunnel();
		}

		@Bean
		@Scope(scopeName = "prototype", proxyMode = ScopedProxyMode.INTERFACES)
		InterfaceTunnel interfaceTunnel() {
			return new InterfaceTunnel();
		}

		@Bean
		static DefaultAdvisorAutoProxyCreator proxyCreator() {
			DefaultAdvisorAutoProxyCreator creator = new DefaultAdvisorAutoProxyCreator();
			creator.setProxyTargetClass(true);
			return creator;
		}

		@Bean
		@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
		static DefaultPointcutAdvisor advisor() {
			NameMatchMethodPointcut pointcut = new NameMatchMethodPointcut();
			pointcut.setMappedName("proxied");
			return new DefaultPointcutAdvisor(pointcut, (MethodInterceptor) Beans::advise);
		}

		private static Object advise(MethodInvocation invocation) throws IOException {
			send((WsConnection) invocation.getArguments()[0], "advised");
			return null;
		}

	}

	static class Counting {

		static final AtomicInteger created = new AtomicInteger();

		final int number = created.incrementAndGet();

	}

	static class LazyTunnel extends Counting {

		@WsTunnel("/lazy")
		void lazy(WsConnection connection) throws IOException {
			send(connection, this.number);
		}

	}

	static class PrototypeTunnel extends Counting {

		@WsTunnel("/prototype")
		void prototype(WsConnection connection) throws IOException {
			send(connection, this.number);
		}

	}

	static class ScopedTunnel extends Counting {

		@WsTunnel("/scoped")
		void scoped(WsConnection connection) throws IOException {
			send(connection, this.number);
		}

	}

	static class ProxiedTunnel {

		@WsTunnel("/proxied")
		void proxied(WsConnection connection) throws IOException {
			send(connection, "not advised");
		}

	}

	interface TunnelContract {

		@MyTunnel("/inherited")
		void inherited(WsConnection connection) throws IOException;

	}

	static class InheritedTunnel implements TunnelContract {

		@Override
		public void inherited(WsConnection connection) throws IOException {
			send(connection, "inherited");
		}

	}

	interface ProxiedContract {

		void proxiedByInterface(WsConnection connection) throws IOException;

	}

	static class InterfaceTunnel implements ProxiedContract {

		@Override
		@WsTunnel("/proxied-by-interface")
		public void proxiedByInterface(WsConnection connection) throws IOException {
			send(connection, "by interface");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAsync
	static class Conditions {

		@Bean
		@ConditionalOnBooleanProperty("test.present")
		PresentTunnel presentTunnel() {
			return new PresentTunnel();
		}

		@Bean
		@ConditionalOnBooleanProperty("test.absent")
		AbsentTunnel absentTunnel() {
			return new AbsentTunnel();
		}

		@Bean
		AsyncTunnel asyncTunnel() {
			return new AsyncTunnel();
		}

	}

	static class PresentTunnel {

		@WsTunnel("/present")
		void present(WsConnection connection) throws IOException {
			send(connection, "present");
		}

	}

	static class AbsentTunnel {

		@WsTunnel("/absent")
		void absent() {
		}

	}

	static class AsyncTunnel {

		@Async
		@WsTunnel("/async")
		CompletableFuture<Void> async(WsConnection connection) throws IOException {
			send(connection, Thread.currentThread().getName());
			return CompletableFuture.completedFuture(null);
		}

	}

	@Target(ElementType.METHOD)
	@Retention(RetentionPolicy.RUNTIME)
	@WsTunnel
	@interface MyTunnel {

		@AliasFor(annotation = WsTunnel.class, attribute = "path")
		String value();

	}

	@Configuration(proxyBeanMethods = false)
	static class WithoutThreads {

		@Bean
		InheritedTunnel inheritedTunnel() {
			return new InheritedTunnel();
		}

		@Bean
		Executor wsTunnelTaskExecutor() {
			return (task) -> {
				throw new RejectedExecutionException("No thread for " + task);
			};
		}

	}

}
