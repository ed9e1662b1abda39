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
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.ObservationView;
import io.micrometer.observation.transport.SenderContext;
import io.wstunnel.WsConnection;
import io.wstunnel.WsHandshakeException;
import io.wstunnel.WsTunnel;
import io.wstunnel.WsTunnelClient;
import io.wstunnel.WsTunnels;
import io.wstunnel.observation.ClientHandshakeObservationContext;
import io.wstunnel.observation.ClientHandshakeObservationConvention;
import io.wstunnel.observation.DefaultClientHandshakeObservationConvention;
import io.wstunnel.observation.DefaultServerHandshakeObservationConvention;
import io.wstunnel.observation.DefaultTunnelObservationConvention;
import io.wstunnel.observation.HandshakeOutcome;
import io.wstunnel.observation.ServerHandshakeObservationContext;
import io.wstunnel.observation.ServerHandshakeObservationConvention;
import io.wstunnel.observation.TunnelObservationContext;
import io.wstunnel.observation.TunnelObservationConvention;
import io.wstunnel.observation.TunnelSide;
import io.wstunnel.testsupport.Await;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.server.observation.ServerRequestObservationContext;
import org.springframework.web.socket.CloseStatus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests of the observations of handshakes and tunnels, with a client and a server in one
 * application.
 */
@Tag("once")
@Timeout(120)
class TunnelObservationTests {

	private static final String TRACE_HEADER = "x-trace";

	private static TunnelServer server;

