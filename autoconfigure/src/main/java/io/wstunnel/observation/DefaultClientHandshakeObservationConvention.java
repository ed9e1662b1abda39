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

import io.micrometer.common.KeyValues;

/**
 * The default {@link ClientHandshakeObservationConvention}.
 *
 * @since 0.1.0
 */
public class DefaultClientHandshakeObservationConvention implements ClientHandshakeObservationConvention {

	@Override
	public String getName() {
		return "wstunnel.handshake";
	}

	@Override
	public String getContextualName(ClientHandshakeObservationContext context) {
		String name = context.getTunnelName();
		return "handshake with " + ((name != null) ? "tunnel " + name : context.getUri().getHost());
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(ClientHandshakeObservationContext context) {
		HandshakeOutcome outcome = context.getOutcome();
		return TunnelKeyValues.of(TunnelSide.CLIENT, context.getTunnelName(),
				(outcome != null) ? outcome.toTag() : null);
	}

}
