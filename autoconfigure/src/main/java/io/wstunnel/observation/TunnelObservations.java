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

package io.wstunnel.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Creates the observations of handshakes and tunnels.
 *
 * @since 0.1.0
 */
public final class TunnelObservations {

	private static final ServerHandshakeObservationConvention SERVER_HANDSHAKE = new DefaultServerHandshakeObservationConvention();

	private static final ClientHandshakeObservationConvention CLIENT_HANDSHAKE = new DefaultClientHandshakeObservationConvention();

	private static final TunnelObservationConvention TUNNEL = new DefaultTunnelObservationConvention();

	private final ObservationRegistry registry;

	private final @Nullable ServerHandshakeObservationConvention serverHandshake;

	private final @Nullable ClientHandshakeObservationConvention clientHandshake;

	private final @Nullable TunnelObservationConvention tunnel;

	/**
	 * Observe with the default conventions, or those of the registry.
	 * @param registry the registry
	 */
	public TunnelObservations(ObservationRegistry registry) {
		this(registry, null, null, null);
	}

	/**
	 * Observe.
	 * @param registry the registry
	 * @param serverHandshake the convention of handshakes in the server half,
	 * {@code null} for the registry's, or the default
	 * @param clientHandshake the convention of handshakes in the client half,
	 * {@code null} for the registry's, or the default
	 * @param tunnel the convention of tunnels, {@code null} for the registry's, or the
	 * default
	 */
	public TunnelObservations(ObservationRegistry registry,
			@Nullable ServerHandshakeObservationConvention serverHandshake,
			@Nullable ClientHandshakeObservationConvention clientHandshake,
			@Nullable TunnelObservationConvention tunnel) {
		this.registry = registry;
		this.serverHandshake = serverHandshake;
		this.clientHandshake = clientHandshake;
		this.tunnel = tunnel;
	}

	/**
	 * Create the observation of a handshake in the server half.
	 * @param context its context
	 * @return the observation, not started
	 */
	public Observation create(ServerHandshakeObservationContext context) {
		return TunnelObservationDocumentation.SERVER_HANDSHAKE.observation(this.serverHandshake, SERVER_HANDSHAKE,
				() -> context, this.registry);
	}

	/**
	 * Create the observation of a handshake in the client half.
	 * @param context its context
	 * @return the observation, not started
	 */
	public Observation create(ClientHandshakeObservationContext context) {
		return TunnelObservationDocumentation.CLIENT_HANDSHAKE.observation(this.clientHandshake, CLIENT_HANDSHAKE,
				() -> context, this.registry);
	}

	/**
	 * Create the observation of a tunnel's life.
	 * @param context its context
	 * @param handshake the observation of its handshake, if there is one
	 * @return the observation, not started
	 */
	public Observation create(TunnelObservationContext context, @Nullable Observation handshake) {
		return TunnelObservationDocumentation.TUNNEL.observation(this.tunnel, TUNNEL, () -> context, this.registry)
			.parentObservation(handshake);
	}

	/**
	 * Return the observation of the current thread.
	 * @return the observation, {@code null} if there is none
	 */
	public @Nullable Observation getCurrent() {
		return this.registry.isNoop() ? null : this.registry.getCurrentObservation();
	}

}