	@BeforeAll
	static void start() {
		server = TunnelServer.start(Application.class);
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@BeforeEach
	void forget() {
		recorder().stopped.clear();
		server.getBean(Tunnels.class).observed.clear();
	}

	@Test
	void theTraceOfTheHandshakeGoesOnInTheHandlersThread() throws Exception {
		try (WsConnection connection = connect("/observed")) {
			connection.getInputStream().readAllBytes();
		}
		Observed observed = Await.next(server.getBean(Tunnels.class).observed);
		assertThat(observed.thread()).isNotEqualTo(observed.handshakeThread());
		TunnelObservationContext tunnel = (TunnelObservationContext) observed.context();
		assertThat(tunnel.getSide()).isEqualTo(TunnelSide.SERVER);
		Observation.ContextView handshake = recorder().parents.get(tunnel);
		assertThat(handshake).isInstanceOf(ServerHandshakeObservationContext.class);
		assertThat(recorder().parents.get(handshake)).isInstanceOf(ServerRequestObservationContext.class);
		assertThat(tunnel.getParentObservation()).as("What would keep the request").isNull();
	}

	@Test
	void theTraceOfTheClientGoesOnAtTheServer() throws Exception {
		Observation call = Observation.start("call", server.getBean(ObservationRegistry.class));
		try (WsConnection connection = call.scopedChecked(() -> connect("/observed"))) {
			connection.getInputStream().readAllBytes();
		}
		call.stop();
		assertThat(Await.next(server.getBean(Tunnels.class).observed).traceHeader()).isEqualTo("sent");
		ClientHandshakeObservationContext handshake = stopped(ClientHandshakeObservationContext.class);
		assertThat(handshake.getOutcome()).isEqualTo(HandshakeOutcome.OPENED);
		assertThat(recorder().parents.get(handshake)).isSameAs(call.getContextView());
	}

	@Test
	void aTunnelIsObservedAtBothEndsUntilItEnds() throws Exception {
		WsConnection connection = connect("/held");
		try (connection) {
			connection.getOutputStream().write(42);
			assertThat(connection.getInputStream().read()).isEqualTo(42);
			assertThat(recorder().stopped).noneMatch(TunnelObservationTests::isHeld);
		}
		TunnelObservationContext client = stopped(connection);
		TunnelObservationContext end = stopped(TunnelObservationContext.class);
		while (!isHeld(end)) {
			end = stopped(TunnelObservationContext.class);
		}
		assertThat(client.getSide()).isEqualTo(TunnelSide.CLIENT);
		assertThat(client.getLowCardinalityKeyValue("tunnel").getValue()).isEqualTo("none");
		assertThat(client.getHighCardinalityKeyValue("status").getValue()).isEqualTo("1000");
		assertThat(end.getSide()).isEqualTo(TunnelSide.SERVER);
		assertThat(end.getCloseStatus()).isNotNull().extracting("code").isEqualTo(1000);
		assertThat(end.getLowCardinalityKeyValue("outcome").getValue()).isEqualTo("clean");
	}

	@Test
	void whoEndsATunnelAndWhyIsObserved() throws Exception {
		WsConnection connection = connect("/held");
		try (connection) {
			WsTunnels tunnels = server.getBean(WsTunnels.class);
			String id = Awaitility.await()
				.atMost(Await.LIMIT)
				.until(() -> tunnels.findByTunnelId("held"), (held) -> held.size() == 1)
				.get(0)
				.getConnection()
				.getId();
			tunnels.closeById(id, new CloseStatus(3000, "Enough"));
			assertThat(connection.closed()).succeedsWithin(Await.LIMIT);
		}
		TunnelObservationContext end = stopped(TunnelObservationContext.class);
		while (!isHeld(end)) {
			end = stopped(TunnelObservationContext.class);
		}
		assertThat(end.getLowCardinalityKeyValue("outcome").getValue()).isEqualTo("cut");
		assertThat(end.getHighCardinalityKeyValue("status").getValue()).isEqualTo("3000");
		assertThat(end.getHighCardinalityKeyValue("reason").getValue()).isEqualTo("Enough");
		assertThat(end.isClosedHere()).isTrue();
	}

	private static boolean isHeld(Observation.Context context) {
		return context instanceof TunnelObservationContext tunnel && "held".equals(tunnel.getTunnelId());
	}

	/**
	 * Wait for the end of a client's tunnel, and leave all others in the queue.
	 */
	private static TunnelObservationContext stopped(WsConnection connection) {
		return Awaitility.await()
			.atMost(Await.LIMIT)
			.until(() -> recorder().stopped.stream()
				.filter((context) -> context instanceof TunnelObservationContext)
				.map(TunnelObservationContext.class::cast)
				.filter((context) -> context.getConnection() == connection)
				.findFirst(), Optional::isPresent)
			.orElseThrow();
	}

	@Test
	void conventionBeansReplaceTheDefaults() throws Exception {
		connect("/observed").close();
		Awaitility.await()
			.atMost(Await.LIMIT)
			.untilAsserted(() -> assertThat(recorder().stopped).extracting(Observation.Context::getName)
				.contains("my.tunnel", "my.server.handshake", "my.client.handshake"));
	}

	@Test
	void aHandshakeThatFailedSaysWhy() throws Exception {
		assertThatExceptionOfType(WsHandshakeException.class).isThrownBy(() -> connect("/nowhere"));
		ClientHandshakeObservationContext refused = stopped(ClientHandshakeObservationContext.class);
		assertThat(refused.getOutcome()).isEqualTo(HandshakeOutcome.NOT_FOUND);
		assertThat(refused.getError()).isInstanceOf(WsHandshakeException.class);
		assertThatIOException()
			.isThrownBy(() -> server.getBean(WsTunnelClient.class).connect(URI.create("ws://localhost:1/")));
		assertThat(stopped(ClientHandshakeObservationContext.class).getOutcome())
			.isEqualTo(HandshakeOutcome.UNREACHABLE);
	}

	private static WsConnection connect(String path) throws IOException {
		return server.getBean(WsTunnelClient.class)
			.connect(URI.create("ws://localhost:" + server.getPort() + path + "?secret"));
	}

	private static Recorder recorder() {
		return server.getBean(Recorder.class);
	}

	private static <T extends Observation.Context> T stopped(Class<T> type) throws InterruptedException {
		Observation.Context context = Await.next(recorder().stopped);
		while (!type.isInstance(context)) {
			context = Await.next(recorder().stopped);
		}
		return type.cast(context);
	}

	record Observed(Observation.ContextView context, String thread, @Nullable String handshakeThread,
			@Nullable String traceHeader) {

	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		@Bean
		Tunnels tunnels(ObjectProvider<ObservationRegistry> registry, Recorder recorder) {
			return new Tunnels(registry, recorder);
		}

		@Bean
		Recorder recorder() {
			return new Recorder();
		}

		// tag::convention[]
		@Bean
		TunnelObservationConvention tunnelConvention() {
			return new DefaultTunnelObservationConvention() {

				@Override
				public String getName() {
					return "my.tunnel";
				}

			};
		}
		// end::convention[]

		@Bean
		ServerHandshakeObservationConvention serverHandshakeConvention() {
			return new DefaultServerHandshakeObservationConvention() {

				@Override
				public String getName() {
					return "my.server.handshake";
				}

			};
		}

		@Bean
		ClientHandshakeObservationConvention clientHandshakeConvention() {
			return new DefaultClientHandshakeObservationConvention() {

				@Override
				public String getName() {
					return "my.client.handshake";
				}

			};
		}

	}

	static class Tunnels {

		private final BlockingQueue<Observed> observed = new LinkedBlockingQueue<>();

		private final ObjectProvider<ObservationRegistry> registry;

		private final Recorder recorder;

		Tunnels(ObjectProvider<ObservationRegistry> registry, Recorder recorder) {
			this.registry = registry;
			this.recorder = recorder;
		}

		@WsTunnel("/held")
		void held(WsConnection connection) throws IOException {
			connection.getInputStream().transferTo(connection.getOutputStream());
		}

		@WsTunnel("/observed")
		void observed(WsConnection connection) throws IOException {
			Observation current = this.registry.getObject().getCurrentObservation();
			assertThat(current).isNotNull();
			this.observed.add(new Observed(current.getContextView(), Thread.currentThread().getName(),
					this.recorder.handshakeThread, connection.getHandshake().headers().getFirst(TRACE_HEADER)));
			connection.write(ByteBuffer.wrap(new byte[3]));
		}

	}

	/**
	 * Does what a tracer's handlers do: what is sent carries the trace.
	 */
	static class Recorder implements ObservationHandler<Observation.Context> {

		private final BlockingQueue<Observation.Context> stopped = new LinkedBlockingQueue<>();

		private final Map<Observation.ContextView, Observation.ContextView> parents = new ConcurrentHashMap<>();

		private volatile @Nullable String handshakeThread;

		@Override
		public boolean supportsContext(Observation.Context context) {
			return true;
		}

		@Override
		public void onStart(Observation.Context context) {
			ObservationView parent = context.getParentObservation();
			if (parent != null) {
				this.parents.put(context, parent.getContextView());
			}
			if (context instanceof SenderContext<?> sender) {
				inject(sender);
			}
			if (context instanceof ServerHandshakeObservationContext) {
				this.handshakeThread = Thread.currentThread().getName();
			}
		}

		private <C> void inject(SenderContext<C> sender) {
			sender.getSetter().set(sender.getCarrier(), TRACE_HEADER, "sent");
		}

		@Override
		public void onStop(Observation.Context context) {
			this.stopped.add(context);
		}

	}

}
