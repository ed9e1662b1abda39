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

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;

import io.micrometer.common.KeyValue;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.wstunnel.connection.Traffic;
import io.wstunnel.observation.HandshakeOutcome;
import io.wstunnel.observation.TunnelObservationDocumentation.LowCardinalityKeyNames;
import org.jspecify.annotations.Nullable;

/**
 * The meters of tunnels. Each reads the counters of the connections when it is asked, so
 * that their readers and writers have nothing to do with it.
 *
 * @since 0.1.0
 */
public final class TunnelMetrics implements MeterBinder, AutoCloseable {

	private static final String PREFIX = "wstunnel.";

	private final TunnelMonitor monitor;

	private final List<Binding> bindings = new CopyOnWriteArrayList<>();

	/**
	 * Create the meters.
	 * @param monitor knows the tunnels
	 */
	public TunnelMetrics(TunnelMonitor monitor) {
		this.monitor = monitor;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		Binding binding = new Binding(registry);
		this.bindings.add(binding);
		this.monitor.listen(binding);
	}

	/**
	 * Remove the meters: a registry may outlive the application, and would go on with
	 * them instead of those of the next one.
	 */
	@Override
	public void close() {
		this.bindings.forEach((binding) -> {
			this.monitor.forget(binding);
			binding.remove();
		});
		this.bindings.clear();
	}

	/**
	 * The meters of one registry.
	 */
	private static final class Binding implements TunnelMonitor.TotalsListener {

		private final MeterRegistry registry;

		private final List<Meter> meters = new CopyOnWriteArrayList<>();

		private Binding(MeterRegistry registry) {
			this.registry = registry;
		}

		@Override
		public void created(TunnelTotals totals) {
			this.meters.add(Gauge.builder(PREFIX + "tunnels.active", totals, TunnelTotals::getActive)
				.description("Tunnels that are open")
				.tags(tags(totals))
				.register(this.registry));
			counter(totals, "tunnels.opened", "Tunnels that were opened", null, TunnelTotals::getOpened);
			traffic(totals, "received", "Payload received", BaseUnits.BYTES, Traffic::bytesReceived);
			traffic(totals, "sent", "Payload sent", BaseUnits.BYTES, Traffic::bytesSent);
			traffic(totals, "messages.received", "Messages received", null, Traffic::messagesReceived);
			traffic(totals, "messages.sent", "Messages sent", null, Traffic::messagesSent);
			this.meters.add(FunctionTimer
				.builder(PREFIX + "write.blocked", totals, (all) -> all.getTraffic().blockedWaits(),
						(all) -> all.getTraffic().blockedNanos(), TimeUnit.NANOSECONDS)
				.description("How long writers waited for the peer or the network")
				.tags(tags(totals))
				.register(this.registry));
		}

		@Override
		public void refusedFirst(TunnelTotals totals, HandshakeOutcome outcome) {
			this.meters.add(FunctionCounter
				.builder(PREFIX + "tunnels.refused", totals, (all) -> all.getRefused().getOrDefault(outcome, 0L))
				.description("Handshakes that ended without a tunnel")
				.tags(tags(totals).and(LowCardinalityKeyNames.OUTCOME.asString(), outcome.toTag()))
				.register(this.registry));
		}

		private void traffic(TunnelTotals totals, String name, String description, @Nullable String unit,
				ToLongFunction<Traffic> figure) {
			counter(totals, name, description, unit, (all) -> figure.applyAsLong(all.getTraffic()));
		}

		private void counter(TunnelTotals totals, String name, String description, @Nullable String unit,
				ToLongFunction<TunnelTotals> figure) {
			this.meters.add(FunctionCounter.builder(PREFIX + name, totals, figure::applyAsLong)
				.description(description)
				.baseUnit(unit)
				.tags(tags(totals))
				.register(this.registry));
		}

		private void remove() {
			this.meters.forEach(this.registry::remove);
		}

		private static Tags tags(TunnelTotals totals) {
			String tunnelId = totals.getTunnelId();
			return Tags.of(LowCardinalityKeyNames.TUNNEL.asString(),
					(tunnelId != null) ? tunnelId : KeyValue.NONE_VALUE, LowCardinalityKeyNames.SIDE.asString(),
					totals.getSide().toTag());
		}

	}

}
