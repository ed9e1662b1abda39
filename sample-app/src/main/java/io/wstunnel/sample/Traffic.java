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

package io.wstunnel.sample;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;

import io.wstunnel.WsTunnelClosedEvent;
import io.wstunnel.WsTunnels;
import io.wstunnel.WsTunnels.OpenTunnel;

import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Adds up what has gone through the tunnels.
 */
@Component
class Traffic {

	private final WsTunnels tunnels;

	private final AtomicReference<Totals> closed = new AtomicReference<>(new Totals(0, 0, 0));

	Traffic(WsTunnels tunnels) {
		this.tunnels = tunnels;
	}

	@EventListener
	void add(WsTunnelClosedEvent event) {
		this.closed.updateAndGet((totals) -> totals.plus(event.getBytesReceived(), event.getBytesSent()));
	}

	Totals getTotals() {
		Totals totals = this.closed.get();
		for (OpenTunnel tunnel : this.tunnels.getAll()) {
			totals = totals.plus(tunnel.getBytesReceived(), tunnel.getBytesSent());
		}
		return totals;
	}

	/**
	 * What went through a number of tunnels, seen from the server.
	 *
	 * @param tunnels the number of tunnels
	 * @param bytesReceived the bytes received
	 * @param bytesSent the bytes sent
	 */
	record Totals(int tunnels, long bytesReceived, long bytesSent) {

		Totals plus(long received, long sent) {
			return new Totals(this.tunnels + 1, this.bytesReceived + received, this.bytesSent + sent);
		}

		@Override
		public String toString() {
			return String.format(Locale.ENGLISH, "%,d bytes to and %,d bytes from the server through %d tunnel%s",
					this.bytesReceived, this.bytesSent, this.tunnels, (this.tunnels != 1) ? "s" : "");
		}

	}

}
