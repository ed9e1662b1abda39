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

package io.wstunnel.connection;

import java.time.Duration;
import java.util.function.BooleanSupplier;

import io.wstunnel.transport.Transport;

/**
 * Whether a connection whose peer is about to stop is of use to nobody: both directions
 * are open and at rest, nothing is unread, and the last byte came from the peer, which
 * owes nothing then. One that waits for an answer has sent last.
 */
final class DrainedIdle implements BooleanSupplier {

	private final Closing closing;

	private final Transport transport;

	private final BooleanSupplier action;

	private DrainedIdle(Closing closing, Transport transport, BooleanSupplier action) {
		this.closing = closing;
		this.transport = transport;
		this.action = action;
	}

	/**
	 * Act when the peer has said that it is about to stop, and the connection was idle
	 * for a while.
	 * @param closing the connection's closing
	 * @param transport its transport
	 * @param timeout for how long; zero for never
	 * @param action what to do then; whether it has done so
	 */
	static void watch(Closing closing, Transport transport, Duration timeout, BooleanSupplier action) {
		if (transport.hasNotices() && !timeout.isZero()) {
			DrainedIdle idle = new DrainedIdle(closing, transport, action);
			closing.draining().thenRun(() -> new IdleTimeout(closing, timeout, idle).start());
		}
	}

	@Override
	public boolean getAsBoolean() {
		return isIdle() && this.action.getAsBoolean();
	}

	private boolean isIdle() {
		Inbound inbound = this.closing.getInbound();
		Outbound outbound = this.closing.getOutbound();
		return outbound.isAtRest() && !this.transport.isPeerEnded() && !this.transport.isInsideMessage()
				&& inbound.available() == 0 && !outbound.getMessages().isAnswerDue();
	}

}
