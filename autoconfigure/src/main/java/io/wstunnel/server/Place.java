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

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The place that a tunnel takes among the {@link OpenTunnels}, from its handshake to its
 * end.
 */
final class Place {

	private final OpenTunnels tunnels;

	private final AtomicBoolean freed = new AtomicBoolean();

	Place(OpenTunnels tunnels) {
		this.tunnels = tunnels;
	}

	/**
	 * Free the place; once is enough.
	 */
	void free() {
		if (this.freed.compareAndSet(false, true)) {
			this.tunnels.freePlace();
		}
	}

}
