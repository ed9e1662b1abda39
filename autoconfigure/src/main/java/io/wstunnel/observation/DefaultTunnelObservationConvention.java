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

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.wstunnel.observation.TunnelObservationDocumentation.HighCardinalityKeyNames;

import org.springframework.web.socket.CloseStatus;

/**
 * The default {@link TunnelObservationConvention}.
 *
 * @since 0.1.0
 */
public class DefaultTunnelObservationConvention implements TunnelObservationConvention {

	@Override
	public String getName() {
		return "wstunnel.tunnel";
	}

	@Override
	public String getContextualName(TunnelObservationContext context) {
		String tunnelId = context.getTunnelId();
		return (tunnelId != null) ? "tunnel " + tunnelId : "tunnel";
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(TunnelObservationContext context) {
		CloseStatus status = context.getCloseStatus();
		return TunnelKeyValues.of(context.getSide(), context.getTunnelId(),
				(status != null) ? TunnelOutcome.of(status).toTag() : null);
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(TunnelObservationContext context) {
		CloseStatus status = context.getCloseStatus();
		String reason = context.getReason();
		return KeyValues.of(HighCardinalityKeyNames.CONNECTION.withValue(context.getConnection().getId()),
				HighCardinalityKeyNames.STATUS
					.withValue((status != null) ? String.valueOf(status.getCode()) : KeyValue.NONE_VALUE),
				HighCardinalityKeyNames.REASON.withValue((reason != null) ? reason : KeyValue.NONE_VALUE));
	}

}
