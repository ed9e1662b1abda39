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

package io.wstunnel.monitor;

import io.micrometer.common.KeyValues;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.wstunnel.WsClosedException;
import io.wstunnel.WsConnection;
import io.wstunnel.WsConnectionPair;
import io.wstunnel.connection.TransportConnection;
import io.wstunnel.observation.DefaultTunnelObservationConvention;
import io.wstunnel.observation.HandshakeOutcome;
import io.wstunnel.observation.TunnelObservationContext;
import io.wstunnel.observation.TunnelObservationConvention;
import io.wstunnel.observation.TunnelObservations;
import io.wstunnel.observation.TunnelSide;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.web.socket.CloseStatus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of {@link LiveTunnel} and {@link TunnelMetrics} where something is wrong, or
 * over.
 */
@Timeout(60)
class LiveTunnelTests {

	private final WsConnectionPair pair = WsConnectionPair.create();

	@AfterEach
	void close() {
		this.pair.close();
	}

	@Test
	void whatFailsToObserveTheEndOfOneDoesNotHarmTheOthers() {
		TunnelMonitor monitor = monitor(new DefaultTunnelObservationConvention() {

			@Override
			public KeyValues getLowCardinalityKeyValues(TunnelObservationContext context) {
				if (context.getCloseStatus() != null) {
					throw new IllegalStateException("This convention is wrong");
				}
				return super.getLowCardinalityKeyValues(context);
			}

		});
		open(monitor, this.pair.getServer());
		open(monitor, this.pair.getClient());
		monitor.close();
		assertThat(monitor.getOpen()).isEmpty();
		assertThat(monitor.getTotals(TunnelSide.SERVER, "shell").getActive()).isZero();
	}

	@Test
	void anOperatorWhoClosesItDoesNotWaitForThePeer() throws Exception {
		LiveTunnel tunnel = open(new TunnelMonitor(), this.pair.getServer());
		tunnel.close(CloseStatus.POLICY_VIOLATION);
		assertThat(this.pair.getServer().isOpen()).isFalse();
		assertThatExceptionOfType(WsClosedException.class)
			.isThrownBy(() -> this.pair.getClient().getInputStream().read())
			.satisfies((ex) -> assertThat(ex.getStatus().getCode()).isEqualTo(1008));
	}

	@Test
	void metersGoWithTheirApplication() {
		MeterRegistry registry = new SimpleMeterRegistry();
		registry.counter("other");
		TunnelMonitor first = new TunnelMonitor();
		TunnelMetrics metrics = new TunnelMetrics(first);
		metrics.bindTo(registry);
		open(first, this.pair.getServer());
		first.refused(TunnelSide.SERVER, "shell", HandshakeOutcome.LIMIT);
		assertThat(registry.getMeters()).hasSize(9);
		metrics.close();
		first.refused(TunnelSide.SERVER, "shell", HandshakeOutcome.TARGET);
		first.getTotals(TunnelSide.SERVER, "late");
		assertThat(registry.getMeters()).extracting(Meter::getId).extracting(Meter.Id::getName).containsOnly("other");
		TunnelMonitor second = new TunnelMonitor();
		new TunnelMetrics(second).bindTo(registry);
		second.refused(TunnelSide.SERVER, "shell", HandshakeOutcome.LIMIT);
		second.refused(TunnelSide.SERVER, "shell", HandshakeOutcome.LIMIT);
		FunctionCounter refused = registry.get("wstunnel.tunnels.refused").tag("outcome", "limit").functionCounter();
		assertThat(refused.count()).isEqualTo(2);
	}

	private static LiveTunnel open(TunnelMonitor monitor, WsConnection connection) {
		return monitor.opened(TunnelSide.SERVER, "shell", (TransportConnection) connection, null);
	}

	private static TunnelMonitor monitor(TunnelObservationConvention convention) {
		ObservationRegistry registry = ObservationRegistry.create();
		registry.observationConfig().observationHandler((Observation.Context context) -> true);
		return new TunnelMonitor(new TunnelObservations(registry, null, null, convention));
	}

}
