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

import java.util.function.UnaryOperator;

import io.wstunnel.WsConnectionSettings;
import org.jspecify.annotations.Nullable;

/**
 * What the configuration says of one tunnel.
 *
 * @param path the path, or {@code null} to leave the declared one
 * @param settings changes the settings
 * @param maxConnections how many connections there may be, {@code null} for any number
 * @param preparation prepares the handler of each connection; {@code null} if the tunnel
 * has one, or publishes events
 * @since 0.1.0
 */
public record TunnelOverride(@Nullable String path, UnaryOperator<WsConnectionSettings> settings,
		@Nullable Integer maxConnections, @Nullable TunnelPreparation preparation) {

	/**
	 * Changes nothing.
	 */
	static final TunnelOverride NONE = new TunnelOverride(null, UnaryOperator.identity(), null, null);

}
