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

package io.wstunnel.autoconfigure;

import java.util.Map;
import java.util.Set;

import io.wstunnel.server.ServerSettings;

/**
 * Ids of tunnels as keys of properties.
 */
final class TunnelIds {

	private TunnelIds() {
	}

	/**
	 * Remove what was bound twice: an environment variable spells an id without dashes,
	 * and its tunnel is bound once more, with the same values, under that name.
	 * @param tunnels the tunnels by their ids
	 */
	static void removeDuplicates(Map<String, ?> tunnels) {
		tunnels.keySet().removeIf((id) -> isSpeltOutElsewhere(id, tunnels.keySet()));
	}

	private static boolean isSpeltOutElsewhere(String id, Set<String> ids) {
		return ids.stream().anyMatch((other) -> other.length() > id.length() && ServerSettings.isSameId(id, other));
	}

}
