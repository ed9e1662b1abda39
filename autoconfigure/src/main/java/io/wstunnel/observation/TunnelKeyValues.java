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
import io.wstunnel.observation.TunnelObservationDocumentation.LowCardinalityKeyNames;
import org.jspecify.annotations.Nullable;

/**
 * The key values that meters have, too.
 */
final class TunnelKeyValues {

	private TunnelKeyValues() {
	}

	static KeyValues of(TunnelSide side, @Nullable String tunnelId, @Nullable String outcome) {
		return KeyValues.of(
				LowCardinalityKeyNames.TUNNEL.withValue((tunnelId != null) ? tunnelId : KeyValue.NONE_VALUE),
				LowCardinalityKeyNames.SIDE.withValue(side.toTag()),
				LowCardinalityKeyNames.OUTCOME.withValue((outcome != null) ? outcome : KeyValue.NONE_VALUE));
	}

}
