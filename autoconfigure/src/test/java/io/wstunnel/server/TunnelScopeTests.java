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
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.wstunnel.WsConnection;
import io.wstunnel.WsTunnel;
import io.wstunnel.WsTunnelClient;
import io.wstunnel.WsTunnelContext;
import io.wstunnel.WsTunnelContextHolder;
import io.wstunnel.WsTunnelOpenedEvent;
import io.wstunnel.WsTunnelRegistration;
import io.wstunnel.WsTunnelScope;
import io.wstunnel.testsupport.ServerKind;
import jakarta.annotation.PreDestroy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;

import org.springframework.beans.factory.support.ScopeNotActiveException;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.env.Environment;
import org.springframework.core.task.support.ContextPropagatingTaskDecorator;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests of the scope of a tunnel.
 */
@OnEachServer
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class TunnelScopeTests {

	@Parameter
	private ServerKind kind;

	private static TunnelServer server;

	@BeforeParameterizedClassInvocation
	static void start(ServerKind kind) {
		server = TunnelServer.start(kind,
				List.of(TunnelServer.WithoutSecurity.class, Application.class, OneThread.class),
				"wstunnel.server.tunnels.published.path=/published");
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		server.close();
	}

	@AfterEach
	void nothingIsLeftOnTheThreadOfTheHandlers() throws Exception {
		ThreadPoolTaskExecutor executor = server.getBean("wsTunnelTaskExecutor", ThreadPoolTaskExecutor.class);
		assertThat(executor.submit(WsTunnelContextHolder::getContext).get(10, TimeUnit.SECONDS)).isNull();
		Log.destroyed.clear();
	}

	@Test
	void theConnectionOfTheTunnelIsInjectedIntoSingletons() throws Exception {
		assertThat(receive("/method?x=1", "/method?x=2")).containsExactly("/method?x=1 1 2", "/method?x=2 1 2");
	}

	@Test
	void aRegisteredHandlerIsInTheScope() throws Exception {
		assertThat(receive("/registered")).containsExactly("/registered 1 2");
	}

	@Test
	void aListenerOfTheOpenedEventIsInTheScope() throws Exception {
		assertThat(receive("/published")).containsExactly("/published 1 2");
		assertThat(poll(Log.destroyed)).startsWith("State of /published on handlers-");
	}

	@Test
	void aHandlerMayItselfBeOfTheScope() throws Exception {
		assertThat(receive("/stateful", "/stateful")).containsExactly("1", "1");
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void virtualThreadsAreInTheScope() throws Exception {
		try (TunnelServer virtual = TunnelServer.start(this.kind, Application.class,
				"spring.threads.virtual.enabled=true");
				RawWebSocket socket = RawWebSocket.open(virtual.getPort(), "/method")) {
			assertThat(socket.receiveBinary()).isEqualTo("/method 1 2");
			assertThat(poll(Log.destroyed)).startsWith("State of /method on");
		}
	}

	@Test
	void beansAreDestroyedWhenTheHandlerHasReturned() throws Exception {
		assertThat(receive("/method")).hasSize(1);
		assertThat(poll(Log.destroyed)).isEqualTo("State of /method on handlers-1");
		assertThat(Log.destroyed).isEmpty();
	}

	@Test
	void beansOfAnAsynchronousHandlerAreDestroyedWhenItsStageHasCompleted() throws Exception {
		Tunnels tunnels = server.getBean(Tunnels.class);
		try (RawWebSocket socket = RawWebSocket.open(server.getPort(), "/stage")) {
			assertThat(socket.receiveBinary()).isEqualTo("/stage 1 2");
			assertThat(Log.destroyed).isEmpty();
			tunnels.stages.take().complete(null);
			assertThat(socket.receiveClose()).isEqualTo(1000);
			socket.sendClose(1000);
			assertThat(poll(Log.destroyed)).isEqualTo("State of /stage on handlers-1");
		}
	}

	@Test
	void beansOfAnAsynchronousHandlerAreDestroyedWhenItsConnectionHasEnded() throws Exception {
		try (RawWebSocket socket = RawWebSocket.open(server.getPort(), "/stage")) {
			assertThat(socket.receiveBinary()).isEqualTo("/stage 1 2");
			// The handler has returned its stage
			nothingIsLeftOnTheThreadOfTheHandlers();
			server.getBean(OpenTunnels.class).findByTunnelId("stage").get(0).getConnection().abort();
			assertThat(poll(Log.destroyed)).isEqualTo("State of /stage on handlers-1");
		}
		server.getBean(Tunnels.class).stages.take().complete(null);
		assertThat(Log.destroyed).isEmpty();
	}

	@Test
	void beansAreDestroyedTheYoungestFirstAndOneThatFailsHarmsNobody(CapturedOutput output) throws Exception {
		assertThat(receive("/failing")).containsExactly("/failing 1 2");
		assertThat(poll(Log.destroyed)).isEqualTo("Failing");
		assertThat(poll(Log.destroyed)).isEqualTo("State of /failing on handlers-1");
		assertThat(output).contains("This failure is part of a test");
		assertThat(receive("/failing")).containsExactly("/failing 1 2");
	}

	@Test
	void anotherThreadIsInTheScopeIfItsTaskIsWrapped() throws Exception {
		assertThat(receive("/wrapped")).containsExactly("/wrapped 1 2");
	}

	@Test
	void anotherThreadIsInTheScopeIfTheContextIsPropagated() throws Exception {
		assertThat(receive("/propagated")).containsExactly("/propagated 1 2");
	}

	@Test
	void anotherThreadIsElseOutsideOfTheScope() throws Exception {
		assertThat(receive("/unwrapped").get(0)).startsWith("This thread serves no tunnel.");
	}

	@Test
	void theScopeIsGoneOnOtherThreadsToo() throws Exception {
		Tunnels tunnels = server.getBean(Tunnels.class);
		assertThat(receive("/context")).hasSize(1);
		WsTunnelContext context = tunnels.contexts.take();
		assertThat(poll(Log.destroyed)).startsWith("State of /context");
		nothingIsLeftOnTheThreadOfTheHandlers();
		Service service = server.getBean(Service.class);
		// The connection is still there, the beans are not
		assertThat(context.wrap(service::isOpen).call()).isFalse();
		assertThatExceptionOfType(ScopeNotActiveException.class).isThrownBy(context.wrap(service::count)::call)
			.havingRootCause()
			.withMessageContaining("has ended: its bean 'scopedTarget.state' cannot be used any more");
		assertThat(WsTunnelContextHolder.getContext()).isNull();
	}

	@Test
	void outsideOfATunnelUseFailsAndSaysWhatToDo() {
		Service service = server.getBean(Service.class);
		assertThatIllegalStateException().isThrownBy(service::isOpen)
			.withMessageStartingWith("This thread serves no tunnel.")
			.withMessageContaining("WsTunnelContextHolder.currentContext().wrap(task)");
		assertThatExceptionOfType(ScopeNotActiveException.class).isThrownBy(service::count)
			.withMessageContaining("'ws-tunnel'")
			.havingRootCause()
			.withMessageStartingWith("This thread serves no tunnel.");
	}

	@Test
	void theInjectedConnectionIsAnOrdinaryObjectElsewhere() {
		WsConnection connection = server.getBean(WsConnection.class);
		assertThat(connection).isEqualTo(connection).hasSameHashCodeAs(connection);
		assertThat(connection).hasToString("Connection of the current tunnel");
	}

	@Test
	void connectionsOfTheClientAreNotInTheScope() throws Exception {
		assertThat(receive("/client")).containsExactly("/client 1 2");
	}

	@Test
	void theInjectedConnectionThrowsWhatTheConnectionThrows() throws Exception {
		try (RawWebSocket socket = RawWebSocket.open(server.getPort(), "/aborted")) {
			assertThat(socket.getStatus()).isEqualTo(101);
			assertThat(server.getBean(Tunnels.class).failures.poll(10, TimeUnit.SECONDS))
				.isInstanceOf(ClosedChannelException.class);
		}
	}

	private static List<String> receive(String... paths) throws IOException {
		List<String> received = new ArrayList<>();
		for (String path : paths) {
			try (RawWebSocket socket = RawWebSocket.open(server.getPort(), path)) {
				received.add(socket.receiveBinary());
			}
		}
		return received;
	}

	private static String poll(BlockingQueue<String> queue) throws InterruptedException {
		return queue.poll(10, TimeUnit.SECONDS);
	}

	/**
	 * What was destroyed, in order.
	 */
	static final class Log {

		static final BlockingQueue<String> destroyed = new LinkedBlockingQueue<>();

		private Log() {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		@Bean
		Tunnels tunnels(Service service, WsTunnelClient client, Environment environment) {
			return new Tunnels(service, client, environment);
		}

		@Bean
		Service service(WsConnection connection, State state, FailingState failing) {
			return new Service(connection, state, failing);
		}

		@Bean
		@WsTunnelScope
		State state(WsConnection connection) {
			return new State(connection);
		}

		@Bean
		@WsTunnelScope
		FailingState failing() {
			return new FailingState();
		}

		@Bean
		@WsTunnelScope
		StatefulTunnel statefulTunnel() {
			return new StatefulTunnel();
		}

		@Bean
		WsTunnelRegistration registered(Service service) {
			return WsTunnelRegistration.builder("registered", (connection) -> service.answer())
				.path("/registered")
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OneThread {

		@Bean(defaultCandidate = false)
		ThreadPoolTaskExecutor wsTunnelTaskExecutor() {
			ThreadPoolTaskExecutor executor = new ThreadPoolTaskExecutor();
			executor.setThreadNamePrefix("handlers-");
			return executor;
		}

	}

	/**
	 * A singleton that does not know which tunnel calls it.
	 */
	static class Service {

		private final WsConnection connection;

		private final State state;

		private final FailingState failing;

		Service(WsConnection connection, State state, FailingState failing) {
			this.connection = connection;
			this.state = state;
			this.failing = failing;
		}

		void answer() throws IOException {
			URI uri = this.connection.getHandshake().uri();
			send(((uri.getQuery() != null) ? uri.getPath() + "?" + uri.getQuery() : uri.getPath()) + " " + count() + " "
					+ count());
		}

		void send(String text) throws IOException {
			this.connection.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
		}

		void fail() {
			this.failing.use();
		}

		int count() {
			return this.state.count();
		}

		boolean isOpen() {
			return this.connection.isOpen();
		}

	}

	static class State {

		private final WsConnection connection;

		private int count;

		State(WsConnection connection) {
			this.connection = connection;
		}

		int count() {
			return ++this.count;
		}

		@PreDestroy
		void destroyed() {
			Log.destroyed.add("State of " + this.connection.getHandshake().uri().getPath() + " on "
					+ Thread.currentThread().getName());
		}

	}

	static class FailingState {

		void use() {
		}

		@PreDestroy
		void fail() {
			Log.destroyed.add("Failing");
			throw new IllegalStateException("This failure is part of a test");
		}

	}

	static class StatefulTunnel {

		private int count;

		@WsTunnel("/stateful")
		void stateful(WsConnection connection) throws IOException {
			connection.write(ByteBuffer.wrap(String.valueOf(++this.count).getBytes(StandardCharsets.UTF_8)));
		}

	}

	static class Tunnels {

		private final Service service;

		private final BlockingQueue<CompletableFuture<Void>> stages = new LinkedBlockingQueue<>();

		private final BlockingQueue<WsTunnelContext> contexts = new LinkedBlockingQueue<>();

		private final BlockingQueue<IOException> failures = new LinkedBlockingQueue<>();

		private final WsTunnelClient client;

		private final Environment environment;

		Tunnels(Service service, WsTunnelClient client, Environment environment) {
			this.service = service;
			this.client = client;
			this.environment = environment;
		}

		@WsTunnel("/method")
		void method(WsConnection connection) throws IOException {
			assertThat(WsTunnelContextHolder.currentContext().getConnection()).isSameAs(connection);
			this.service.answer();
		}

		@EventListener
		void published(WsTunnelOpenedEvent event) throws IOException {
			WsConnection connection = event.getConnection();
			this.service.answer();
			connection.close();
		}

		@WsTunnel("/stage")
		CompletableFuture<Void> stage() throws IOException {
			this.service.answer();
			CompletableFuture<Void> stage = new CompletableFuture<>();
			this.stages.add(stage);
			return stage;
		}

		@WsTunnel("/failing")
		void failing() throws IOException {
			this.service.answer();
			this.service.fail();
		}

		@WsTunnel("/context")
		void context() throws IOException {
			this.contexts.add(WsTunnelContextHolder.currentContext());
			this.service.answer();
		}

		@WsTunnel("/wrapped")
		void wrapped() throws Exception {
			Thread thread = new Thread(WsTunnelContextHolder.currentContext().wrap(this::answer));
			thread.start();
			thread.join();
		}

		@WsTunnel("/propagated")
		void propagated() throws Exception {
			Thread thread = new Thread(new ContextPropagatingTaskDecorator().decorate(this::answer));
			thread.start();
			thread.join();
		}

		@WsTunnel("/unwrapped")
		void unwrapped() throws Exception {
			CompletableFuture<Integer> count = new CompletableFuture<>();
			Thread thread = new Thread(() -> count.completeAsync(this.service::count, Runnable::run));
			thread.start();
			thread.join();
			this.service
				.send(NestedExceptionUtils.getRootCause(count.handle((value, failure) -> failure).get()).getMessage());
		}

		@WsTunnel("/client")
		void client() throws IOException {
			WsConnection own = this.client.connect(URI
				.create("ws://localhost:" + this.environment.getRequiredProperty("local.server.port") + "/method"));
			this.service.answer();
			own.abort();
		}

		@WsTunnel("/aborted")
		void aborted(WsConnection connection) {
			connection.abort();
			try {
				this.service.send("too late");
			}
			catch (IOException ex) {
				this.failures.add(ex);
			}
		}

		private void answer() {
			try {
				this.service.answer();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

}
